//! A schema into the largest sizes of its values, from which the cost of rules is estimated: the
//! sizes in `SchemaDeclType` of `k8s.io/apiserver/pkg/cel/common`.
//!
//! Values without a bound of their own are bounded by the 3 MiB of a request.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSON, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};

use super::budget::LARGEST_REQUEST;
use super::types::scope_of;
use crate::check::api::empty::OrEmpty;
use crate::check::api::structural::embedded::Scope;
use crate::check::api::structural::is_meta;
use crate::check::api::structural::kinds::escaped;
use crate::check::cel::{Parts, Shape};

/// The shape of the values of a schema; `None` if rules can't see them.
pub(crate) fn shape_of(schema: &JSONSchemaProps, scope: Scope) -> Option<Shape> {
    if schema.x_kubernetes_int_or_string == Some(true) {
        return Some(scalar(length(schema), 1));
    }
    let kind = if scope == Scope::Object { "object" } else { schema.type_.or_empty() };
    match (kind, schema.format.or_empty()) {
        ("array", _) => list(schema),
        ("object", _) => match &schema.additional_properties {
            Some(JSONSchemaPropsOrBool::Schema(values)) => map(schema, values),
            _ => Some(object(schema, scope)),
        },
        ("string", "byte") => {
            let most = schema.max_length.map_or(LARGEST_REQUEST - 2, from_zero);
            Some(scalar(most, 2))
        }
        ("string", "duration") => Some(scalar(32, 3)),
        ("string", "date") => Some(scalar(12, 12)),
        ("string", "date-time") => Some(scalar(32, 21)),
        ("string", _) => Some(scalar(length(schema), 2)),
        ("boolean", _) => Some(scalar(0, 4)),
        ("number" | "integer", _) => Some(scalar(0, 1)),
        _ => None,
    }
}

fn scalar(most: u64, bytes: u64) -> Shape {
    Shape { most, bytes, parts: Parts::None }
}

fn from_zero(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The largest size of a string, in bytes: a character has up to four.
fn length(schema: &JSONSchemaProps) -> u64 {
    let words = schema.enum_.or_empty();
    let longest = words.iter().filter_map(|JSON(word)| word.as_str()).map(str::len).max();
    let is_text = schema.x_kubernetes_int_or_string != Some(true);
    match schema.max_length {
        Some(most) => from_zero(most).saturating_mul(4),
        None if is_text && !words.is_empty() => {
            longest.map_or(0, |length| u64::try_from(length).unwrap_or(u64::MAX))
        }
        None => LARGEST_REQUEST - 2,
    }
}

fn list(schema: &JSONSchemaProps) -> Option<Shape> {
    let Some(JSONSchemaPropsOrArray::Schema(items)) = &schema.items else { return None };
    let items = shape_of(items, scope_of(items))?;
    let fitting = (LARGEST_REQUEST - 2) / (items.bytes + 1);
    let most = schema.max_items.map_or(fitting, from_zero);
    Some(Shape { most, bytes: 2, parts: Parts::Items(Box::new(items)) })
}

fn map(schema: &JSONSchemaProps, values: &JSONSchemaProps) -> Option<Shape> {
    let values = shape_of(values, scope_of(values))?;
    let fitting = (LARGEST_REQUEST - 2) / (values.bytes + 6);
    let most = schema.max_properties.map_or(fitting, from_zero);
    Some(Shape { most, bytes: 2, parts: Parts::Values(Box::new(values)) })
}

/// The least size: braces, and the required fields without a default.
fn object(schema: &JSONSchemaProps, scope: Scope) -> Shape {
    let mut fields = std::collections::BTreeMap::new();
    let mut bytes = 2;
    let mut add = |name: &str, shape: Shape, has_default: bool| {
        if !has_default && schema.required.or_empty().iter().any(|required| required == name) {
            bytes += u64::try_from(name.len()).unwrap_or(u64::MAX) + shape.bytes + 4;
        }
        if let Some(name) = escaped(name) {
            fields.insert(name, shape);
        }
    };
    for (name, property) in schema.properties.iter().flatten() {
        let is_given = scope == Scope::Object && is_meta(name);
        if let Some(shape) = shape_of(property, scope_of(property)).filter(|_| !is_given) {
            add(name, shape, property.default.is_some());
        }
    }
    if scope == Scope::Object {
        let text = || scalar(LARGEST_REQUEST - 2, 2);
        let names = ["name", "generateName"].map(|name| (name.to_owned(), text()));
        let metadata = Shape { most: 0, bytes: 2, parts: Parts::Fields(names.into()) };
        add("apiVersion", text(), false);
        add("kind", text(), false);
        add("metadata", metadata, false);
    }
    Shape { most: 0, bytes, parts: Parts::Fields(fields) }
}
