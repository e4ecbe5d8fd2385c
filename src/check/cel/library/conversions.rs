//! Conversions from type to type.

use super::Function;
use super::optionals::one;
use crate::check::cel::value::time::{self, Timestamp};
use crate::check::cel::value::{Outcome, Text, Value, failed, no_overload, text};
use crate::kube::schedule;

pub(super) fn find(name: &str, is_member: bool) -> Option<Function> {
    if is_member {
        return None;
    }
    Some(match name {
        "bool" => |of| one(of, truth),
        "int" => |of| one(of, int),
        "uint" => |of| one(of, uint),
        "double" => |of| one(of, double),
        "string" => |of| one(of, string),
        "bytes" => |of| one(of, bytes),
        "duration" => |of| one(of, duration),
        "timestamp" => |of| one(of, timestamp),
        "dyn" => |of| one(of, |value| Ok(value.clone())),
        "type" => |of| one(of, |value| Ok(Value::Type(Text::Borrowed(value.type_name())))),
        _ => return None,
    })
}

fn no_conversion<'v>(value: &Value<'_>, to: &str) -> Outcome<'v> {
    failed(format!("type conversion error from '{}' to '{to}'", value.type_name()))
}

fn truth<'v>(value: &Value<'v>) -> Outcome<'v> {
    match value {
        Value::Bool(_) => Ok(value.clone()),
        Value::String(text) => match text.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Value::Bool(false)),
            _ => no_conversion(value, "bool"),
        },
        _ => no_overload(),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "what does not fit is refused")]
fn int<'v>(value: &Value<'v>) -> Outcome<'v> {
    let number = match value {
        Value::Int(number) => Some(*number),
        Value::Uint(number) => i64::try_from(*number).ok(),
        Value::Double(number) if number.abs() < 9_223_372_036_854_775_807.0 => Some(*number as i64),
        Value::Double(_) => None,
        Value::Timestamp(Timestamp { seconds, .. }) => Some(*seconds),
        Value::Duration(nanos) => Some(*nanos),
        Value::String(text) => {
            let Ok(number) = text.as_str().parse() else { return no_conversion(value, "int") };
            Some(number)
        }
        _ => return no_overload(),
    };
    number.map_or_else(|| failed("integer overflow"), |number| Ok(Value::Int(number)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as for integers")]
fn uint<'v>(value: &Value<'v>) -> Outcome<'v> {
    let number = match value {
        Value::Uint(number) => Some(*number),
        Value::Int(number) => u64::try_from(*number).ok(),
        Value::Double(number) if (0.0..18_446_744_073_709_551_615.0).contains(number) => {
            Some(*number as u64)
        }
        Value::Double(_) => None,
        Value::String(text) if !text.as_str().starts_with('+') => {
            let Ok(number) = text.as_str().parse() else { return no_conversion(value, "uint") };
            Some(number)
        }
        Value::String(_) => return no_conversion(value, "uint"),
        _ => return no_overload(),
    };
    number.map_or_else(|| failed("unsigned integer overflow"), |number| Ok(Value::Uint(number)))
}

#[allow(clippy::cast_precision_loss, reason = "as the server does")]
fn double<'v>(value: &Value<'v>) -> Outcome<'v> {
    match value {
        Value::Double(_) => Ok(value.clone()),
        Value::Int(number) => Ok(Value::Double(*number as f64)),
        Value::Uint(number) => Ok(Value::Double(*number as f64)),
        Value::String(text) => match text.as_str().parse() {
            Ok(number) => Ok(Value::Double(number)),
            Err(_) => no_conversion(value, "double"),
        },
        _ => no_overload(),
    }
}

fn string<'v>(value: &Value<'v>) -> Outcome<'v> {
    match value {
        Value::String(_) => Ok(value.clone()),
        _ => text::shown(value).map_or_else(no_overload, |shown| Ok(Value::text(shown))),
    }
}

fn bytes<'v>(value: &Value<'v>) -> Outcome<'v> {
    match value {
        Value::Bytes(_) => Ok(value.clone()),
        Value::String(text) => Ok(Value::Bytes(text.as_str().as_bytes().into())),
        _ => no_overload(),
    }
}

fn duration<'v>(value: &Value<'v>) -> Outcome<'v> {
    match value {
        Value::Duration(_) => Ok(value.clone()),
        Value::Int(nanos) => Ok(Value::Duration(*nanos)),
        Value::String(text) => match schedule::duration(text.as_str()) {
            Some(nanos) => Ok(Value::Duration(nanos)),
            None => no_conversion(value, "google.protobuf.Duration"),
        },
        _ => no_overload(),
    }
}

fn timestamp<'v>(value: &Value<'v>) -> Outcome<'v> {
    let read = match value {
        Value::Timestamp(_) => return Ok(value.clone()),
        Value::Int(seconds) => Timestamp::of(*seconds),
        Value::String(text) => time::parse(text.as_str()),
        _ => return no_overload(),
    };
    match (read, value) {
        (Some(time), _) => Ok(Value::Timestamp(time)),
        (None, Value::String(_)) => no_conversion(value, "google.protobuf.Timestamp"),
        (None, _) => failed("timestamp overflow"),
    }
}
