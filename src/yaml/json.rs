//! Nodes into JSON text, indented by two, keys in the order of the tree; JSON values into nodes.

use std::fmt::Write as _;

use super::emit::pad;
use super::node::{Key, Map, Node, Number, Value};
use super::origin::Origin;
use crate::diagnostic::print::escaped_json;

/// `node` as JSON, without a line break at the end. Numbers JSON can't hold are null.
pub fn to_json(node: &Node) -> String {
    let mut out = String::new();
    write_value(&node.value, 0, &mut out);
    out
}

/// The value that a tree holds. Numbers JSON can't hold are null.
pub fn json_of(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(word) => (*word).into(),
        Value::Number(Number::Int(n)) => (*n).into(),
        Value::Number(Number::UInt(n)) => (*n).into(),
        Value::Number(Number::Float(x)) => (*x).into(),
        Value::String(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Map(map) => {
            map.iter().map(|(key, value)| (key.text.clone(), json_of(value))).collect()
        }
    }
}

/// The tree of a JSON value, all of which is written at one place.
pub fn from_json(json: &serde_json::Value, origin: &Origin) -> Node {
    let value = match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(word) => Value::Bool(*word),
        serde_json::Value::Number(number) => {
            Value::Number(match (number.as_i64(), number.as_u64()) {
                (Some(n), _) => Number::Int(n),
                (_, Some(n)) => Number::UInt(n),
                _ => Number::from(number.as_f64().unwrap_or(f64::INFINITY)),
            })
        }
        serde_json::Value::String(text) => Value::String(text.clone()),
        serde_json::Value::Array(items) => {
            Value::List(items.iter().map(|item| from_json(item, origin)).collect())
        }
        serde_json::Value::Object(fields) => {
            let mut map = Map::new();
            for (name, value) in fields {
                map.insert(Key::new(name, origin.clone()), from_json(value, origin));
            }
            Value::Map(map)
        }
    };
    Node::new(value, origin.clone())
}

fn write_value(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(word) => out.push_str(if *word { "true" } else { "false" }),
        Value::Number(Number::Float(x)) if !x.is_finite() => out.push_str("null"),
        Value::Number(number) => write!(out, "{number}").expect("a string takes all"),
        Value::String(text) => write_string(text, out),
        Value::List(items) => write_all('[', ']', items, indent, out, |item, out| {
            write_value(&item.value, indent + 2, out);
        }),
        Value::Map(map) => write_all('{', '}', map.entries(), indent, out, |entry, out| {
            write_string(&entry.key.text, out);
            out.push_str(": ");
            write_value(&entry.value.value, indent + 2, out);
        }),
    }
}

fn write_all<T>(
    open: char,
    close: char,
    items: &[T],
    indent: usize,
    out: &mut String,
    write_item: impl Fn(&T, &mut String),
) {
    out.push(open);
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        pad(indent + 2, out);
        write_item(item, out);
    }
    if !items.is_empty() {
        out.push('\n');
        pad(indent, out);
    }
    out.push(close);
}

fn write_string(text: &str, out: &mut String) {
    out.push_str(&escaped_json(&serde_json::Value::from(text).to_string()));
}
