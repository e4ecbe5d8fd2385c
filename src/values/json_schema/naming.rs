//! The properties that a schema names, added to the keys that are known. It closes nothing: what it
//! refuses it says itself.

use serde_json::Value as Json;

use super::refine::{MAX_DEPTH, resolve};
use crate::values::schema::{Others, Shape};

/// What holds further schemas for the same value.
const BRANCHES: [&str; 3] = ["allOf", "anyOf", "oneOf"];
const CONDITIONS: [&str; 3] = ["if", "then", "else"];

pub(super) fn name(shape: &mut Shape, schema: &Json, root: &Json, depth: usize) {
    if depth >= MAX_DEPTH {
        return;
    }
    let schema = resolve(schema, root);
    match shape {
        Shape::Map { keys, others } => {
            let named = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
            for (key, below) in named {
                match keys.get_mut(key) {
                    Some(known) => name(known, below, root, depth + 1),
                    None => _ = keys.insert(key.clone(), Shape::Open),
                }
            }
            let takes_others = ["additionalProperties", "patternProperties"]
                .iter()
                .any(|key| schema.get(key).is_some_and(|of| of.is_object() || *of == true));
            if takes_others && *others == Others::Refused {
                *others = Others::Taken(Box::new(Shape::Open));
            }
        }
        Shape::List(item) => {
            if let Some(items) = schema.get("items") {
                name(item, items, root, depth + 1);
            }
        }
        Shape::Open | Shape::PassedOn(_) | Shape::Scalar(_) => return,
    }
    let branches = BRANCHES.iter().filter_map(|key| schema.get(key)?.as_array()).flatten();
    for branch in branches.chain(CONDITIONS.iter().filter_map(|key| schema.get(key))) {
        name(shape, branch, root, depth + 1);
    }
}
