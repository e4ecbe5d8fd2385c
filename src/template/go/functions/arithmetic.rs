//! Sums, products and what is between, of integers and of decimals.

use super::super::call::{Context, Function};
use super::super::value::{Type, Value};
use super::decimal::Decimal;
use super::numbers::{to_float, to_int};
use super::row::{any, float, int, united};
use Type::{Any, Float64, Int};

pub(super) const ROWS: &[Function] = &[
    united("add NUMBER...", "The sum, as an integer.", &[], |_, args| {
        Ok(Value::int64(args.iter().map(to_int).fold(0, i64::wrapping_add)))
    })
    .rest(Any),
    united("add1 NUMBER", "One more.", &[Any], |_, args| {
        Ok(Value::int64(to_int(&any(args, 0)).wrapping_add(1)))
    }),
    united("sub A B", "The difference.", &[Any, Any], |_, args| {
        Ok(Value::int64(to_int(&any(args, 0)).wrapping_sub(to_int(&any(args, 1)))))
    }),
    united("mul NUMBER...", "The product.", &[Any], |_, args| {
        Ok(Value::int64(args.iter().map(to_int).fold(1, i64::wrapping_mul)))
    })
    .rest(Any),
    united("div A B", "The quotient, without what is left.", &[Any, Any], |_, args| {
        divided(args, i64::wrapping_div)
    }),
    united("mod A B", "What a division leaves.", &[Any, Any], |_, args| {
        divided(args, i64::wrapping_rem)
    }),
    united("addf NUMBER...", "The sum.", &[], |_, args| {
        fold(Value::float(0.0), args, Decimal::plus)
    })
    .rest(Any),
    united("add1f NUMBER", "One more.", &[Any], |_, args| {
        fold(any(args, 0), &[Value::int(1)], Decimal::plus)
    }),
    united("subf NUMBER...", "The first without the others.", &[Any], |_, args| {
        fold(any(args, 0), &args[1..], Decimal::minus)
    })
    .rest(Any),
    united("mulf NUMBER...", "The product.", &[Any], |_, args| {
        fold(any(args, 0), &args[1..], Decimal::times)
    })
    .rest(Any),
    united("divf NUMBER...", "The first divided by the others.", &[Any], |_, args| {
        fold(any(args, 0), &args[1..], Decimal::over)
    })
    .rest(Any),
    united("max NUMBER...", "The largest, as an integer.", &[Any], max).rest(Any),
    united("biggest NUMBER...", "The old name of `max`.", &[Any], max).rest(Any),
    united("min NUMBER...", "The smallest, as an integer.", &[Any], |_, args| {
        Ok(Value::int64(args.iter().map(to_int).min().unwrap_or(0)))
    })
    .rest(Any),
    united("maxf NUMBER...", "The largest.", &[Any], |_, args| Ok(extreme(args, f64::max)))
        .rest(Any),
    united("minf NUMBER...", "The smallest.", &[Any], |_, args| Ok(extreme(args, f64::min)))
        .rest(Any),
    united("ceil NUMBER", "The next whole number above.", &[Any], |_, args| {
        Ok(Value::float(to_float(&any(args, 0)).ceil()))
    }),
    united("floor NUMBER", "The next whole number below.", &[Any], |_, args| {
        Ok(Value::float(to_float(&any(args, 0)).floor()))
    }),
    united("round NUMBER PLACES ON", "Rounded to so many places.", &[Any, Int], round)
        .rest(Float64),
];

fn max(_: &Context, args: &[Value]) -> Result<Value, String> {
    Ok(Value::int64(args.iter().map(to_int).max().unwrap_or(0)))
}

fn divided(args: &[Value], divide: fn(i64, i64) -> i64) -> Result<Value, String> {
    match to_int(&any(args, 1)) {
        0 => Err("runtime error: integer divide by zero".into()),
        by => Ok(Value::int64(divide(to_int(&any(args, 0)), by))),
    }
}

fn fold(
    first: Value,
    rest: &[Value],
    join: fn(Decimal, Decimal) -> Result<Decimal, String>,
) -> Result<Value, String> {
    let mut result = Decimal::of(to_float(&first))?;
    for value in rest {
        result = join(result, Decimal::of(to_float(value))?)?;
    }
    Ok(Value::float(result.to_float()))
}

/// What is no number wins.
fn extreme(args: &[Value], choose: fn(f64, f64) -> f64) -> Value {
    let mut found = to_float(&any(args, 0));
    for number in args[1..].iter().map(to_float) {
        let undefined = found.is_nan() || number.is_nan();
        found = if undefined { f64::NAN } else { choose(found, number) };
    }
    Value::float(found)
}

fn round(_: &Context, args: &[Value]) -> Result<Value, String> {
    let number = to_float(&any(args, 0));
    let places = int(args, 1);
    let on = if args.len() > 2 { float(args, 2) } else { 0.5 };
    let power: f64 = format!("1e{places}").parse().unwrap_or(f64::INFINITY);
    let shifted = power * number;
    let rounded = if shifted.fract() >= on { shifted.ceil() } else { shifted.floor() };
    Ok(Value::float(rounded / power))
}
