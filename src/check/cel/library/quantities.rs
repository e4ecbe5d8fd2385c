//! Quantities of Kubernetes, and the comparisons that they share with versions.

use std::cmp::Ordering;
use std::sync::Arc;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::Function;
use super::strings::text;
use crate::check::cel::value::library::Library;
use crate::check::cel::value::{Outcome, Value, failed, no_overload};
use crate::kube::quantity::{Amount, is_quantity};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "isQuantity" => |of| text(of, |text| Ok(Value::Bool(is_quantity(text)))),
        "quantity" => |of| {
            text(of, |text| {
                if is_quantity(text) {
                    made(Amount::of(&Quantity(text.to_owned())))
                } else {
                    failed(NO_QUANTITY)
                }
            })
        },
        "sign" => |of| amount(of, |amount| Ok(Value::Int(amount.cmp(&Amount::ZERO) as i64))),
        "isInteger" => |of| amount(of, |amount| Ok(Value::Bool(amount.as_integer().is_some()))),
        "asInteger" => |of| {
            amount(of, |amount| match amount.as_integer() {
                Some(number) => Ok(Value::Int(number)),
                None => failed("cannot convert value to integer"),
            })
        },
        "asApproximateFloat" => |of| amount(of, |amount| Ok(Value::Double(amount.as_float()))),
        "add" => |of| both(of, Amount::checked_add),
        "sub" => |of| both(of, Amount::checked_sub),
        "compareTo" => |of| ordered(of, |order| Value::Int(order as i64)),
        "isGreaterThan" => |of| ordered(of, |order| Value::Bool(order.is_gt())),
        "isLessThan" => |of| ordered(of, |order| Value::Bool(order.is_lt())),
        _ => return None,
    })
}

const NO_QUANTITY: &str = "quantities must match the regular expression \
                           '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

#[allow(clippy::unnecessary_wraps, reason = "functions give outcomes")]
fn made<'v>(amount: Amount) -> Outcome<'v> {
    Ok(Value::Library(Arc::new(Library::Quantity(amount))))
}

fn amount_of(value: &Value<'_>) -> Option<Amount> {
    match value {
        Value::Int(number) => Some(Amount::whole(*number)),
        Value::Library(value) => match **value {
            Library::Quantity(amount) => Some(amount),
            _ => None,
        },
        _ => None,
    }
}

fn amount<'v>(of: &[Value<'v>], with: impl Fn(Amount) -> Outcome<'v>) -> Outcome<'v> {
    match of {
        [value] => amount_of(value).map_or_else(no_overload, with),
        _ => no_overload(),
    }
}

fn both<'v>(of: &[Value<'v>], with: fn(Amount, Amount) -> Option<Amount>) -> Outcome<'v> {
    let [left, right] = of else { return no_overload() };
    let (Some(left), Some(right)) = (amount_of(left), amount_of(right)) else {
        return no_overload();
    };
    with(left, right).map_or_else(|| failed("quantity overflow"), made)
}

fn ordered<'v>(of: &[Value<'v>], with: fn(Ordering) -> Value<'static>) -> Outcome<'v> {
    let [Value::Library(left), Value::Library(right)] = of else { return no_overload() };
    match (&**left, &**right) {
        (Library::Quantity(left), Library::Quantity(right)) => Ok(with(left.cmp(right))),
        (Library::Semver(left), Library::Semver(right)) => Ok(with(left.cmp_precedence(right))),
        _ => no_overload(),
    }
}
