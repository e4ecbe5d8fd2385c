//! Which values are equal, and which is the lesser one. Numbers are compared by what they are worth,
//! whatever their types.

use std::cmp::Ordering;

use super::{Map, Value};

/// Values of different types are not equal.
pub(crate) fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::String(left), Value::String(right)) | (Value::Type(left), Value::Type(right)) => {
            left.as_str() == right.as_str()
        }
        (Value::Bytes(left), Value::Bytes(right)) => left == right,
        (Value::Duration(left), Value::Duration(right)) => left == right,
        (Value::Timestamp(left), Value::Timestamp(right)) => left == right,
        (Value::Library(left), Value::Library(right)) => left.equals(right),
        (Value::Optional(left), Value::Optional(right)) => match (left, right) {
            (Some(left), Some(right)) => equal(left, right),
            (left, right) => left.is_none() && right.is_none(),
        },
        (Value::List(left), Value::List(right)) => {
            left.len() == right.len()
                && left.iter().zip(right.iter()).all(|(left, right)| equal(&left, &right))
        }
        (Value::Map(left), Value::Map(right)) => maps(left, right),
        _ => numbers(left, right) == Some(Ordering::Equal),
    }
}

fn maps(left: &Map<'_>, right: &Map<'_>) -> bool {
    let same = |key: &Value<'_>| match (left.get(key), right.get(key)) {
        (Some(left), Some(right)) => equal(&left, &right),
        _ => false,
    };
    left.len() == right.len() && left.keys().iter().all(same)
}

/// Nothing where they can't be compared.
pub(crate) fn compare(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::String(left), Value::String(right)) => Some(left.as_str().cmp(right.as_str())),
        (Value::Bytes(left), Value::Bytes(right)) => Some(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => Some(left.cmp(right)),
        (Value::Timestamp(left), Value::Timestamp(right)) => Some(left.cmp(right)),
        _ => numbers(left, right),
    }
}

fn numbers(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (whole(left), whole(right)) {
        (Some(left), Some(right)) => Some(left.cmp(&right)),
        (Some(left), None) => with_double(left, double(right)?),
        (None, Some(right)) => with_double(right, double(left)?).map(Ordering::reverse),
        (None, None) => double(left)?.partial_cmp(&double(right)?),
    }
}

fn whole(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::Int(number) => Some(i128::from(*number)),
        Value::Uint(number) => Some(i128::from(*number)),
        _ => None,
    }
}

fn double(value: &Value<'_>) -> Option<f64> {
    match value {
        Value::Double(number) => Some(*number),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss, reason = "as the server does")]
fn with_double(whole: i128, number: f64) -> Option<Ordering> {
    (whole as f64).partial_cmp(&number)
}
