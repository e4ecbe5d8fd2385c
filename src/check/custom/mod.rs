//! Custom resources, judged as a server does that has their definitions: what it can't read of
//! one, then what it refuses by the schema.
//!
//! Where definitions come from is not known here; what their schemas say is judged by
//! [`structural`](super::api::structural).

mod definition;
mod definitions;
mod head;
mod known;
mod notation;
mod rules;

pub use definitions::Definitions;
pub use known::write as notation_of;

pub(crate) use definition::Definition;
use definition::{Status, Version};
use head::Head;

use super::api::Reason;
use super::api::structural::embedded::Scope;
use super::api::structural::outcome::{Outcome, Spot, Wrong};
use super::api::structural::{conform, embedded, filled, unique, unknown};
use super::finding::Finding;
use super::typed;
use crate::diagnostic::{Code, Severity};
use crate::kube::kind::Kind;
use crate::kube::versions::Minor;
use crate::yaml::{Key, Map, Node, Number, Path, Value};

/// What is known of a kind and a version that an object says it is of.
pub(crate) enum Known<'d> {
    Served(&'d Definition, &'d Version),
    /// Why there is no such thing, with what may have been meant.
    Not {
        why: String,
        meant: Option<String>,
    },
    Nothing,
}

/// Looks up the kind of an object.
pub(crate) fn find<'d>(definitions: &'d Definitions, api_version: &str, kind: &str) -> Known<'d> {
    let Some((group, version)) = api_version.split_once('/') else { return Known::Nothing };
    let Some(definition) = definition(definitions, group, kind) else {
        let mut near = definitions.kinds(group).find(|known| is_slip(kind, known));
        if near.is_none() {
            near = known::kinds(group).find(|known| is_slip(kind, known));
        }
        return near.map_or(Known::Nothing, |near| Known::Not {
            why: format!("{api_version} has no {kind}"),
            meant: Some(near.to_owned()),
        });
    };
    match definition.served(version) {
        Some(version) => Known::Served(definition, version),
        None => Known::Not { why: not_served(definition, api_version), meant: None },
    }
}

/// The definition of a kind: the nearest, or what the binary knows.
pub(crate) fn definition<'d>(
    definitions: &'d Definitions,
    group: &str,
    kind: &str,
) -> Option<&'d Definition> {
    definitions.find(group, kind).or_else(|| known::find(group, kind))
}

/// Every definition: the given ones, then those that the binary knows and nobody gave.
pub(crate) fn every(definitions: &Definitions) -> impl Iterator<Item = &Definition> {
    let is_new = move |it: &&Definition| definitions.find(&it.group, &it.kind).is_none();
    definitions.all().chain(known::all().filter(is_new))
}

/// Whether a word is another but for one letter, or for its case: a kind that is only like one that
/// is known may be another of the group.
fn is_slip(word: &str, known: &str) -> bool {
    let (word, known) = (word.to_lowercase(), known.to_lowercase());
    let same =
        |pairs: &mut dyn Iterator<Item = (char, char)>| pairs.take_while(|(a, b)| a == b).count();
    let (before, after) = (
        same(&mut word.chars().zip(known.chars())),
        same(&mut word.chars().rev().zip(known.chars().rev())),
    );
    let rest = |text: &str| text.chars().count().saturating_sub(before + after);
    let is_swapped = || {
        let two = |text: &str| text.chars().skip(before).take(2).collect::<Vec<_>>();
        let (mut one, other) = (two(&word), two(&known));
        one.reverse();
        one == other
    };
    match (rest(&word), rest(&known)) {
        (0 | 1, 0 | 1) => true,
        (2, 2) => is_swapped(),
        _ => false,
    }
}

fn not_served(definition: &Definition, api_version: &str) -> String {
    let Definition { group, kind, .. } = definition;
    let served = definition.contents().versions.iter().filter(|version| version.served);
    match served.last() {
        Some(last) => format!("{api_version} has no {kind}, use {group}/{}", last.name),
        None => format!("no version of {kind} is served"),
    }
}

