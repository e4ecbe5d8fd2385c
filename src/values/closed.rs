//! A typo can't pass: keys that the chart's defaults don't know.
//!
//! A default that is `{}`, `[]`, null or a list says nothing about what may stand there.

use super::set::{Assignment, Step};
use crate::diagnostic::{Diagnostic, Report, Span, did_you_mean};
use crate::yaml::{Map, Node};

/// Reports every key of `layer` that `defaults` does not know.
pub fn check(defaults: &Node, layer: &Node, report: &mut Report) {
    check_below(defaults, layer, "", report);
}

fn check_below(defaults: &Node, layer: &Node, path: &str, report: &mut Report) {
    let (Some(known), Some(given)) = (closed_map(defaults), layer.as_map()) else { return };
    for (key, value) in given.iter() {
        match known.get(&key.text) {
            Some(default) => check_below(default, value, &join(path, &key.text), report),
            None => report.push(unknown(&key.text, key.origin.at, path, known)),
        }
    }
}

/// Whether the defaults know every key that an assignment goes through.
pub fn check_assignment(defaults: &Node, assignment: &Assignment, report: &mut Report) -> bool {
    let mut below = defaults;
    let mut path = String::new();
    for segment in &assignment.path {
        let (Some(known), Step::Key(key)) = (closed_map(below), &segment.step) else {
            return true;
        };
        let Some(default) = known.get(key) else {
            report.push(unknown(key, segment.span, &path, known));
            return false;
        };
        below = default;
        path = join(&path, key);
    }
    let errors = report.count(crate::diagnostic::Severity::Error);
    check_below(below, &assignment.value, &path, report);
    report.count(crate::diagnostic::Severity::Error) == errors
}

/// A map that lists all its keys.
fn closed_map(defaults: &Node) -> Option<&Map> {
    defaults.as_map().filter(|map| !map.is_empty())
}

fn unknown(key: &str, at: Span, path: &str, known: &Map) -> Diagnostic {
    let full = join(path, key);
    let fault = Diagnostic::error("unknown-value", format!("the chart has no value `{full}`"))
        .at(at, "not in the chart's values.yaml");
    let fault = match known.entries().first().filter(|_| !path.is_empty()) {
        Some(entry) => fault.context(entry.key.origin.at, format!("`{path}` is described here")),
        None => fault,
    };
    match did_you_mean(key, known.keys()) {
        Some(help) => fault.help(help),
        None => fault.help("add it to values.yaml with a default, or remove it here"),
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}
