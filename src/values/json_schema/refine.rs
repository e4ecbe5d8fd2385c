//! A JSON Schema and the shape that is inferred from the defaults into the shape that counts.

use std::collections::BTreeSet;

use std::cell::Cell;

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::values::schema::{Others, Shape, Type};

/// References in a schema may be circular.
pub(super) const MAX_DEPTH: usize = 64;

/// So many steps are taken through a schema: of what comes after, it alone judges.
const MAX_STEPS: usize = 20_000;

/// Schemas for one value that lead to each other on a longer way are as good as endless.
const LONGEST_WAY: usize = 500;

/// A schema, and how far one has gone through it.
pub(super) struct Refining<'a> {
    root: &'a Json,
    steps: Cell<usize>,
    /// How many schemas lead to the one that is looked at.
    way: Cell<usize>,
}

impl<'a> Refining<'a> {
    pub(super) fn new(root: &'a Json) -> Self {
        Refining { root, steps: Cell::new(0), way: Cell::new(0) }
    }

    fn goes_on(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        self.steps.get() <= MAX_STEPS
    }
}

pub(super) fn resolve<'a>(schema: &'a Json, root: &'a Json) -> &'a Json {
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        let target =
            schema.get("$ref").and_then(Json::as_str).and_then(|name| name.strip_prefix('#'));
        match target.and_then(|pointer| root.pointer(pointer)) {
            Some(found) => schema = found,
            None => break,
        }
    }
    schema
}

pub(super) fn refine(inferred: Shape, schema: &Json, by: &Refining<'_>, depth: usize) -> Shape {
    let way = by.way.get();
    if way >= LONGEST_WAY {
        return inferred;
    }
    by.way.set(way + 1);
    let refined = refine_next(inferred, schema, by, depth);
    by.way.set(way);
    refined
}

fn refine_next(inferred: Shape, schema: &Json, by: &Refining<'_>, depth: usize) -> Shape {
    let Some(object) = schema.as_object().filter(|_| depth < MAX_DEPTH) else {
        return inferred;
    };
    if !by.goes_on() {
        return Shape::Open;
    }
    let has = |key: &str| object.contains_key(key);
    if has("$ref") {
        let target = resolve(schema, by.root);
        let known = match target.get("$ref") {
            Some(_) => inferred,
            None => refine(inferred, target, by, depth),
        };
        let mut rest = object.clone();
        rest.remove("$ref");
        let says_more = SHAPING.iter().any(|key| rest.contains_key(*key));
        return if says_more { refine(known, &Json::Object(rest), by, depth) } else { known };
    }
    let kind = match object.get("type") {
        Some(Json::String(kind)) => Some(kind.as_str()),
        // With several types, only the schema itself can tell.
        Some(_) => return Shape::Open,
        None if ["properties", "additionalProperties", "patternProperties"]
            .into_iter()
            .any(has) =>
        {
            Some("object")
        }
        None if has("items") => Some("array"),
        None => None,
    };
    let inferred = match object.get("allOf").and_then(Json::as_array) {
        Some(all) => all.iter().fold(inferred, |shape, one| refine(shape, one, by, depth)),
        None => inferred,
    };
    match kind {
        Some("object") => branches(object)
            .fold(refine_map(inferred, object, by, depth), |shape, branch| {
                allow(shape, branch, by, depth)
            }),
        Some("array") => refine_list(inferred, object, by, depth),
        Some("string")
            if matches!(
                inferred,
                Shape::Scalar(Type::Quantity) | Shape::PassedOn(Some(Type::Quantity))
            ) =>
        {
            Shape::Scalar(Type::Quantity)
        }
        Some("string") => Shape::Scalar(Type::String),
        Some("integer") => Shape::Scalar(Type::Integer),
        Some("number") => Shape::Scalar(Type::Number),
        Some("boolean") => Shape::Scalar(Type::Boolean),
        // A property without a type is open, but not the root.
        _ if depth > 0 => Shape::Open,
        _ => branches(object).fold(inferred, |shape, branch| allow(shape, branch, by, depth)),
    }
}

