//! A value into the fields that it fills.

use std::collections::HashSet;

use super::Explained;
use super::fields::{Leaf, Schema, each_leaf};
use super::history::steps;
use crate::diagnostic::Span;
use crate::manifest::Object;
use crate::yaml::{Node, Origin, Path, Value};

/// A field that a value fills, or has a part in.
#[derive(Clone, Debug)]
pub struct Reached<'e> {
    pub object: &'e Object,
    pub path: Path,
    /// How it may be shown.
    pub shown: &'e Node,
    pub origin: &'e Origin,
}

/// The fields that the value at a path of the values fills, in the order of the manifest; `None`
/// where the effective values have none at that path.
pub fn reached<'e>(explained: &Explained<'e>, path: &str) -> Option<Vec<Reached<'e>>> {
    let values = explained.history.last()?;
    let steps = steps(values, path)?;
    let mut places = HashSet::new();
    // What is made of a value whole is made of each of its parts.
    for count in 1..steps.steps().len() {
        let around = Path::from(steps.steps()[..count].to_vec());
        places.insert(around.find(values)?.origin.at);
    }
    add_below(steps.find(values)?, &mut places);
    places.retain(|place| !place.is_nowhere());
    let mut found: Vec<Reached<'e>> = Vec::new();
    for at in 0..explained.objects().len() {
        let whole = explained.whole(at);
        let schema = Schema::of(whole.object);
        each_leaf((whole.node, whole.shown), &whole.path, schema, &mut |leaf: Leaf<'e>| {
            let set = leaf.origin.set.as_deref().unwrap_or_default();
            if set.iter().any(|place| places.contains(place)) {
                let Leaf { path, shown, origin, .. } = leaf;
                // A key and what it holds may both be made of it.
                if found.last().is_some_and(|last| last.path == path && is_in(last, whole.object)) {
                    return;
                }
                found.push(Reached { object: whole.object, path, shown, origin });
            }
        });
    }
    Some(found)
}

fn is_in(reached: &Reached<'_>, object: &Object) -> bool {
    std::ptr::eq(reached.object, object)
}

pub(super) fn add_below(node: &Node, places: &mut HashSet<Span>) {
    places.insert(node.origin.at);
    match &node.value {
        Value::Map(map) => map.iter().for_each(|(_, below)| add_below(below, places)),
        Value::List(items) => items.iter().for_each(|item| add_below(item, places)),
        _ => {}
    }
}
