//! Validates a value by a schema, as the validator of `k8s.io/kube-openapi` does: types, bounds,
//! formats, `allOf`, `anyOf`, `oneOf` and `not`.
//!
//! Unknown fields and CEL rules are not its business.

mod junctors;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSON, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};
use serde_json::{Map, Value};

use super::formats;
use super::numbers::{self, Number};
use super::outcome::{Outcome, Wrong};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason};
use crate::kube::regex;

/// Refuses a value that does not fit a schema.
///
/// Below `at` the server spells paths in its own way: `default.a`, but `default.[0].a`.
pub(crate) fn conform(
    value: &Value,
    schema: &JSONSchemaProps,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for Wrong { reason, place, message } in judge(value, schema, "").wrong {
        if place.is_empty() {
            faults.add(reason, at, message);
        } else {
            faults.add(reason, at.field(&place), message);
        }
    }
}

pub(crate) fn judge(value: &Value, schema: &JSONSchemaProps, place: &str) -> Outcome {
    let mut outcome = Outcome::default();
    if value.is_null() {
        judge_type(value, schema, place, &mut outcome);
        judge_words(value, schema, place, &mut outcome);
        return outcome;
    }
    if !schema.type_.or_empty().is_empty() || !schema.format.or_empty().is_empty() {
        judge_type(value, schema, place, &mut outcome);
        outcome.matches += 1;
    }
    outcome.merge(junctors::judge(value, schema, place));
    match value {
        Value::String(text) => judge_text(text, schema, place, &mut outcome),
        Value::Number(number) => {
            numbers::judge(Number::of(number), schema, place, &mut outcome);
            outcome.matches += 2;
        }
        Value::Array(items) => judge_list(items, schema, place, &mut outcome),
        Value::Object(fields) => judge_fields(fields, schema, place, &mut outcome),
        Value::Null | Value::Bool(_) => {}
    }
    judge_words(value, schema, place, &mut outcome);
    // One more for the words, one for the schema as a whole.
    outcome.matches += 2;
    outcome
}

fn judge_type(value: &Value, schema: &JSONSchemaProps, place: &str, outcome: &mut Outcome) {
    let (wanted, format) = (schema.type_.or_empty(), schema.format.or_empty());
    let number = match value {
        Value::Number(number) => Some(Number::of(number)),
        _ => None,
    };
    let (kind, own_format) = match value {
        Value::Null => ("null", ""),
        Value::Bool(_) => ("boolean", ""),
        Value::String(_) => ("string", ""),
        Value::Array(_) => ("array", ""),
        Value::Object(_) => ("object", ""),
        Value::Number(_) if matches!(number, Some(Number::Integer(_))) => ("integer", "int64"),
        Value::Number(_) => ("number", "float64"),
    };
    let is_whole = number.is_some_and(Number::is_whole);
    let fits = kind == wanted
        || (wanted == "integer" && is_whole)
        || (wanted == "number" && kind == "integer");
    let is_right = match value {
        Value::Null => wanted.is_empty() || schema.nullable == Some(true),
        // A format says more of a text or a list than the type does.
        Value::String(_) | Value::Array(_)
            if !format.is_empty() && !matches!(wanted, "number" | "integer") =>
        {
            true
        }
        _ if wanted.is_empty() => format.is_empty() || own_format == format,
        _ => fits,
    };
    if is_right {
        outcome.matches += 1;
    } else {
        let wanted = if wanted.is_empty() { format } else { wanted };
        outcome.add(Reason::TypeInvalid, place, format!("is not of the type `{wanted}`"));
    }
}

/// `enum`
fn judge_words(value: &Value, schema: &JSONSchemaProps, place: &str, outcome: &mut Outcome) {
    let words = schema.enum_.or_empty();
    if words.is_empty() || words.iter().any(|JSON(word)| is_same(value, word)) {
        return;
    }
    let words: Vec<String> = words.iter().map(|JSON(word)| format!("`{word}`")).collect();
    let message = format!("`{value}` is not one of {}", words.join(", "));
    outcome.add(Reason::NotSupported, place, message);
}

/// Null never equals a value of an `enum`, even if null is one.
fn is_same(value: &Value, word: &Value) -> bool {
    match (value, word) {
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Number(value), Value::Number(word)) => Number::of(value).is(Number::of(word)),
        _ => value == word,
    }
}

fn length(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn judge_text(text: &str, schema: &JSONSchemaProps, place: &str, outcome: &mut Outcome) {
    let length = length(text.chars().count());
    let pattern = schema.pattern.or_empty();
    if schema.max_length.is_some_and(|most| length > most) {
        outcome.add(Reason::TooLong, place, "is longer than `maxLength`");
    } else if schema.min_length.is_some_and(|least| length < least) {
        outcome.add(Reason::Invalid, place, "is shorter than `minLength`");
    } else if !pattern.is_empty() && regex::matches(pattern, text) == Some(false) {
        outcome.add(Reason::Invalid, place, "does not match `pattern`");
    }
    outcome.matches += 1;
    if let Some(is_right) = formats::is_of_format(text, schema.format.or_empty()) {
        outcome.matches += 1;
        if !is_right {
            let message = format!("`{text}` is not of the format `{}`", schema.format.or_empty());
            outcome.add(Reason::TypeInvalid, place, message);
        }
    }
}

fn judge_list(items: &[Value], schema: &JSONSchemaProps, place: &str, outcome: &mut Outcome) {
    if let Some(JSONSchemaPropsOrArray::Schema(schema)) = &schema.items {
        for (index, item) in items.iter().enumerate() {
            outcome.merge(judge(item, schema, &format!("{place}[{index}]")));
        }
    }
    let length = length(items.len());
    if schema.min_items.is_some_and(|least| length < least) {
        outcome.add(Reason::Invalid, place, "has less than `minItems`");
    }
    if schema.max_items.is_some_and(|most| length > most) {
        outcome.add(Reason::TooMany, place, "has more than `maxItems`");
    }
    outcome.matches += 2;
}

fn judge_fields(
    fields: &Map<String, Value>,
    schema: &JSONSchemaProps,
    place: &str,
    outcome: &mut Outcome,
) {
    let count = length(fields.len());
    if schema.min_properties.is_some_and(|least| count < least) {
        outcome.add(Reason::Invalid, place, "has less than `minProperties`");
    }
    if schema.max_properties.is_some_and(|most| count > most) {
        outcome.add(Reason::TooMany, place, "has more than `maxProperties`");
    }
    let below =
        |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    for (name, value) in fields {
        match field_schema(schema, name) {
            Field::Described(schema) => outcome.merge(judge(value, schema, &below(name))),
            Field::Refused => {
                outcome.add(Reason::Invalid, place, format!("has a field `{name}`"));
            }
            Field::Anything => {}
        }
    }
    for name in schema.required.or_empty() {
        if !fields.contains_key(name) {
            outcome.add(Reason::Required, &below(name), "must be given");
        }
    }
    outcome.matches += 1;
}

/// What a schema says about a field.
enum Field<'a> {
    Described(&'a JSONSchemaProps),
    Anything,
    Refused,
}

fn field_schema<'a>(schema: &'a JSONSchemaProps, name: &str) -> Field<'a> {
    if let Some(property) = schema.properties.as_ref().and_then(|all| all.get(name)) {
        return Field::Described(property);
    }
    match &schema.additional_properties {
        Some(JSONSchemaPropsOrBool::Schema(schema)) => Field::Described(schema),
        Some(JSONSchemaPropsOrBool::Bool(false)) => Field::Refused,
        _ => Field::Anything,
    }
}