/// Keywords that restrict a value.
const SHAPING: &[&str] = &[
    "type",
    "properties",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

/// Keywords whose schemas are alternatives.
fn branches(schema: &serde_json::Map<String, Json>) -> impl Iterator<Item = &Json> {
    let lists = ["anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
    let single = ["if", "then", "else"].into_iter().filter_map(|key| schema.get(key));
    let dependent = schema.get("dependentSchemas").and_then(Json::as_object);
    lists.flatten().chain(single).chain(dependent.into_iter().flat_map(serde_json::Map::values))
}

/// Adds the keys that an alternative knows. Whether they are allowed, the schema itself tells.
fn allow(shape: Shape, branch: &Json, by: &Refining<'_>, depth: usize) -> Shape {
    if !by.goes_on() {
        return Shape::Open;
    }
    let (Shape::Map { mut keys, mut others }, Some(object)) =
        (shape.clone(), resolve(branch, by.root).as_object().filter(|_| depth < MAX_DEPTH))
    else {
        return shape;
    };
    let properties = object.get("properties").and_then(Json::as_object);
    for (key, property) in properties.into_iter().flatten() {
        let known = match keys.shift_remove(key) {
            Some(known) => allow(known, property, by, depth + 1),
            None => Shape::Open,
        };
        keys.insert(key.clone(), known);
    }
    let opens = object.get("additionalProperties").is_some_and(|all| *all != Json::Bool(false));
    if opens || object.contains_key("patternProperties") {
        others = Others::Taken(Box::new(Shape::Open));
    }
    let all = object.get("allOf").and_then(Json::as_array).into_iter().flatten();
    all.chain(branches(object))
        .fold(Shape::Map { keys, others }, |shape, one| allow(shape, one, by, depth + 1))
}

fn refine_map(
    inferred: Shape,
    schema: &serde_json::Map<String, Json>,
    by: &Refining<'_>,
    depth: usize,
) -> Shape {
    let (mut keys, mut others) = match inferred {
        Shape::Map { keys, others } => (keys, others),
        Shape::PassedOn(_) => {
            let entry = Box::new(Shape::PassedOn(None));
            (IndexMap::new(), Others::PassedOn { entry, read: BTreeSet::new() })
        }
        // The default is an empty map, so only the schema tells its keys.
        _ => (IndexMap::new(), Others::Taken(Box::new(Shape::Open))),
    };
    let properties = schema.get("properties").and_then(Json::as_object);
    for (key, property) in properties.into_iter().flatten() {
        let known = keys.get(key).cloned().unwrap_or(Shape::Open);
        keys.insert(key.clone(), refine(known, property, by, depth + 1));
    }
    match schema.get("additionalProperties") {
        Some(Json::Bool(true)) => {
            // A bare `additionalProperties: true` also opens the maps below.
            if depth == 0 && properties.is_none_or(serde_json::Map::is_empty) {
                keys.values_mut().for_each(Shape::take_others);
            }
            others = Others::Taken(Box::new(Shape::Open));
        }
        Some(Json::Bool(false)) => others = Others::Refused,
        Some(all) => others = Others::Taken(Box::new(refine(Shape::Open, all, by, depth + 1))),
        // Properties that are listed do not close what templates pass on.
        None if matches!(others, Others::PassedOn { .. }) => {}
        None if properties.is_some_and(|all| !all.is_empty()) => others = Others::Refused,
        None => {}
    }
    if schema.contains_key("patternProperties") {
        others = Others::Taken(Box::new(Shape::Open));
    }
    if let Some(names) = schema.get("propertyNames").filter(|_| others == Others::Refused) {
        match names.get("enum").and_then(Json::as_array) {
            Some(names) => names.iter().filter_map(Json::as_str).for_each(|name| {
                keys.entry(name.to_owned()).or_insert(Shape::Open);
            }),
            None if schema.get("additionalProperties") != Some(&Json::Bool(false)) => {
                others = Others::Taken(Box::new(Shape::Open));
            }
            None => {}
        }
    }
    Shape::Map { keys, others }
}

fn refine_list(
    inferred: Shape,
    schema: &serde_json::Map<String, Json>,
    by: &Refining<'_>,
    depth: usize,
) -> Shape {
    let known = match inferred {
        Shape::List(item) => *item,
        _ => Shape::Open,
    };
    let item = match schema.get("items") {
        Some(items) => refine(known, items, by, depth + 1),
        None => known,
    };
    Shape::List(Box::new(item))
}
