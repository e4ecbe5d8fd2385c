//! Where a node comes from, in words.

use super::value::is_text;
use crate::compare::{Change, Part};
use crate::diagnostic::{Censor, Span};
use crate::yaml::{Node, Value};

/// The texts that the nodes of both sides point into, where those are of interest.
#[derive(Clone, Copy, Default)]
pub struct Origins<'c> {
    pub old: Option<&'c Censor<'c>>,
    pub new: Option<&'c Censor<'c>>,
}

/// More places are not named.
const MOST: usize = 3;

impl Origins<'_> {
    /// Where the new value comes from; where there is none, the old one.
    pub(super) fn of(&self, change: &Change<'_>) -> Vec<String> {
        match (change.new, change.old) {
            (Some(part), _) => self.new.map_or(Vec::new(), |censor| places(part, censor)),
            (None, Some(part)) => self.old.map_or(Vec::new(), |censor| places(part, censor)),
            (None, None) => Vec::new(),
        }
    }
}

/// The places of the values that fill a node or what is in it, or else that of the template. Most
/// lines of a text are the template's own: there it stands first.
pub(super) fn places(part: Part<'_>, censor: &Censor<'_>) -> Vec<String> {
    let mut spans = Vec::new();
    if is_text(part.shown) {
        spans.push(part.node.origin.at);
    }
    collect(part.node, &mut spans);
    if spans.is_empty() {
        spans.push(part.node.origin.at);
    }
    let mut places = Vec::new();
    for span in spans.into_iter().filter(|span| !span.is_nowhere()) {
        let place = censor.describe(span);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.len() > MOST {
        let more = places.len() - MOST;
        places.truncate(MOST);
        places.push(format!("{more} more"));
    }
    places
}

fn collect(node: &Node, spans: &mut Vec<Span>) {
    let set = node.origin.set.as_deref().unwrap_or_default();
    for span in set {
        if !spans.contains(span) {
            spans.push(*span);
        }
    }
    match &node.value {
        Value::Map(map) => map.iter().for_each(|(_, node)| collect(node, spans)),
        Value::List(items) => items.iter().for_each(|item| collect(item, spans)),
        _ => {}
    }
}
