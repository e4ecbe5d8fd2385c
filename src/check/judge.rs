//! What an API server would say to one object: whether it serves the kind, how it reads the object
//! into the type of the kind, what it refuses of it, and what it warns of.
//!
//! Every object is judged here, whichever way it came: as one of a manifest, or of a text that
//! anybody wrote. Custom resources of which there is no definition are skipped.
//!
//! As there, an object that can't be read is not looked at further; a field that is only missing
//! does not stop the reading.

use k8s_openapi::Resource;

use super::custom::{Definitions, Known};
use super::finding::Finding;
use super::remedy::Remedy;
use super::{custom, former, typed};
use crate::diagnostic::{Code, Severity, nearest};
use crate::kube::kind::{Kind, for_each_kind};
use crate::kube::secret::SECRET;
use crate::kube::served::{self, Deprecated, Served};
use crate::kube::versions::{self, Minor};
use crate::yaml::Node;

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
    /// Of a kind that is neither built into Kubernetes nor defined.
    Skipped,
}

/// Judges one object, which is no list, by the kind that it says it is of.
pub fn judge(object: &Node) -> Judgement {
    judge_by(object, &Definitions::default(), Minor::DEFAULT)
}

/// The same by a version of Kubernetes, a custom resource by its definition.
pub fn judge_by(object: &Node, definitions: &Definitions, kubernetes: Minor) -> Judgement {
    if object.as_map().is_none() {
        let message = format!("an object is a map, not {}", object.value.describe());
        return judged(vec![whole(BAD_IDENTITY, message, object)]);
    }
    let [api_version, kind] = ["apiVersion", "kind"].map(|field| identity(object, field));
    let (Some(api_version), Some(kind)) = (api_version, kind) else {
        let message = "`apiVersion` and `kind` must be texts that are not empty".to_owned();
        return judged(vec![whole(BAD_IDENTITY, message, object)]);
    };
    match served::find(api_version, kind, kubernetes) {
        Served::BuiltIn(known) => judged(judge_kind(known, object, kubernetes)),
        Served::Former(known, deprecated) => {
            judged(judge_former(known, deprecated, object, kubernetes))
        }
        Served::Not(why) => judged(vec![not_served(object, api_version, kind, why, kubernetes)]),
        Served::Custom => judge_custom(object, api_version, kind, definitions, kubernetes),
    }
}

fn judge_custom(
    object: &Node,
    api_version: &str,
    kind: &str,
    definitions: &Definitions,
    kubernetes: Minor,
) -> Judgement {
    match custom::find(definitions, api_version, kind) {
        Known::Served(definition, version) => {
            judged(custom::judge(definition, version, object, kubernetes))
        }
        Known::Not { why, meant } => judged(vec![no_such(object, why, meant.as_deref())]),
        Known::Nothing => Judgement { status: Status::Skipped, findings: Vec::new() },
    }
}

pub const UNKNOWN_KIND: Code = Code::UnknownKind;
/// What to do about a kind that nobody defines.
pub const DEFINE_IT: &str = "give its definition: among the objects, in `crds/` of the chart or of the \
     project, or by `--crds PATH`";
const BAD_IDENTITY: Code = Code::BadIdentity;

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
fn not_served(
    object: &Node,
    api_version: &str,
    kind: &str,
    why: String,
    kubernetes: Minor,
) -> Finding {
    let known = versions::of_version(kubernetes).filter(|known| known.api_version == api_version);
    let known: Vec<&str> = known.map(|known| known.kind).collect();
    let near = if known.contains(&kind) { None } else { nearest(kind, known) };
    no_such(object, why, near)
}

fn no_such(object: &Node, why: String, near: Option<&str>) -> Finding {
    let field = if near.is_some() { "kind" } else { "apiVersion" };
    let origin = object.get(field).unwrap_or(object).origin.clone();
    let help = near.map(|near| Remedy::Say(format!("did you mean `{near}`?")));
    let (severity, path) = (Severity::Error, field.to_owned());
    Finding { severity, code: UNKNOWN_KIND, path, message: why, origin, beside: None, help }
}

/// An object of a version that is on its way out, as one of the version that is to be used.
fn judge_former(
    kind: &Kind,
    deprecated: Deprecated,
    object: &Node,
    kubernetes: Minor,
) -> Vec<Finding> {
    let mut findings = former::judge(object, |object| judge_kind(kind, object, kubernetes));
    if findings.iter().all(|finding| finding.severity != Severity::Error) {
        let Deprecated { until, now } = deprecated;
        let message = format!("is deprecated and removed in Kubernetes {until}, use {now}");
        let node = object.get("apiVersion").unwrap_or(object);
        findings.insert(
            0,
            Finding {
                severity: Severity::Warning,
                code: Code::ServerWarning,
                path: "apiVersion".to_owned(),
                message: format!("`{}` {message}", node.as_str().unwrap_or_default()),
                origin: node.origin.clone(),
                beside: None,
                help: None,
            },
        );
    }
    findings
}

/// Every fault of an object of a kind that is built in.
fn judge_kind(kind: &Kind, object: &Node, kubernetes: Minor) -> Vec<Finding> {
    macro_rules! dispatch {
        ($($($name:ident)::+)*) => {
            match (kind.api_version, kind.kind) {
                $((
                    <k8s_openapi::$($name)::+ as Resource>::API_VERSION,
                    <k8s_openapi::$($name)::+ as Resource>::KIND,
                ) => typed::judge::<k8s_openapi::$($name)::+>(kind, object, kubernetes),)*
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
