//! A list into its objects, as kubectl takes one apart: `v1` `List`, and typed lists such as
//! `ConfigMapList`, which have `items` and a kind that ends with `List`.

use crate::yaml::{Key, Node, Value};

/// A document, taken apart if it is a list.
pub(crate) enum Parts {
    /// It is no list.
    Object(Node),
    /// The items of a list; each may be a list again.
    Items(Vec<Node>),
    /// A `v1` `List` without a list of items.
    Broken(Node),
}

/// Takes a document apart, if it is a list.
pub(crate) fn parts(node: Node) -> Parts {
    let text = |field| node.get(field).and_then(Node::as_str).filter(|text| !text.is_empty());
    let (Some(version), Some(kind)) = (text("apiVersion"), text("kind")) else {
        return Parts::Object(node);
    };
    let Some(item_kind) = kind.strip_suffix("List") else { return Parts::Object(node) };
    let items = node.get("items");
    if items.is_none_or(|items| !items.is_null() && items.as_list().is_none()) {
        let is_plain = version == "v1" && item_kind.is_empty();
        return if is_plain { Parts::Broken(node) } else { Parts::Object(node) };
    }
    let (version, item_kind) = (version.to_owned(), item_kind.to_owned());
    let items = take_items(node).into_iter();
    Parts::Items(items.map(|item| named(item, &version, &item_kind)).collect())
}

/// What is wrong with the items of a broken list, and the node to point at.
pub(crate) fn broken(list: &Node) -> (String, &Node) {
    match list.get("items") {
        Some(items) => {
            let message = format!("a List's items are a list, not {}", items.value.describe());
            (message, items)
        }
        None => ("this List has no items".to_owned(), list),
    }
}

fn take_items(node: Node) -> Vec<Node> {
    let Value::Map(mut map) = node.value else { return Vec::new() };
    match map.remove("items").map(|entry| entry.value.value) {
        Some(Value::List(items)) => items,
        _ => Vec::new(),
    }
}

/// An item of a typed list may lack apiVersion and kind.
fn named(mut item: Node, version: &str, kind: &str) -> Node {
    let origin = item.origin.clone();
    if let Value::Map(map) = &mut item.value
        && !kind.is_empty()
        && !map.contains("apiVersion")
        && !map.contains("kind")
    {
        for (name, text) in [("apiVersion", version), ("kind", kind)] {
            let text = Node::new(Value::String(text.to_owned()), origin.clone());
            map.insert(Key::new(name, origin.clone()), text);
        }
    }
    item
}
