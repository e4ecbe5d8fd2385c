//! A node into the places that made it: the template's lines, and the values that filled it.

use std::collections::HashMap;

use super::Explained;
use crate::diagnostic::Span;
use crate::yaml::{Node, Origin, Value};

/// Where values are set, and the paths that they have.
#[derive(Default)]
pub(super) struct Paths(HashMap<Span, String>);

impl Paths {
    /// Those of the effective values. Of several values at one place, as an alias makes them, the
    /// first counts.
    pub(super) fn of(values: &Node) -> Self {
        let mut paths = Paths::default();
        paths.add(values, "");
        paths
    }

    /// The path of the value that is set at a place.
    pub(super) fn at(&self, place: Span) -> Option<&str> {
        self.0.get(&place).map(String::as_str)
    }

    fn add(&mut self, node: &Node, path: &str) {
        let at = node.origin.at;
        if !path.is_empty() && !at.is_nowhere() && !self.0.contains_key(&at) {
            self.0.insert(at, path.to_owned());
        }
        match &node.value {
            Value::Map(map) => {
                for (key, below) in map.iter() {
                    let dot = if path.is_empty() { "" } else { "." };
                    self.add(below, &format!("{path}{dot}{}", key.text));
                }
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.add(item, &format!("{path}[{at}]"));
                }
            }
            _ => {}
        }
    }
}

/// What made a node.
pub(super) struct Trace {
    /// Where it is written; before that, the calls that led there, the template's own first.
    pub written: Vec<Span>,
    /// The values that filled it.
    pub values: Vec<Filling>,
}

/// A value that filled a node.
pub(super) struct Filling {
    /// Its path in the values; `None` for what is set elsewhere, as in Chart.yaml.
    pub path: Option<String>,
    pub at: Span,
}

impl Explained<'_> {
    pub(super) fn trace(&self, origin: &Origin) -> Trace {
        let mut written = origin.calls.places();
        written.reverse();
        written.push(origin.at);
        written.retain(|span| !span.is_nowhere());
        written.dedup();
        let mut values: Vec<Filling> = Vec::new();
        for &at in origin.set.as_deref().unwrap_or_default() {
            let path = self.paths.at(at).map(str::to_owned);
            if path.is_none() || values.iter().all(|known| known.path != path) {
                values.push(Filling { path, at });
            }
        }
        Trace { written, values }
    }
}
