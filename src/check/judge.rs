//! What an API server would say to one object: whether it serves the kind, how it reads the object
//! into the type of the kind, what it refuses of it, and what it warns of.
//!
//! Every object is judged here, whichever way it came: as one of a manifest, or of a text that
//! anybody wrote. Custom resources are skipped.
//!
//! As there, an object that can't be read is not looked at further; a field that is only missing
//! does not stop the reading.

use std::collections::HashSet;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::{Metadata, Resource};
use serde::de::DeserializeOwned;

use super::api::{Faults, Reason, Refusal, Validate, Warning};
use super::finding::Finding;
use super::remedy::Remedy;
use super::{api, strict};
use crate::diagnostic::{Code, Severity, nearest};
use crate::kube::kind::{self, Kind, for_each_kind};
use crate::kube::secret::SECRET;
use crate::kube::served::{self, Served};
use crate::yaml::path::{Found, Path};
use crate::yaml::{Node, Origin};

/// What an API server says of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub status: Status,
    pub findings: Vec<Finding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Valid,
    Invalid,
    /// Of a kind that is not built into Kubernetes.
    Skipped,
}

/// Judges one object, which is no list, by the kind that it says it is of.
pub fn judge(object: &Node) -> Judgement {
    if object.as_map().is_none() {
        let message = format!("an object is a map, not {}", object.value.describe());
        return judged(vec![whole(BAD_IDENTITY, message, object)]);
    }
    let [api_version, kind] = ["apiVersion", "kind"].map(|field| identity(object, field));
    let (Some(api_version), Some(kind)) = (api_version, kind) else {
        let message = "`apiVersion` and `kind` must be texts that are not empty".to_owned();
        return judged(vec![whole(BAD_IDENTITY, message, object)]);
    };
    match served::find(api_version, kind) {
        Served::BuiltIn(known) => judged(judge_kind(known, object)),
        Served::Not(why) => judged(vec![not_served(object, api_version, kind, why)]),
        Served::Custom => Judgement { status: Status::Skipped, findings: Vec::new() },
    }
}

pub const UNKNOWN_KIND: Code = Code::UnknownKind;
const BAD_IDENTITY: Code = Code::BadIdentity;
const MISSING: Code = Code::MissingField;

/// Invalid if there is an error among what is found.
fn judged(findings: Vec<Finding>) -> Judgement {
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    let status = if findings.iter().any(is_error) { Status::Invalid } else { Status::Valid };
    Judgement { status, findings }
}

fn identity<'n>(object: &'n Node, field: &str) -> Option<&'n str> {
    object.get(field).and_then(Node::as_str).filter(|text| !text.is_empty())
}

fn whole(code: Code, message: String, object: &Node) -> Finding {
    let (path, origin) = (String::new(), object.origin.clone());
    Finding { severity: Severity::Error, code, path, message, origin, beside: None, help: None }
}

/// A built-in group that has no such version or kind.
fn not_served(object: &Node, api_version: &str, kind: &str, why: String) -> Finding {
    let near = nearest(kind, kind::kinds_of(api_version).iter().map(|kind| kind.kind));
    let field = if near.is_some() { "kind" } else { "apiVersion" };
    let origin = object.get(field).unwrap_or(object).origin.clone();
    let help = near.map(|near| Remedy::Say(format!("did you mean `{near}`?")));
    let (severity, path) = (Severity::Error, field.to_owned());
    Finding { severity, code: UNKNOWN_KIND, path, message: why, origin, beside: None, help }
}

/// Every fault of an object of a kind that is built in.
fn judge_kind(kind: &Kind, object: &Node) -> Vec<Finding> {
    macro_rules! dispatch {
        ($($($name:ident)::+)*) => {
            match (kind.api_version, kind.kind) {
                $((
                    <k8s_openapi::$($name)::+ as Resource>::API_VERSION,
                    <k8s_openapi::$($name)::+ as Resource>::KIND,
                ) => judge_as::<k8s_openapi::$($name)::+>(kind, object),)*
                _ => unreachable!("every kind of the table has a type"),
            }
        };
    }
    let mut findings = for_each_kind!(dispatch);
    if kind.kind == SECRET {
        // Helps quote the value.
        findings.iter_mut().for_each(|finding| finding.help = None);
    }
    findings
}

fn judge_as<T>(kind: &Kind, object: &Node) -> Vec<Finding>
where
    T: DeserializeOwned + Metadata<Ty = ObjectMeta> + Validate,
{
    let (typed, mut findings) = strict::decode::<T>(object);
    let is_read = findings.iter().all(|finding| finding.code == MISSING);
    if let Some(typed) = typed.filter(|_| is_read) {
        let missing = findings.iter().map(|finding| finding.path.clone()).collect();
        let Faults { found, warned, missing } = api::validate(kind, &typed, missing);
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
    let code = match fault.reason {
        Reason::Required => MISSING,
        Reason::Forbidden => Code::ForbiddenField,
        Reason::Duplicate => Code::DuplicateValue,
        _ => Code::InvalidValue,
    };
    let beside = fault.beside.map(|path| {
        let parsed = Path::parse(&path);
        let Found { node, missing, .. } = parsed.follow(object);
        missing.is_empty().then(|| (node.origin.clone(), path.clone()))
    });
    let found = finding(Severity::Error, code, fault.path, &fault.message, object);
    Finding { beside: beside.flatten(), ..found }
}

fn of_warning(warning: Warning, object: &Node) -> Finding {
    let Warning { path, message } = warning;
    finding(Severity::Warning, Code::ServerWarning, path, &message, object)
}

fn finding(severity: Severity, code: Code, path: String, words: &str, object: &Node) -> Finding {
    let origin = origin_of(&Path::parse(&path), object);
    let message = sentence(&path, words);
    Finding { severity, code, path, message, origin, beside: None, help: None }
}

/// What is said of the field gets the field as its subject.
fn sentence(path: &str, message: &str) -> String {
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

/// Where the value at `path` is written, or the key of what should hold it.
///
/// The server speaks of the labels of a template as its own, and not of its metadata's.
fn origin_of(path: &Path, object: &Node) -> Origin {
    let Found { node, named, missing } = path.follow(object);
    let Some(first) = missing.first() else { return node.origin.clone() };
    let metadata = node.get("metadata").and_then(|metadata| first.find(metadata));
    metadata.map_or(named, |value| &value.origin).clone()
}
