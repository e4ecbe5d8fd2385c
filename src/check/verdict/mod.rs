//! What an API server would say to the objects of a text that may hold anything.
//!
//! Every object has a verdict of its own; what can't be read spoils no other. Kinds of others are
//! let through unjudged.

mod documents;
mod served;

use std::collections::VecDeque;

use super::judge::judge;
use super::strict::Finding;
use crate::diagnostic::{Diagnostic, Report, Role, Severity, Sources, Span};
use crate::manifest::kind;
use crate::yaml::{Node, Value};

/// One object, and what is to be said of it.
#[derive(Debug)]
pub struct Verdict {
    /// Where it begins.
    pub at: Span,
    pub api_version: Option<String>,
    pub kind: Option<String>,
    pub namespace: Option<String>,
    pub name: Option<String>,
    pub status: Status,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Valid,
    Invalid,
    /// Of a kind that is not built into Kubernetes.
    Skipped,
}

/// Why an object is refused.
#[derive(Debug)]
pub struct Fault {
    pub code: &'static str,
    /// Empty where the fault is of the object as a whole.
    pub path: String,
    pub message: String,
    pub at: Span,
}

/// Judges every object of a text, in order; the objects of lists each by itself.
pub fn verdicts(name: &str, text: &str, sources: &mut Sources) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for documents::Document { text, line } in documents::split(text) {
        let padded = format!("{}{text}", "\n".repeat(line - 1));
        let source = sources.add_file(name, padded.as_str());
        let mut report = Report::new();
        let nodes = documents::read(&padded, source, &mut report);
        if report.has_errors() {
            verdicts.push(unreadable(nodes.first(), &report, documents::start(&padded, source)));
            continue;
        }
        let mut rest: VecDeque<Node> = nodes.into_iter().filter(|node| !node.is_null()).collect();
        while let Some(node) = rest.pop_front() {
            match items(node) {
                Ok(items) => items.into_iter().rev().for_each(|item| rest.push_front(item)),
                Err(node) => verdicts.push(verdict(&node)),
            }
        }
    }
    verdicts
}

/// The objects of a list, or what is none.
fn items(node: Node) -> Result<Vec<Node>, Node> {
    let is_list = text(&node, "kind").is_some_and(|kind| kind.ends_with("List"))
        && text(&node, "apiVersion").is_some();
    let has_items = node.get("items").is_some_and(|items| items.as_list().is_some());
    match node {
        Node { value: Value::Map(mut map), .. } if is_list && has_items => {
            match map.remove("items").map(|entry| entry.value.value) {
                Some(Value::List(items)) => Ok(items),
                _ => Ok(Vec::new()),
            }
        }
        other => Err(other),
    }
}

fn unreadable(node: Option<&Node>, report: &Report, start: Span) -> Verdict {
    let errors = report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let faults = errors.map(|diagnostic| as_fault(diagnostic, start)).collect();
    let mut verdict = match node {
        Some(node) => identified(node),
        None => nameless(start),
    };
    (verdict.status, verdict.faults) = (Status::Invalid, faults);
    verdict
}

fn as_fault(diagnostic: &Diagnostic, start: Span) -> Fault {
    let place = diagnostic.labels.iter().find(|label| label.role == Role::Primary);
    Fault {
        code: diagnostic.code,
        path: String::new(),
        message: diagnostic.message.clone(),
        at: place.map_or(start, |label| label.span),
    }
}

fn verdict(node: &Node) -> Verdict {
    let mut verdict = identified(node);
    let fault =
        |code, message: String| Fault { code, path: String::new(), message, at: node.origin.at };
    let (Some(api_version), Some(kind)) = (&verdict.api_version, &verdict.kind) else {
        let message = match node.as_map() {
            Some(_) => "`apiVersion` and `kind` must be texts that are not empty".to_owned(),
            None => format!("an object is a map, not {}", node.value.describe()),
        };
        verdict.status = Status::Invalid;
        verdict.faults.push(fault("bad-identity", message));
        return verdict;
    };
    match kind::find(api_version, kind).filter(|kind| served::is_served(kind)) {
        Some(known) => {
            verdict.faults = judge(known, node).into_iter().map(of_finding).collect();
        }
        None => match served::explain(api_version, kind) {
            Some(message) => verdict.faults.push(fault("unknown-kind", message)),
            None => verdict.status = Status::Skipped,
        },
    }
    if !verdict.faults.is_empty() {
        verdict.status = Status::Invalid;
    }
    verdict
}

fn of_finding(finding: Finding) -> Fault {
    let Finding { code, path, message, origin, help } = finding;
    let message = match help {
        Some(help) => format!("{message}, {help}"),
        None => message,
    };
    Fault { code, path, message, at: origin.at }
}

fn nameless(at: Span) -> Verdict {
    Verdict {
        at,
        api_version: None,
        kind: None,
        namespace: None,
        name: None,
        status: Status::Valid,
        faults: Vec::new(),
    }
}

fn identified(node: &Node) -> Verdict {
    let metadata = node.get("metadata");
    let of_metadata = |field| metadata.and_then(|metadata| text(metadata, field));
    Verdict {
        api_version: text(node, "apiVersion"),
        kind: text(node, "kind"),
        namespace: of_metadata("namespace"),
        name: of_metadata("name"),
        ..nameless(node.origin.at)
    }
}

fn text(node: &Node, field: &str) -> Option<String> {
    let text = node.get(field).and_then(Node::as_str).filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

impl Verdict {
    /// Refuses an object that could not be judged.
    pub fn refuse_skipped(&mut self) {
        if self.status == Status::Skipped {
            self.status = Status::Invalid;
            let kind = self.kind.as_deref().unwrap_or_default();
            let version = self.api_version.as_deref().unwrap_or_default();
            self.faults.push(Fault {
                code: "unknown-kind",
                path: String::new(),
                message: format!("{kind} of {version} is not built into Kubernetes"),
                at: self.at,
            });
        }
    }
}

#[cfg(test)]
mod tests;