/// All that is to be said of an object of a kind that is defined.
pub(crate) fn judge(
    definition: &Definition,
    version: &Version,
    object: &Node,
    kubernetes: Minor,
) -> Vec<Finding> {
    let kind = head::kind(definition.contents().scope);
    let mut findings = judge_head(kind, object, kubernetes);
    unknown::find(object, &version.schema, Scope::Object, &mut findings);
    if findings.iter().any(is_unread) {
        return findings;
    }
    let object = as_stored(object, version);
    findings.extend(judge_filled(&object, version));
    if findings.iter().all(|finding| finding.severity != Severity::Error) {
        findings.extend(version.deprecated.as_ref().map(|warning| deprecated(warning, &object)));
    }
    findings
}

/// What the server makes of an object that it has read, before it looks at it.
pub(crate) fn as_stored(object: &Node, version: &Version) -> Node {
    let mut stored = filled::fill(object, Some(&version.schema));
    if let Some(fields) = stored.as_map_mut() {
        if version.status == Status::Apart {
            fields.remove("status");
        }
        if !fields.contains("metadata") {
            let key = Key::new("metadata", object.origin.clone());
            fields.insert(key, Node::new(Value::Map(Map::new()), object.origin.clone()));
        }
    }
    stored
}

/// What every object has.
fn judge_head(kind: &Kind, object: &Node, kubernetes: Minor) -> Vec<Finding> {
    typed::judge::<Head>(kind, &head::of(object), kubernetes)
}

/// Whether the server stops at it.
fn is_unread(finding: &Finding) -> bool {
    matches!(finding.code, Code::UnknownField | Code::WrongType)
}

fn judge_filled(object: &Node, version: &Version) -> Vec<Finding> {
    let spot = Spot::root(object);
    let mut outcome = conform::judge(spot, &version.schema);
    judge_replicas(object, version, &mut outcome);
    embedded::judge(spot, &version.schema, Scope::Part, &mut outcome);
    unique::judge(spot, &version.schema, &mut outcome);
    if !outcome.wrong.iter().any(rules::is_blocking) {
        let mut budget = rules::BUDGET;
        rules::judge(spot, &version.schema, Scope::Object, &mut budget, &mut outcome);
    }
    outcome.wrong.into_iter().map(finding).collect()
}

/// `ValidateScaleSpec`, `ValidateScaleStatus`
fn judge_replicas<'n>(object: &'n Node, version: &Version, outcome: &mut Outcome<'n>) {
    for text in &version.replicas {
        let path = Path::parse(text);
        let Some(node) = path.find(object) else { continue };
        let message = match node.value {
            Value::Number(Number::Int(number)) if number < 0 => "is below the minimum of 0",
            Value::Number(Number::Int(number)) if number <= i64::from(i32::MAX) => continue,
            Value::Number(_) => "is no number of `int32`",
            _ => continue,
        };
        let spot = Spot { node, ..Spot::root(object) };
        let wrong = Wrong::at(Reason::Invalid, spot, message);
        outcome.wrong.push(Wrong { place: text.clone(), ..wrong });
    }
}

fn finding(wrong: Wrong<'_>) -> Finding {
    let Wrong { reason, place, message, origin, help, .. } = wrong;
    let code = match reason {
        Reason::TypeInvalid if message.starts_with("expected ") => Code::WrongType,
        reason => typed::code_of(reason),
    };
    let (severity, origin) = (Severity::Error, origin.clone());
    let message = typed::sentence(&place, &message);
    Finding { severity, code, path: place, message, origin, beside: None, help }
}

fn deprecated(warning: &str, object: &Node) -> Finding {
    let (severity, code, path) = (Severity::Warning, Code::ServerWarning, "apiVersion".to_owned());
    let origin = object.get("apiVersion").unwrap_or(object).origin.clone();
    Finding { severity, code, path, message: warning.to_owned(), origin, beside: None, help: None }
}
