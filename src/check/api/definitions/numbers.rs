//! Validates numbers: the bounds of the schema, and those of the type. A bound that is no number of
//! the type is a fault itself.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaProps;

use super::outcome::Outcome;
use crate::check::api::Reason;
use crate::check::api::empty::OrEmpty;

/// A number as the server reads it from JSON: an integer if it fits into 64 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    pub(crate) fn of(number: &serde_json::Number) -> Number {
        match number.as_i64() {
            Some(integer) => Number::Integer(integer),
            None => Number::Float(number.as_f64().unwrap_or(f64::INFINITY)),
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "as the server compares them")]
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Number::Integer(integer) => integer as f64,
            Number::Float(float) => float,
        }
    }

    /// `IsFloat64AJSONInteger`: very close to an integer that a float can represent exactly.
    pub(crate) fn is_whole(self) -> bool {
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
    pub(crate) fn is(self, word: Number) -> bool {
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
    name: &'a str,
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
        match (self.name, self.format) {
            ("integer", "int32") => {
                is_integer && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&float)
            }
            ("integer", _) => {
                const LIMIT: f64 = 9_223_372_036_854_775_808.0;
                is_integer && (-LIMIT..LIMIT).contains(&float)
                    || matches!(number, Number::Integer(_))
            }
            ("number", "float") => float.abs() <= f64::from(f32::MAX),
            _ => true,
        }
    }
}

pub(crate) fn judge(number: Number, schema: &JSONSchemaProps, place: &str, outcome: &mut Outcome) {
    let kind = Type { name: schema.type_.or_empty(), format: schema.format.or_empty() };
    let mut in_range = |number: Number, what: &str| {
        let is_in = kind.has(number);
        if !is_in {
            let Type { name, format } = kind;
            let format = if format.is_empty() { String::new() } else { format!(" of `{format}`") };
            outcome.add(Reason::Invalid, "", format!("{what} is no `{name}`{format}"));
        }
        is_in
    };
    in_range(number, "the value");
    let mut bounds = Vec::new();
    if let Some(unit) = schema.multiple_of {
        let number = native(number, in_range(Number::Float(unit), "`multipleOf`"));
        bounds.push(multiple_of(number, unit));
    }
    if let Some(most) = schema.maximum {
        let number = native(number, in_range(Number::Float(most), "`maximum`"));
        let is_open = schema.exclusive_maximum == Some(true);
        let is_above = match compare(number, most) {
            Some(order) => order.is_gt() || (is_open && order.is_eq()),
            None => false,
        };
        bounds.push(is_above.then(|| format!("is above the maximum of {most}")));
    }
    if let Some(least) = schema.minimum {
        let number = native(number, in_range(Number::Float(least), "`minimum`"));
        let is_open = schema.exclusive_minimum == Some(true);
        let is_below = match compare(number, least) {
            Some(order) => order.is_lt() || (is_open && order.is_eq()),
            None => false,
        };
        bounds.push(is_below.then(|| format!("is below the minimum of {least}")));
    }
    for message in bounds.into_iter().flatten() {
        outcome.add(Reason::Invalid, place, message);
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
