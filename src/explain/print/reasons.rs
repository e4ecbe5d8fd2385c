//! Why a node is here, or is what it is, in words.

use crate::explain::Explained;
use crate::explain::history::one_line;
use crate::explain::reasons::{Decides, Reason};
use crate::yaml::{Node, Value};

/// A line for each: ``is here because `ingress.enabled` is true, values/prod.yaml:12``.
pub(super) fn lines(explained: &Explained<'_>, node: &Node) -> Vec<String> {
    let line = |reason: &Reason<'_>| {
        let is = match reason.decides {
            Decides::Here => "is here",
            Decides::What => "is so",
        };
        let place = explained.censor.describe(reason.at);
        match &reason.value {
            Some((path, value)) => {
                let state = value.map_or_else(|| "is set".to_owned(), state);
                format!("{is} because `{path}` {state}, {place}")
            }
            None => format!("{is} because of {place}"),
        }
    };
    let reasons = explained.reasons(node).unwrap_or_default();
    let mut lines: Vec<String> = Vec::new();
    for line in reasons.iter().map(line) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// What a condition sees in a value.
fn state(value: &Node) -> String {
    match &value.value {
        Value::Map(map) if map.is_empty() => "is empty".to_owned(),
        Value::List(items) if items.is_empty() => "is empty".to_owned(),
        Value::String(text) if text.is_empty() => "is empty".to_owned(),
        Value::Map(_) | Value::List(_) => "is not empty".to_owned(),
        _ => format!("is {}", one_line(value)),
    }
}
