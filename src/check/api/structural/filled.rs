//! An object as a server sees it once it has read it: without nulls that mean nothing, with its
//! defaults: `k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting`.

use super::schema::{FieldSchema, Schema};
use crate::yaml::{Key, Map, Node, Value, from_json};

/// What is not written has the origin of what it is missing in.
pub(crate) fn fill(node: &Node, schema: Option<&Schema>) -> Node {
    let value = match (&node.value, schema) {
        (Value::Map(fields), _) => Value::Map(fill_map(fields, node, schema)),
        (Value::List(items), _) => {
            let schema = schema.and_then(|schema| schema.items.as_deref());
            Value::List(items.iter().map(|item| fill_item(item, schema)).collect())
        }
        (scalar, _) => scalar.clone(),
    };
    Node::new(value, node.origin.clone())
}

fn fill_item(item: &Node, schema: Option<&Schema>) -> Node {
    match schema.and_then(|schema| schema.default.as_ref()) {
        Some(default) if is_nothing(item, schema) => {
            fill(&from_json(default, &item.origin), schema)
        }
        _ => fill(item, schema),
    }
}

/// Whether null is no value here.
fn is_nothing(node: &Node, schema: Option<&Schema>) -> bool {
    node.is_null() && schema.is_some_and(|schema| !schema.nullable)
}

fn fill_map(fields: &Map, node: &Node, schema: Option<&Schema>) -> Map {
    let mut filled = Map::new();
    for (key, value) in fields.iter() {
        let inner = schema.and_then(|schema| match schema.field(&key.text) {
            FieldSchema::Described(inner) => Some(inner),
            _ => None,
        });
        let default = inner.and_then(|inner| inner.default.as_ref());
        match default {
            Some(default) if is_nothing(value, inner) => {
                filled.insert(key.clone(), fill(&from_json(default, &value.origin), inner));
            }
            None if is_nothing(value, inner) => {}
            _ => filled.insert(key.clone(), fill(value, inner)),
        }
    }
    for (name, inner) in schema.into_iter().flat_map(|schema| &schema.properties) {
        if let Some(default) = &inner.default
            && !filled.contains(name)
        {
            let key = Key::new(&**name, node.origin.clone());
            filled.insert(key, fill(&from_json(default, &node.origin), Some(inner)));
        }
    }
    filled
}
