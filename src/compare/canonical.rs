//! A node into a text that is the same for all nodes which do not differ.

use std::fmt::Write as _;

use super::schema::{Keys, Schema};
use crate::yaml::{Node, Number, Value};

pub(super) fn canonical(node: &Node, schema: Schema<'_>, keys: &Keys<'_>) -> String {
    let mut out = String::new();
    write(node, schema, keys, &mut out);
    out
}

fn write(node: &Node, schema: Schema<'_>, keys: &Keys<'_>, out: &mut String) {
    match &node.value {
        Value::Map(map) => {
            let mut entries: Vec<(&str, &Node)> =
                map.iter().map(|(key, node)| (key.text.as_str(), node)).collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (key, node) in entries {
                let (schema, keys) = schema.field(key);
                write!(out, "{key:?}:").expect("a string takes all");
                write(node, schema, &keys, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::List(items) => {
            let mut texts: Vec<String> =
                items.iter().map(|item| canonical(item, schema, &Keys::Atomic)).collect();
            if !matches!(keys, Keys::Atomic) {
                texts.sort();
            }
            write!(out, "[{}]", texts.join(",")).expect("a string takes all");
        }
        scalar => out.push_str(&scalar_text(scalar)),
    }
}

/// A text that tells scalars from each other.
pub(super) fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Number(Number::Float(x)) => format!("{x:?}"),
        Value::Number(number) => number.to_string(),
        Value::Bool(word) => word.to_string(),
        _ => "null".to_owned(),
    }
}
