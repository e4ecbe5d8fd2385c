//! A list into its objects, as kubectl takes one apart: whatever has `items` and a kind that ends
//! with `List`.

use super::text;
use crate::yaml::{Key, Node, Value};

/// The objects of a list, or what is none.
pub fn items(node: Node) -> Result<Vec<Node>, Node> {
    let has_items = |items: &Node| items.is_null() || items.as_list().is_some();
    let names = ["apiVersion", "kind"].map(|name| text(&node, name));
    let [Some(version), Some(kind)] = names else { return Err(node) };
    let Some(kind) = kind.strip_suffix("List").filter(|_| node.get("items").is_some_and(has_items))
    else {
        return Err(node);
    };
    match node {
        Node { value: Value::Map(mut map), .. } => {
            match map.remove("items").map(|entry| entry.value.value) {
                Some(Value::List(items)) => {
                    Ok(items.into_iter().map(|item| named(item, &version, kind)).collect())
                }
                _ => Ok(Vec::new()),
            }
        }
        other => Err(other),
    }
}

/// An item of a typed list, which need not say what it is.
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
