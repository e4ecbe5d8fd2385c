//! The nodes of a document into the values that decided on them: that they are here, or what they
//! are.

use std::sync::Arc;

use crate::diagnostic::Span;
use crate::template::go::text::Set;
use crate::yaml::{Decided, Node, Value};

/// What the bytes of a document come from.
pub(super) struct Bytes<'b> {
    /// The values that bytes are here because of.
    pub control: &'b dyn Fn(Span) -> Set,
    /// The values that bytes are made of.
    pub data: &'b dyn Fn(Span) -> Set,
    /// Where values are set.
    pub spans: &'b dyn Fn(&Set) -> Vec<Span>,
}

/// Says of each node what decided on it; the nodes still stand where their bytes do.
pub(super) fn decide(root: &mut Node, bytes: &Bytes<'_>) {
    let here = presence(root, bytes);
    each(root, here, bytes);
}

/// What a node without a key is here because of: what is behind all of it.
fn presence(node: &Node, bytes: &Bytes<'_>) -> Set {
    let all = |sets: &mut dyn Iterator<Item = Set>| {
        sets.reduce(|one, other| one.intersection(&other)).unwrap_or_default()
    };
    match &node.value {
        Value::Map(map) if !map.is_empty() => {
            all(&mut map.iter().map(|(key, _)| (bytes.control)(key.origin.at)))
        }
        Value::List(items) if !items.is_empty() => {
            all(&mut items.iter().map(|item| presence(item, bytes)))
        }
        _ => (bytes.control)(node.origin.at),
    }
}

fn each(node: &mut Node, here: Set, bytes: &Bytes<'_>) {
    let mut decided = Decided { here: (bytes.spans)(&here), what: Vec::new() };
    match &mut node.value {
        Value::Map(map) if !map.is_empty() => {
            let keys = map.iter().map(|(key, _)| (bytes.control)(key.origin.at));
            let keys: Vec<Set> = keys.collect();
            keys.into_iter().zip(map.values_mut()).for_each(|(key, below)| each(below, key, bytes));
        }
        Value::List(items) if !items.is_empty() => {
            for item in items {
                let here = presence(item, bytes);
                each(item, here, bytes);
            }
        }
        _ => {
            let data = (bytes.data)(node.origin.at);
            let what = (bytes.control)(node.origin.at).without(&here).without(&data);
            decided =
                Decided { here: (bytes.spans)(&here.without(&data)), what: (bytes.spans)(&what) };
        }
    }
    node.origin.decided = Some(Arc::new(decided));
}
