//! Merges a layer into the values below it.

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::yaml::{Entry, Key, Map, Node, Value};

/// Merges `layer` into `values`: maps merge, null deletes, all else replaces.
pub(super) fn merge(values: &mut Node, layer: Node, report: &mut Report) {
    let (Value::Map(below), Value::Map(above)) = (&mut values.value, layer.value) else {
        return;
    };
    let mut deleted = Vec::new();
    for entry in above.into_entries() {
        let (key, node) = (entry.key, entry.value);
        if node.is_null() {
            // A default that is null stays: templates may read it.
            if below.get(&key.text).is_none_or(|old| !old.is_null()) {
                deleted.push((key.text, node.origin));
            }
            continue;
        }
        match below.get_mut(&key.text) {
            Some(old) if old.as_map().is_some() && node.as_map().is_some() => {
                merge(old, node, report);
            }
            Some(old) => {
                if let Some(fault) = clash(&key, old, &node) {
                    report.push(fault);
                }
                *old = without_nulls(node);
            }
            None => below.insert(key, without_nulls(node)),
        }
    }
    below.delete_all(deleted);
}

/// Removes nulls, which delete even where there is nothing to delete. In a list, a null is an item.
fn without_nulls(mut node: Node) -> Node {
    if let Value::Map(map) = node.value {
        let mut kept = Map::new();
        for Entry { key, value } in map.into_entries() {
            if value.is_null() {
                kept.delete(&key.text, value.origin);
            } else {
                kept.insert(key, without_nulls(value));
            }
        }
        node.value = Value::Map(kept);
    }
    node
}

/// The fault of a map over a scalar or a list, or the other way round.
pub(super) fn clash(key: &Key, old: &Node, new: &Node) -> Option<Diagnostic> {
    let filled = |node: &Node| node.as_map().is_some_and(|map| !map.is_empty());
    let scalar = |node: &Node| !matches!(node.value, Value::Map(_) | Value::Null);
    let clashes = (filled(old) && scalar(new)) || (scalar(old) && filled(new));
    clashes.then(|| {
        let (was, is) = (old.value.describe(), new.value.describe());
        Diagnostic::error(Code::ValueClash, format!("`{}` is {was} below and {is} here", key.text))
            .at(key.origin.at, is)
            .context(old.origin.at, was)
            .help("give it the same shape, or set it to null first")
    })
}

/// Helm's `MergeMaps`: maps merge, all else replaces, even null.
pub(super) fn merge_user(below: &mut Node, above: Node) {
    match (&mut below.value, above.value) {
        (Value::Map(below), Value::Map(above)) => {
            for Entry { key, value } in above.into_entries() {
                match below.get_mut(&key.text) {
                    Some(old) if old.as_map().is_some() && value.as_map().is_some() => {
                        merge_user(old, value);
                    }
                    _ => below.insert(key, value),
                }
            }
        }
        (_, value) => *below = Node::new(value, above.origin),
    }
}
