//! Whether a value is of the type of its schema.

use super::numbers::Number;
use super::outcome::{Outcome, Spot, Wrong};
use super::schema::{JsonType, Schema};
use crate::check::api::Reason;
use crate::check::strict;
use crate::yaml::Value;

pub(super) fn judge<'n>(spot: Spot<'n, '_>, schema: &Schema, outcome: &mut Outcome<'n>) {
    if is_right(&spot.node.value, schema) {
        outcome.matches += 1;
        return;
    }
    let wanted = in_words(schema);
    let message = format!("expected {wanted}, found {}", spot.node.value.describe());
    let wrong = Wrong::at(Reason::TypeInvalid, spot, message);
    let help = strict::requoted(spot.node, wanted);
    outcome.wrong.push(Wrong { help, ..wrong });
}

fn is_right(value: &Value, schema: &Schema) -> bool {
    let has_format = !schema.format.is_empty();
    match (value, schema.kind) {
        (Value::Null, kind) => kind == JsonType::Any || schema.nullable,
        // A format says more of a text or a list than the type does.
        (Value::String(_) | Value::List(_), kind)
            if has_format && !matches!(kind, JsonType::Number | JsonType::Integer) =>
        {
            true
        }
        (Value::Number(number), kind) => match kind {
            JsonType::Integer | JsonType::IntOrString => Number::of(*number).is_whole(),
            JsonType::Number => true,
            JsonType::Any => !has_format || is_own_format(Number::of(*number), &schema.format),
            _ => false,
        },
        (_, JsonType::Any) => !has_format,
        (Value::String(_), kind) => matches!(kind, JsonType::String | JsonType::IntOrString),
        (Value::Bool(_), kind) => kind == JsonType::Boolean,
        (Value::List(_), kind) => kind == JsonType::Array,
        (Value::Map(_), kind) => kind == JsonType::Object,
    }
}

fn is_own_format(number: Number, format: &str) -> bool {
    let own = if matches!(number, Number::Integer(_)) { "int64" } else { "float64" };
    format == own
}

fn in_words(schema: &Schema) -> &str {
    match schema.kind {
        JsonType::Any => &schema.format,
        JsonType::Object => "a map",
        JsonType::Array => "a list",
        JsonType::String => "a string",
        JsonType::Integer => "an integer",
        JsonType::Number => "a number",
        JsonType::Boolean => "a boolean",
        JsonType::IntOrString => "an integer or a string",
        JsonType::Nothing => "what has a known type",
    }
}
