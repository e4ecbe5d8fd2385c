//! Operators: comparisons, arithmetic, look-ups.

use std::cmp::Ordering;

use super::Function;
use super::look_up::{look_up, look_up_optional};
use crate::check::cel::value::equal::{compare, equal};
use crate::check::cel::value::{Outcome, Value, failed, no_overload};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "!" => not,
        "negative" => negative,
        "==" => |of| two(of, |left, right| Ok(Value::Bool(equal(left, right)))),
        "!=" => |of| two(of, |left, right| Ok(Value::Bool(!equal(left, right)))),
        "<" => |of| ordered(of, Ordering::is_lt),
        "<=" => |of| ordered(of, Ordering::is_le),
        ">" => |of| ordered(of, Ordering::is_gt),
        ">=" => |of| ordered(of, Ordering::is_ge),
        "+" => |of| two(of, add),
        "-" => |of| two(of, subtract),
        "*" => |of| two(of, multiply),
        "/" => |of| two(of, divide),
        "%" => |of| two(of, remainder),
        "in" => |of| two(of, contained),
        "[]" => |of| two(of, look_up),
        "[?]" => |of| two(of, look_up_optional),
        _ => return None,
    })
}

pub(super) fn two<'v>(
    of: &[Value<'v>],
    with: impl Fn(&Value<'v>, &Value<'v>) -> Outcome<'v>,
) -> Outcome<'v> {
    match of {
        [left, right] => with(left, right),
        _ => no_overload(),
    }
}

fn not<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    match of {
        [Value::Bool(truth)] => Ok(Value::Bool(!truth)),
        _ => no_overload(),
    }
}

fn negative<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    match of {
        [Value::Int(number)] => fitting(number.checked_neg().map(Value::Int)),
        [Value::Double(number)] => Ok(Value::Double(-number)),
        _ => no_overload(),
    }
}

fn ordered<'v>(of: &[Value<'v>], is_so: fn(Ordering) -> bool) -> Outcome<'v> {
    match of {
        // Nothing is less or more than what is no number.
        [Value::Double(number), _] | [_, Value::Double(number)] if number.is_nan() => {
            Ok(Value::Bool(false))
        }
        [left, right] => match compare(left, right) {
            Some(order) => Ok(Value::Bool(is_so(order))),
            None => no_overload(),
        },
        _ => no_overload(),
    }
}

fn unsigned<'v>(number: Option<u64>) -> Outcome<'v> {
    number.map_or_else(|| failed("unsigned integer overflow"), |number| Ok(Value::Uint(number)))
}

fn fitting(number: Option<Value<'_>>) -> Outcome<'_> {
    number.map_or_else(|| failed("integer overflow"), Ok)
}

pub(super) fn add<'v>(left: &Value<'v>, right: &Value<'v>) -> Outcome<'v> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => fitting(left.checked_add(*right).map(Value::Int)),
        (Value::Uint(left), Value::Uint(right)) => unsigned(left.checked_add(*right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left + right)),
        (Value::String(left), Value::String(right)) => {
            Ok(Value::text([left.as_str(), right.as_str()].concat()))
        }
        (Value::Bytes(left), Value::Bytes(right)) => {
            Ok(Value::Bytes([&**left, &**right].concat().into()))
        }
        (Value::List(left), Value::List(right)) => {
            Ok(Value::list(left.iter().chain(right.iter()).collect::<Vec<_>>()))
        }
        (Value::Duration(left), Value::Duration(right)) => {
            fitting(left.checked_add(*right).map(Value::Duration))
        }
        (Value::Timestamp(time), Value::Duration(length))
        | (Value::Duration(length), Value::Timestamp(time)) => {
            timely(time.plus(i128::from(*length)).map(Value::Timestamp))
        }
        _ => no_overload(),
    }
}

fn timely(time: Option<Value<'_>>) -> Outcome<'_> {
    time.map_or_else(|| failed("timestamp overflow"), Ok)
}

fn subtract<'v>(left: &Value<'v>, right: &Value<'v>) -> Outcome<'v> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => fitting(left.checked_sub(*right).map(Value::Int)),
        (Value::Uint(left), Value::Uint(right)) => unsigned(left.checked_sub(*right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left - right)),
        (Value::Duration(left), Value::Duration(right)) => {
            fitting(left.checked_sub(*right).map(Value::Duration))
        }
        (Value::Timestamp(time), Value::Duration(length)) => {
            timely(time.plus(-i128::from(*length)).map(Value::Timestamp))
        }
        (Value::Timestamp(left), Value::Timestamp(right)) => {
            fitting(left.since(*right).map(Value::Duration))
        }
        _ => no_overload(),
    }
}

fn multiply<'v>(left: &Value<'v>, right: &Value<'v>) -> Outcome<'v> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => fitting(left.checked_mul(*right).map(Value::Int)),
        (Value::Uint(left), Value::Uint(right)) => unsigned(left.checked_mul(*right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left * right)),
        _ => no_overload(),
    }
}

fn divide<'v>(left: &Value<'v>, right: &Value<'v>) -> Outcome<'v> {
    match (left, right) {
        (Value::Int(_), Value::Int(0)) | (Value::Uint(_), Value::Uint(0)) => {
            failed("division by zero")
        }
        (Value::Int(left), Value::Int(right)) => fitting(left.checked_div(*right).map(Value::Int)),
        (Value::Uint(left), Value::Uint(right)) => Ok(Value::Uint(left / right)),
        (Value::Double(left), Value::Double(right)) => Ok(Value::Double(left / right)),
        _ => no_overload(),
    }
}

fn remainder<'v>(left: &Value<'v>, right: &Value<'v>) -> Outcome<'v> {
    match (left, right) {
        (Value::Int(_), Value::Int(0)) | (Value::Uint(_), Value::Uint(0)) => {
            failed("modulus by zero")
        }
        (Value::Int(left), Value::Int(right)) => fitting(left.checked_rem(*right).map(Value::Int)),
        (Value::Uint(left), Value::Uint(right)) => Ok(Value::Uint(left % right)),
        _ => no_overload(),
    }
}

fn contained<'v>(item: &Value<'v>, of: &Value<'v>) -> Outcome<'v> {
    Ok(Value::Bool(match of {
        Value::List(list) => list.iter().any(|other| equal(item, &other)),
        Value::Map(map) => map.get(item).is_some(),
        _ => return no_overload(),
    }))
}
