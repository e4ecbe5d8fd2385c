//! Whether a value is of the type of its schema.

use super::numbers::Number;
use super::outcome::{Outcome, Spot, Wrong};
use super::schema::{Kind, Schema};
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
        (Value::Null, kind) => kind == Kind::Any || schema.nullable,
        // A format says more of a text or a list than the type does.
        (Value::String(_) | Value::List(_), kind)
            if has_format && !matches!(kind, Kind::Number | Kind::Integer) =>
        {
            true
        }
        (Value::Number(number), kind) => match kind {
            Kind::Integer | Kind::IntOrString => Number::of(*number).is_whole(),
            Kind::Number => true,
            Kind::Any => !has_format || is_own_format(Number::of(*number), &schema.format),
            _ => false,
        },
        (_, Kind::Any) => !has_format,
        (Value::String(_), kind) => matches!(kind, Kind::String | Kind::IntOrString),
        (Value::Bool(_), kind) => kind == Kind::Boolean,
        (Value::List(_), kind) => kind == Kind::Array,
        (Value::Map(_), kind) => kind == Kind::Object,
    }
}

fn is_own_format(number: Number, format: &str) -> bool {
    let own = if matches!(number, Number::Integer(_)) { "int64" } else { "float64" };
    format == own
}

fn in_words(schema: &Schema) -> &str {
    match schema.kind {
        Kind::Any => &schema.format,
        Kind::Object => "a map",
        Kind::Array => "a list",
        Kind::String => "a string",
        Kind::Integer => "an integer",
        Kind::Number => "a number",
        Kind::Boolean => "a boolean",
        Kind::IntOrString => "an integer or a string",
        Kind::Nothing => "what has a known type",
    }
}
