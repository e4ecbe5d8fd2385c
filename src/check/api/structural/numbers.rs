//! Validates numbers: the bounds of the schema, and those of the type. A bound that is no number of
//! the type is a fault itself.

use super::outcome::{Outcome, Spot};
use super::schema::{JsonType, Schema};
use crate::check::api::Reason;
use crate::yaml;

/// A number as the server reads it from JSON: an integer if it fits into 64 bits.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    #[allow(clippy::cast_precision_loss, reason = "as the server reads it")]
    pub(super) fn of(number: yaml::Number) -> Number {
        match number {
            yaml::Number::Int(integer) => Number::Integer(integer),
            yaml::Number::UInt(large) => Number::Float(large as f64),
            yaml::Number::Float(float) => Number::Float(float),
        }
    }

    pub(super) fn of_json(number: &serde_json::Number) -> Number {
        match number.as_i64() {
            Some(integer) => Number::Integer(integer),
            None => Number::Float(number.as_f64().unwrap_or(f64::INFINITY)),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "as the server compares them")]
    pub(super) fn as_f64(self) -> f64 {
        match self {
            Number::Integer(integer) => integer as f64,
            Number::Float(float) => float,
        }
    }

    /// `IsFloat64AJSONInteger`: very close to an integer that a float can represent exactly.
    pub(super) fn is_whole(self) -> bool {
        const MOST: f64 = 9_007_199_254_740_991.0;
        match self {
            Number::Integer(_) => true,
            Number::Float(float) => {
                let near = float.trunc();
                float.abs() <= MOST && (float - near).abs() <= 1e-9 * (float.abs() + near.abs())
            }
        }
    }

    /// Whether it equals a value of an `enum`, after conversion to the type of that value.
    #[allow(clippy::cast_possible_truncation, clippy::float_cmp, reason = "as the server does")]
    pub(super) fn is(self, word: Number) -> bool {
        match (self, word) {
            (Number::Integer(left), Number::Integer(right)) => left == right,
            (Number::Float(left), Number::Integer(right)) => left as i64 == right,
            (left, Number::Float(right)) => left.as_f64() == right,
        }
    }
}

/// The type that a number must have: `integer` with the format `int32`.
#[derive(Clone, Copy)]
struct Type<'a> {
    kind: JsonType,
    format: &'a str,
}

impl Type<'_> {
    /// Whether a number is in the range of the type (`IsValueValidAgainstRange`).
    fn has(self, number: Number) -> bool {
        let is_integer = match number {
            Number::Integer(_) => true,
            Number::Float(float) => float.fract() == 0.0,
        };
        let float = number.as_f64();
        match (self.kind, self.format) {
            (JsonType::Integer, "int32") => {
                is_integer && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&float)
            }
            (JsonType::Integer, _) => {
                const LIMIT: f64 = 9_223_372_036_854_775_808.0;
                is_integer && (-LIMIT..LIMIT).contains(&float)
                    || matches!(number, Number::Integer(_))
            }
            (JsonType::Number, "float") => float.abs() <= f64::from(f32::MAX),
            _ => true,
        }
    }
}

pub(super) fn judge<'n>(
    number: Number,
    spot: Spot<'n, '_>,
    schema: &Schema,
    outcome: &mut Outcome<'n>,
) {
    let kind = Type { kind: schema.kind, format: &schema.format };
    let name = if schema.format.is_empty() { schema.type_name() } else { &schema.format };
    let mut in_range = |number: Number, what: &str| {
        let is_in = kind.has(number);
        // That a fraction is no integer is said by the type.
        if !is_in && (!what.is_empty() || schema.kind != JsonType::Integer || number.is_whole()) {
            let subject = if what.is_empty() { String::new() } else { format!("{what} ") };
            outcome.add_whole(spot, format!("{subject}is no number of `{name}`"));
        }
        is_in
    };
    in_range(number, "");
    let bounds = &schema.bounds;
    let mut broken = Vec::new();
    if let Some(unit) = bounds.multiple_of {
        let number = native(number, in_range(Number::Float(unit), "`multipleOf`"));
        broken.push(multiple_of(number, unit));
    }
    if let Some(most) = bounds.maximum {
        let number = native(number, in_range(Number::Float(most), "`maximum`"));
        let is_above = compare(number, most)
            .is_some_and(|order| order.is_gt() || (bounds.below_maximum && order.is_eq()));
        broken.push(is_above.then(|| format!("is above the maximum of {most}")));
    }
    if let Some(least) = bounds.minimum {
        let number = native(number, in_range(Number::Float(least), "`minimum`"));
        let is_below = compare(number, least)
            .is_some_and(|order| order.is_lt() || (bounds.above_minimum && order.is_eq()));
        broken.push(is_below.then(|| format!("is below the minimum of {least}")));
    }
    for message in broken.into_iter().flatten() {
        outcome.add(Reason::Invalid, spot, message);
    }
}

/// Compared as floats, if the bound is no number of the type.
fn native(number: Number, is_of_type: bool) -> Number {
    if is_of_type { number } else { Number::Float(number.as_f64()) }
}

/// An integer is compared with the integer part of a bound.
#[allow(clippy::cast_possible_truncation, reason = "as the server does")]
fn compare(number: Number, bound: f64) -> Option<std::cmp::Ordering> {
    match number {
        Number::Integer(integer) => Some(integer.cmp(&(bound as i64))),
        Number::Float(float) => float.partial_cmp(&bound),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "as the server does")]
fn multiple_of(number: Number, unit: f64) -> Option<String> {
    let is_multiple = match number {
        Number::Integer(_) if unit as i64 <= 0 => return Some(not_positive(unit)),
        Number::Float(_) if unit <= 0.0 => return Some(not_positive(unit)),
        Number::Integer(integer) => integer % unit as i64 == 0,
        Number::Float(float) if unit < 1.0 => Number::Float(1.0 / unit * float).is_whole(),
        Number::Float(float) => Number::Float(float / unit).is_whole(),
    };
    (!is_multiple).then(|| format!("is not a multiple of {unit}"))
}

fn not_positive(unit: f64) -> String {
    format!("can't be a multiple of {unit}, which is not above zero")
}
