//! Functions of lists: `ext.Lists`, and the server's `sum`, `min`, `max` and `isSorted`.

use std::cmp::Ordering;

use super::Function;
use super::operators::add;
use crate::check::cel::value::equal::{compare, equal};
use crate::check::cel::value::{Fault, List, Outcome, Value, failed, no_overload};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "isSorted" => is_sorted,
        "sum" => |of| sum(of, Value::Int(0)),
        "sum@duration" => |of| sum(of, Value::Duration(0)),
        "min" => |of| extreme(of, "min", Ordering::Greater),
        "max" => |of| extreme(of, "max", Ordering::Less),
        "first" => |of| list(of, |list| Ok(optional(list.get(0)))),
        "last" => |of| {
            list(of, |list| Ok(optional(list.len().checked_sub(1).and_then(|at| list.get(at)))))
        },
        "slice" => slice,
        "flatten" => |of| match of {
            [Value::List(list)] => flatten(list, 1),
            [Value::List(list), Value::Int(depth)] => flatten(list, *depth),
            _ => no_overload(),
        },
        "lists.range" => range,
        "distinct" => |of| list(of, distinct),
        "sort" => |of| list(of, |list| sorted(list, list)),
        _ => return None,
    })
}

fn list<'v>(of: &[Value<'v>], with: impl Fn(&List<'v>) -> Outcome<'v>) -> Outcome<'v> {
    match of {
        [Value::List(list)] => with(list),
        _ => no_overload(),
    }
}

fn optional(value: Option<Value<'_>>) -> Value<'_> {
    value.map_or(Value::NONE, Value::some)
}

fn order(left: &Value<'_>, right: &Value<'_>) -> Result<Ordering, Fault> {
    compare(left, right).map_or_else(no_overload, Ok)
}

fn is_sorted<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    list(of, |list| {
        for (left, right) in list.iter().zip(list.iter().skip(1)) {
            if order(&left, &right)?.is_gt() {
                return Ok(Value::Bool(false));
            }
        }
        Ok(Value::Bool(true))
    })
}

fn sum<'v>(of: &[Value<'v>], zero: Value<'static>) -> Outcome<'v> {
    list(of, |list| {
        let Some(mut sum) = list.get(0) else { return Ok(zero.clone()) };
        for item in list.iter().skip(1) {
            sum = add(&sum, &item)?;
        }
        Ok(sum)
    })
}

fn extreme<'v>(of: &[Value<'v>], name: &str, worse: Ordering) -> Outcome<'v> {
    list(of, |list| {
        let Some(mut best) = list.get(0) else {
            return failed(format!("{name} called on empty list"));
        };
        for item in list.iter().skip(1) {
            if order(&best, &item)? == worse {
                best = item;
            }
        }
        Ok(best)
    })
}

fn slice<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let [Value::List(list), Value::Int(start), Value::Int(end)] = of else {
        return no_overload();
    };
    let why = match (usize::try_from(*start), usize::try_from(*end)) {
        (Ok(from), Ok(to)) if from <= to && to <= list.len() => {
            let items = list.iter().skip(from).take(to - from);
            return Ok(Value::list(items.collect::<Vec<_>>()));
        }
        (Ok(from), Ok(to)) if from <= to => format!("list is length {}", list.len()),
        (Ok(_), Ok(_)) => "start index must be less than or equal to end index".to_owned(),
        _ => "negative indexes not supported".to_owned(),
    };
    failed(format!("cannot slice({start}, {end}), {why}"))
}

fn flatten<'v>(list: &List<'v>, depth: i64) -> Outcome<'v> {
    if depth < 0 {
        return failed("level must be non-negative");
    }
    let mut flat = Vec::new();
    add_flat(list, depth, &mut flat);
    Ok(Value::list(flat))
}

fn add_flat<'v>(list: &List<'v>, depth: i64, flat: &mut Vec<Value<'v>>) {
    for item in list.iter() {
        match item {
            Value::List(inner) if depth > 0 => add_flat(&inner, depth - 1, flat),
            item => flat.push(item),
        }
    }
}

/// What is larger would cost more than the server spends.
const LARGEST: i64 = 1_000_000;

fn range<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    match of {
        [Value::Int(end)] if *end > LARGEST => Err(Fault::TooExpensive),
        [Value::Int(end)] => Ok(Value::list((0..*end).map(Value::Int).collect::<Vec<_>>())),
        _ => no_overload(),
    }
}

#[allow(clippy::unnecessary_wraps, reason = "functions give outcomes")]
fn distinct<'v>(list: &List<'v>) -> Outcome<'v> {
    let mut kept: Vec<Value<'v>> = Vec::new();
    for item in list.iter() {
        if !kept.iter().any(|other| equal(other, &item)) {
            kept.push(item);
        }
    }
    Ok(Value::list(kept))
}

/// The items in the order of their keys.
pub(in crate::check::cel) fn sorted<'v>(list: &List<'v>, keys: &List<'v>) -> Outcome<'v> {
    let mut pairs: Vec<(Value<'v>, Value<'v>)> = keys.iter().zip(list.iter()).collect();
    if let Some((first, _)) = pairs.first() {
        let is_odd = |(key, _): &(Value<'_>, _)| key.type_name() != first.type_name();
        if pairs.iter().any(is_odd) {
            return failed("list elements must have the same type");
        }
        if compare(first, first).is_none() {
            return failed("list elements must be comparable");
        }
    }
    pairs.sort_by(|(left, _), (right, _)| compare(left, right).unwrap_or(Ordering::Equal));
    Ok(Value::list(pairs.into_iter().map(|(_, item)| item).collect::<Vec<_>>()))
}
