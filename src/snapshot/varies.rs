//! Fields that chance or the clock has a part in into one mark: what they hold is another at each
//! render of Helm. What tells objects from each other stays.

use std::collections::BTreeSet;

use super::VARIES;
use crate::diagnostic::{MASK, Span};
use crate::manifest::Manifest;
use crate::yaml::{Node, Value};

/// Marks the scalars that are written at one of the places.
pub fn vary(manifest: &mut Manifest, places: &BTreeSet<Span>) {
    if places.is_empty() {
        return;
    }
    for object in &mut manifest.objects {
        let Some(map) = object.root.as_map_mut() else { continue };
        let keys: Vec<String> = map.keys().map(str::to_owned).collect();
        for (key, node) in keys.iter().zip(map.values_mut()) {
            match key.as_str() {
                "apiVersion" | "kind" => {}
                "metadata" => metadata(node, places),
                _ => mark(node, places),
            }
        }
    }
}

fn metadata(node: &mut Node, places: &BTreeSet<Span>) {
    let Some(map) = node.as_map_mut() else { return };
    let keys: Vec<String> = map.keys().map(str::to_owned).collect();
    for (key, node) in keys.iter().zip(map.values_mut()) {
        if !matches!(key.as_str(), "name" | "namespace") {
            mark(node, places);
        }
    }
}

fn mark(node: &mut Node, places: &BTreeSet<Span>) {
    match &mut node.value {
        Value::Map(map) => map.values_mut().for_each(|node| mark(node, places)),
        Value::List(items) => items.iter_mut().for_each(|node| mark(node, places)),
        Value::String(text) if text == MASK => {}
        value if places.contains(&node.origin.at) => *value = Value::String(VARIES.to_owned()),
        _ => {}
    }
}
