//! What is at a key of a map or an index of a list.

use crate::check::cel::value::text::shown;
use crate::check::cel::value::{List, Outcome, Value, failed, no_overload};

pub(super) fn look_up<'v>(of: &Value<'v>, key: &Value<'v>) -> Outcome<'v> {
    match of {
        Value::Map(map) => match map.get(key) {
            Some(value) => Ok(value),
            None => no_such_key(key),
        },
        Value::List(list) => item(list, key),
        Value::Optional(_) => look_up_optional(of, key),
        _ => no_such_key(key),
    }
}

fn no_such_key<'v>(key: &Value<'_>) -> Outcome<'v> {
    failed(format!("no such key: {}", shown(key).unwrap_or_default()))
}

fn item<'v>(list: &List<'v>, index: &Value<'v>) -> Outcome<'v> {
    let Some(at) = index_of(index) else {
        return match index {
            Value::Double(number) => failed(format!("unsupported index value {number} in list")),
            _ => failed(format!("unsupported index type '{}' in list", index.type_name())),
        };
    };
    let found = usize::try_from(at).ok().and_then(|at| list.get(at));
    found.map_or_else(|| failed(format!("index out of bounds: {at}")), Ok)
}

/// An index of a list: any whole number.
#[allow(clippy::cast_possible_truncation, reason = "only whole numbers are cast")]
fn index_of(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Uint(number) => i64::try_from(*number).ok(),
        Value::Double(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Some(*number as i64)
        }
        _ => None,
    }
}

/// What is at a key or an index, if something is.
pub(super) fn look_up_optional<'v>(of: &Value<'v>, key: &Value<'v>) -> Outcome<'v> {
    let found = match of {
        Value::Map(map) => map.get(key),
        Value::List(list) => match index_of(key) {
            Some(at) => usize::try_from(at).ok().and_then(|at| list.get(at)),
            None => return no_overload(),
        },
        Value::Optional(Some(inner)) => return look_up_optional(inner, key),
        _ => None,
    };
    Ok(found.map_or(Value::NONE, Value::some))
}
