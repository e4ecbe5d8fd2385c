//! Defaults in the schemas of custom resources: `ValidateDefaults` of apiextensions. Each must be
//! right by its schema and have nothing the schema does not know.
//!
//! Formats, and what stands under `allOf` and its kin, are left alone.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSON, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};
use serde_json::{Map, Value};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, Path, Reason};
use crate::kube::regex;

/// The defaults within an object's schema; those of its metadata are forbidden anyway.
pub fn validate(schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    for (name, property) in schema.properties.iter().flatten() {
        if !is_meta(name) {
            validate_part(property, at.field("properties").key(name), faults);
        }
    }
}

fn is_meta(name: &str) -> bool {
    matches!(name, "metadata" | "kind" | "apiVersion")
}

fn validate_part(schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    if let Some(JSON(default)) = &schema.default {
        let at = at.field("default");
        if !is_known(default, schema) {
            faults.invalid(at, "has a field that the schema does not know");
        }
        conform(default, schema, at, faults);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &schema.items {
        validate_part(items, at.field("items"), faults);
    }
    if schema.x_kubernetes_embedded_resource == Some(true) {
        validate(schema, at, faults);
    } else {
        for (name, property) in schema.properties.iter().flatten() {
            validate_part(property, at.field("properties").key(name), faults);
        }
    }
}

/// Whether nothing of a value would be pruned.
fn is_known(value: &Value, schema: &JSONSchemaProps) -> bool {
    match value {
        Value::Object(fields) => fields.iter().all(|(name, value)| {
            let is_meta = schema.x_kubernetes_embedded_resource == Some(true) && is_meta(name);
            match field_schema(schema, name) {
                Field::Described(schema) => is_known(value, schema),
                Field::Anything => true,
                Field::Unknown => {
                    is_meta || schema.x_kubernetes_preserve_unknown_fields == Some(true)
                }
            }
        }),
        Value::Array(items) => match &schema.items {
            Some(JSONSchemaPropsOrArray::Schema(schema)) => {
                items.iter().all(|item| is_known(item, schema))
            }
            _ => true,
        },
        _ => true,
    }
}

/// What a schema says of a field.
enum Field<'a> {
    Described(&'a JSONSchemaProps),
    Anything,
    Unknown,
}

fn field_schema<'a>(schema: &'a JSONSchemaProps, name: &str) -> Field<'a> {
    if let Some(property) = schema.properties.as_ref().and_then(|all| all.get(name)) {
        return Field::Described(property);
    }
    match &schema.additional_properties {
        Some(JSONSchemaPropsOrBool::Schema(schema)) => Field::Described(schema),
        Some(JSONSchemaPropsOrBool::Bool(true)) => Field::Anything,
        _ => Field::Unknown,
    }
}

/// Whether a value is right by a schema, as far as can be told for certain.
fn conform(value: &Value, schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    if value.is_null() {
        return;
    }
    let kind = schema.type_.or_empty();
    if !kind.is_empty() && !is_of_type(value, kind) {
        faults.add(Reason::TypeInvalid, at, format!("is not of the type `{kind}`"));
    }
    if let Some(all) = schema.enum_.as_ref().filter(|all| !all.is_empty())
        && !all.iter().any(|JSON(one)| is_same(one, value))
    {
        let words: Vec<String> = all.iter().map(|JSON(one)| format!("`{one}`")).collect();
        let message = format!("`{value}` is not one of {}", words.join(", "));
        faults.add(Reason::NotSupported, at, message);
    }
    match value {
        Value::String(text) => conform_text(text, schema, at, faults),
        Value::Number(number) => {
            if let Some(number) = number.as_f64() {
                conform_number(number, schema, at, faults);
            }
        }
        Value::Array(items) => conform_list(items, schema, at, faults),
        Value::Object(fields) => conform_fields(fields, schema, at, faults),
        Value::Null | Value::Bool(_) => {}
    }
}

fn is_of_type(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        _ => false,
    }
}

fn is_same(left: &Value, right: &Value) -> bool {
    match (left.as_f64(), right.as_f64()) {
        (Some(left), Some(right)) => (left - right).abs() < f64::EPSILON,
        _ => left == right,
    }
}

fn conform_text(text: &str, schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    let length = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
    if schema.max_length.is_some_and(|most| length > most) {
        faults.add(Reason::TooLong, at, "is longer than `maxLength`");
    }
    if schema.min_length.is_some_and(|least| length < least) {
        faults.invalid(at, "is shorter than `minLength`");
    }
    let pattern = schema.pattern.as_deref().filter(|pattern| !pattern.is_empty());
    if pattern.is_some_and(|pattern| regex::matches(pattern, text) == Some(false)) {
        faults.invalid(at, "does not match `pattern`");
    }
}

fn conform_number(number: f64, schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    let is_excluded = |limit: f64, exclusive: Option<bool>| {
        exclusive == Some(true) && (limit - number).abs() < f64::EPSILON
    };
    if let Some(most) = schema.maximum
        && (number > most || is_excluded(most, schema.exclusive_maximum))
    {
        faults.invalid(at, format!("is above the maximum of {most}"));
    }
    if let Some(least) = schema.minimum
        && (number < least || is_excluded(least, schema.exclusive_minimum))
    {
        faults.invalid(at, format!("is below the minimum of {least}"));
    }
    if let Some(unit) = schema.multiple_of.filter(|unit| *unit > 0.0)
        && (number / unit).fract() != 0.0
        && unit.fract() == 0.0
    {
        faults.invalid(at, format!("is not a multiple of {unit}"));
    }
}

fn conform_list(items: &[Value], schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    if schema.max_items.is_some_and(|most| length > most) {
        faults.add(Reason::TooMany, at, "has more than `maxItems`");
    }
    if schema.min_items.is_some_and(|least| length < least) {
        faults.invalid(at, "has less than `minItems`");
    }
    if let Some(JSONSchemaPropsOrArray::Schema(schema)) = &schema.items {
        for (index, item) in items.iter().enumerate() {
            conform(item, schema, at.index(index), faults);
        }
    }
}

fn conform_fields(
    fields: &Map<String, Value>,
    schema: &JSONSchemaProps,
    at: Path<'_>,
    faults: &mut Faults,
) {
    for name in schema.required.iter().flatten().filter(|name| !fields.contains_key(*name)) {
        faults.required(at.field(name), "must be given");
    }
    for (name, value) in fields {
        if let Field::Described(schema) = field_schema(schema, name) {
            conform(value, schema, at.field(name), faults);
        }
    }
}
