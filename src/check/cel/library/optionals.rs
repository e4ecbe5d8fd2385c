//! Optional values.

use super::Function;
use crate::check::cel::value::{Outcome, Value, failed, no_overload};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "optional.of" => |of| one(of, |value| Ok(Value::some(value.clone()))),
        "optional.ofNonZeroValue" => |of| {
            one(of, |value| {
                Ok(if value.is_zero() { Value::NONE } else { Value::some(value.clone()) })
            })
        },
        "optional.none" => |_| Ok(Value::NONE),
        "hasValue" => |of| match of {
            [Value::Optional(inner)] => Ok(Value::Bool(inner.is_some())),
            _ => no_overload(),
        },
        "value" => |of| match of {
            [Value::Optional(Some(inner))] => Ok((**inner).clone()),
            [Value::Optional(None)] => failed("optional.none() dereference"),
            _ => no_overload(),
        },
        "or" => |of| match of {
            [Value::Optional(None), other] => Ok(other.clone()),
            [some @ Value::Optional(_), _] => Ok(some.clone()),
            _ => no_overload(),
        },
        "orValue" => |of| match of {
            [Value::Optional(None), other] => Ok(other.clone()),
            [Value::Optional(Some(inner)), _] => Ok((**inner).clone()),
            _ => no_overload(),
        },
        "optional.unwrap" | "unwrapOpt" => |of| one(of, unwrap),
        _ => return None,
    })
}

pub(super) fn one<'v>(of: &[Value<'v>], with: impl Fn(&Value<'v>) -> Outcome<'v>) -> Outcome<'v> {
    match of {
        [value] => with(value),
        _ => no_overload(),
    }
}

fn unwrap<'v>(list: &Value<'v>) -> Outcome<'v> {
    let Value::List(list) = list else { return no_overload() };
    let inner = list.iter().filter_map(|item| match item {
        Value::Optional(inner) => inner.map(|inner| (*inner).clone()),
        _ => None,
    });
    Ok(Value::list(inner.collect::<Vec<_>>()))
}
