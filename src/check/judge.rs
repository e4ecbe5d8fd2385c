//! What an API server would say to one object: first how it reads it, then what it refuses of it.
//!
//! As there, an object that can't be read is not looked at further; a field that is only missing
//! does not stop the reading.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::{Metadata, Resource};
use serde::de::DeserializeOwned;

use super::api::{Fault, Faults, Path, Reason, Validate};
use super::strict::Finding;
use super::{api, strict};
use crate::kube::kind::{Kind, for_each_kind};
use crate::manifest::SECRET;
use crate::yaml::{Node, Origin, Value};

/// Every fault of `object`, which is of `kind` by its apiVersion and kind.
pub fn judge(kind: &Kind, object: &Node) -> Vec<Finding> {
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
    let (typed, mut findings) = strict::decode_as::<T>(object);
    let is_read = findings.iter().all(|finding| finding.code == MISSING);
    if let Some(typed) = typed.filter(|_| is_read) {
        let missing = findings.iter().map(|finding| finding.path.clone()).collect();
        let Faults { found, missing } = api::validate(kind, &typed, missing);
        findings.retain(|finding| {
            missing.contains(&finding.path)
                && !found.iter().any(|fault| says_the_same(fault, finding))
        });
        findings.extend(found.into_iter().map(|fault| finding(fault, object)));
    }
    findings
}

const MISSING: &str = "missing-field";

/// Whether the rules say what is missing, in the server's words: of a part of it, of what it is
/// missing in, or without the list that it is in.
fn says_the_same(fault: &Fault, missing: &Finding) -> bool {
    let (ours, theirs) = (missing.path.as_str(), fault.path.as_str());
    let goes_on = |rest: &str| rest.is_empty() || rest.starts_with(['.', '[']);
    let without_list = theirs.match_indices('.').any(|(dot, _)| {
        let rest = ours.strip_prefix(&theirs[..dot]).filter(|rest| goes_on(rest));
        rest.is_some_and(|rest| rest.ends_with(&theirs[dot..]))
    });
    theirs.strip_prefix(ours).is_some_and(goes_on)
        || ours.strip_prefix(theirs).is_some_and(goes_on)
        || without_list
}

fn finding(fault: Fault, object: &Node) -> Finding {
    let code = match fault.reason {
        Reason::Required => MISSING,
        Reason::Forbidden => "forbidden-field",
        Reason::Duplicate => "duplicate-value",
        _ => "invalid-value",
    };
    let origin = origin_of(&fault.path, object);
    let message = sentence(&fault);
    Finding { code, path: fault.path, message, origin, help: None }
}

/// What is said of the field gets the field as its subject.
fn sentence(fault: &Fault) -> String {
    const VERBS: [&str; 8] =
        ["is ", "must ", "goes ", "needs ", "can't ", "has ", "names ", "contains "];
    let Fault { path, message, .. } = fault;
    if !VERBS.iter().any(|verb| message.starts_with(verb)) {
        return message.clone();
    }
    let mut depth = 0;
    let dot = path.rfind(|c| {
        depth += i32::from(c == ']') - i32::from(c == '[');
        c == '.' && depth == 0
    });
    format!("`{}` {message}", dot.map_or(path.as_str(), |dot| &path[dot + 1..]))
}

/// Where the value at `path` is written, or the key of what should hold it.
///
/// The server speaks of the labels of a template as its own, and not of its metadata's.
fn origin_of(path: &str, object: &Node) -> Origin {
    let mut node = object;
    let mut key = &object.origin;
    for step in Path::steps(path) {
        let entry = node.as_map().and_then(|map| map.entry(step));
        let child = match (&node.value, entry) {
            (_, Some(entry)) => Some((&entry.value, &entry.key.origin)),
            (Value::List(items), _) => {
                let index = step.parse::<usize>().ok();
                index.and_then(|index| items.get(index)).map(|item| (item, &item.origin))
            }
            _ => None,
        };
        let Some((value, name)) = child.filter(|(value, _)| !value.is_null()) else {
            let of_template = node.get("metadata").and_then(|metadata| metadata.get(step));
            return of_template.map_or(key, |value| &value.origin).clone();
        };
        (node, key) = (value, name);
    }
    node.origin.clone()
}
