//! What a server finds wrong with an object of a type, and warns of: what it can't read of it, then
//! what it refuses by its rules.

use std::collections::HashSet;

use k8s_openapi::Metadata;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::de::DeserializeOwned;

use super::api::{Faults, Reason, Refusal, Validate, Warning};
use super::finding::Finding;
use super::strict::Version;
use super::{api, strict};
use crate::diagnostic::{Code, Severity};
use crate::kube::kind::Kind;
use crate::kube::versions::Minor;
use crate::yaml::path::{Found, Path};
use crate::yaml::{Node, Origin};

const MISSING: Code = Code::MissingField;

/// All that is found of an object.
pub(super) fn judge<T>(kind: &Kind, object: &Node, kubernetes: Minor) -> Vec<Finding>
where
    T: DeserializeOwned + Metadata<Ty = ObjectMeta> + Validate,
{
    let (typed, mut findings) =
        strict::decode::<T>(object, Version { api: kind.api_version, kubernetes });
    let is_read = findings.iter().all(|finding| finding.code == MISSING);
    if let Some(typed) = typed.filter(|_| is_read) {
        let missing = findings.iter().map(|finding| finding.path.clone()).collect();
        let Faults { found, warned, missing, .. } =
            api::validate(kind, &typed, missing, kubernetes);
        let told = Told::by(&found);
        findings.retain(|finding| missing.contains(&finding.path) && !told.has(&finding.path));
        findings.extend(found.into_iter().map(|fault| refusal(fault, object)));
        findings.extend(warned.into_iter().map(|warning| of_warning(warning, object)));
    }
    findings
}

/// The fields that the rules speak of, each with all that it is in.
///
/// What they say of a field in the server's words also tells that it, or a part of it, is missing.
struct Told<'f> {
    fields: HashSet<&'f str>,
    /// The fields, and what they are in: `spec`, `spec.ports`, `spec.ports[0]`, …
    above: HashSet<&'f str>,
}

impl<'f> Told<'f> {
    fn by(found: &'f [Refusal]) -> Self {
        let fields: HashSet<&str> = found.iter().map(|fault| &*fault.path).collect();
        let above = fields.iter().flat_map(|field| prefixes(field)).collect();
        Told { fields, above }
    }

    /// Whether the rules speak of a missing field: of a part of it, of what it is missing in, or
    /// without the list that it is in, as in `spec.ports.name` for `spec.ports[0].name`.
    fn has(&self, missing: &str) -> bool {
        if self.fields.is_empty() {
            return false;
        }
        let without_list = || {
            let ends = missing.match_indices('.').map(|(dot, _)| &missing[dot..]);
            let mut ends = ends.flat_map(|end| prefixes(missing).map(move |start| (start, end)));
            ends.any(|(start, end)| {
                start.len() + end.len() < missing.len()
                    && self.fields.contains(&*format!("{start}{end}"))
            })
        };
        self.above.contains(missing)
            || prefixes(missing).any(|field| self.fields.contains(field))
            || without_list()
    }
}

/// A path, and the paths of all that it is in.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let above = path.match_indices(['.', '[']).map(|(end, _)| &path[..end]);
    above.chain([path])
}

fn refusal(fault: Refusal, object: &Node) -> Finding {
    let code = code_of(fault.reason);
    let beside = fault.beside.map(|path| {
        let parsed = Path::parse(&path);
        let Found { node, missing, .. } = parsed.follow(object);
        missing.is_empty().then(|| (node.origin.clone(), path.clone()))
    });
    let found = finding(Severity::Error, code, fault.path, &fault.message, object);
    Finding { beside: beside.flatten(), ..found }
}

pub(super) fn code_of(reason: Reason) -> Code {
    match reason {
        Reason::Required => MISSING,
        Reason::Forbidden => Code::ForbiddenField,
        Reason::Duplicate => Code::DuplicateValue,
        _ => Code::InvalidValue,
    }
}

fn of_warning(warning: Warning, object: &Node) -> Finding {
    let Warning { path, message } = warning;
    finding(Severity::Warning, Code::ServerWarning, path, &message, object)
}

fn finding(severity: Severity, code: Code, path: String, words: &str, object: &Node) -> Finding {
    let origin = origin_of(&Path::parse(&path), words, object);
    let message = sentence(&path, words);
    Finding { severity, code, path, message, origin, beside: None, help: None }
}

/// What is said of the field gets the field as its subject.
pub(super) fn sentence(path: &str, message: &str) -> String {
    const VERBS: [&str; 8] =
        ["is ", "must ", "goes ", "needs ", "can't ", "has ", "names ", "contains "];
    if !VERBS.iter().any(|verb| message.starts_with(verb)) {
        return message.to_owned();
    }
    let mut depth = 0;
    let dot = path.rfind(|c| {
        depth += i32::from(c == ']') - i32::from(c == '[');
        c == '.' && depth == 0
    });
    format!("`{}` {message}", dot.map_or(path, |dot| &path[dot + 1..]))
}

/// The server refuses keys and values of labels at the map that holds them, and names them. Of a
/// map that values fill, each may have been set by another.
fn bound_entry<'n>(node: &'n Node, words: &str) -> Option<&'n Origin> {
    let name = words.strip_prefix('`')?.split('`').next()?;
    let map = node.as_map()?;
    let key = map.entry(name).map(|entry| &entry.key.origin);
    let value = || map.iter().find(|(_, value)| value.as_str() == Some(name));
    let origin = key.or_else(|| value().map(|(_, value)| &value.origin))?;
    origin.set.is_some().then_some(origin)
}

/// Where the value at `path` is written, or the key of what should hold it.
///
/// The server speaks of the labels of a template as its own, and not of its metadata's.
fn origin_of(path: &Path, words: &str, object: &Node) -> Origin {
    let Found { node, named, missing } = path.follow(object);
    let Some(first) = missing.first() else {
        return bound_entry(node, words).unwrap_or(&node.origin).clone();
    };
    let metadata = node.get("metadata").and_then(|metadata| first.find(metadata));
    metadata.map_or(named, |value| &value.origin).clone()
}
