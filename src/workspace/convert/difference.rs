//! What two ways of rendering a template put out, and the first thing that differs.

use std::collections::BTreeMap;

use crate::yaml::{Document, Node, Value};

/// What `release.service` is to Helm, and here.
const SERVICES: (&str, &str) = ("Helm", "drydock");

/// The first difference between the objects that a template of Go and one of ours put out.
pub(super) fn difference(go: &[&Document], ours: &[&Document]) -> Option<String> {
    let (go, ours) = (by_identity(go), by_identity(ours));
    for (identity, there) in &go {
        let here = ours.get(identity).map_or(0, Vec::len);
        if here < there.len() {
            return Some(format!("{identity} is missing"));
        }
    }
    for (identity, here) in &ours {
        let there = go.get(identity).map_or(0, Vec::len);
        if there < here.len() {
            return Some(format!("{identity} is made, and Helm makes none"));
        }
    }
    for (identity, there) in &go {
        for (go, ours) in there.iter().zip(&ours[identity]) {
            if let Some(found) = between(go, ours, "") {
                return Some(format!("{identity}: {found}"));
            }
        }
    }
    None
}

fn by_identity<'d>(documents: &[&'d Document]) -> BTreeMap<String, Vec<&'d Node>> {
    let mut all: BTreeMap<String, Vec<&Node>> = BTreeMap::new();
    for document in documents {
        all.entry(identity(&document.root)).or_default().push(&document.root);
    }
    all
}

fn identity(root: &Node) -> String {
    let text = |path: &str| root.below(path).and_then(Node::as_str).unwrap_or_default();
    let kind = if text("kind").is_empty() { "an object" } else { text("kind") };
    match (text("metadata.namespace"), text("metadata.name")) {
        ("", name) => format!("{kind} `{name}`"),
        (namespace, name) => format!("{kind} `{namespace}/{name}`"),
    }
}

fn between(go: &Node, ours: &Node, path: &str) -> Option<String> {
    let at = if path.is_empty() { String::new() } else { format!("{path} ") };
    match (&go.value, &ours.value) {
        (Value::Map(one), Value::Map(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains(key)));
            for key in keys {
                let path = if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                let present = |node: Option<&'_ Node>| node.is_some_and(|node| !node.is_null());
                match (one.get(key), other.get(key)) {
                    (Some(one), Some(other)) => {
                        if let Some(found) = between(one, other, &path) {
                            return Some(found);
                        }
                    }
                    // The server drops nulls.
                    (one, None) if present(one) => return Some(format!("{path} is missing")),
                    (None, other) if present(other) => {
                        return Some(format!("{path} is there, and not in Helm's"));
                    }
                    _ => {}
                }
            }
            None
        }
        (Value::List(one), Value::List(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.find_map(|(at, (one, other))| between(one, other, &format!("{path}[{at}]")))
        }
        (Value::List(one), Value::List(other)) => {
            Some(format!("{at}has {} items, and {} in Helm's", other.len(), one.len()))
        }
        (Value::Number(one), Value::Number(other)) if same(one.as_f64(), other.as_f64()) => None,
        (Value::String(one), Value::String(other)) if is_service(one, other) => None,
        (Value::String(one), Value::String(other)) if is_digest(path, one, other) => None,
        (one, other) if one == other => None,
        _ => Some(format!("{at}is {}, and {} in Helm's", shown(ours), shown(go))),
    }
}

fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= f64::EPSILON * one.abs()
}

fn is_service(go: &str, ours: &str) -> bool {
    (go, ours) == SERVICES
}

/// Digests of a text that is written in another way.
fn is_digest(path: &str, go: &str, ours: &str) -> bool {
    let is_hex = |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    path.contains("annotations.") && is_hex(go) && is_hex(ours)
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::Map(map) if map.is_empty() => "{}".to_owned(),
        Value::Map(_) => "a map".to_owned(),
        Value::List(items) if items.is_empty() => "[]".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::String(text) => {
            let cut: String = text.chars().take(60).collect();
            format!("{cut:?}")
        }
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Null => "null".to_owned(),
    }
}
