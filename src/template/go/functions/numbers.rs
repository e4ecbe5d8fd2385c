//! Values into numbers as spf13/cast does it: what is no number is zero.

use super::super::call::{Context, Function};
use super::super::number::{NumberFault, parse_float, parse_int};
use super::super::print;
use super::super::value::{Data, IntType, List, ListType, Type, Value};
use super::row::{any, int, text, united};
use Type::{Any, Int, String as Str};

pub(super) const ROWS: &[Function] = &[
    united("int VALUE", "As an integer; what is none is 0.", &[Any], |_, args| {
        Ok(Value::int(to_int(&any(args, 0))))
    }),
    united("int64 VALUE", "As an integer of 64 bits; what is none is 0.", &[Any], |_, args| {
        Ok(Value::int64(to_int(&any(args, 0))))
    }),
    united("float64 VALUE", "As a float; what is none is 0.", &[Any], |_, args| {
        Ok(Value::float(to_float(&any(args, 0))))
    }),
    united("atoi TEXT", "A decimal integer; what is none is 0.", &[Str], |_, args| {
        Ok(Value::int(atoi(&text(args, 0).to_str())))
    }),
    united("toDecimal VALUE", "An octal number; what is none is 0.", &[Any], |_, args| {
        let shown = print::sprint(&[any(args, 0)]);
        Ok(Value::int64(parse_int(&shown.to_str(), 8).unwrap_or(0)))
    }),
    united("until COUNT", "The integers below COUNT.", &[Int], |context, args| {
        let count = int(args, 0);
        Ok(ints(range(context, 0, count, if count < 0 { -1 } else { 1 })?))
    }),
    united(
        "untilStep START STOP STEP",
        "The integers from START to STOP.",
        &[Int, Int, Int],
        |c, args| Ok(ints(range(c, int(args, 0), int(args, 1), int(args, 2))?)),
    ),
    united("seq START STEP END", "The integers up to END, with blanks between.", &[], seq)
        .rest(Int),
];

/// `cast.ToInt64`.
pub(super) fn to_int(value: &Value) -> i64 {
    match &value.data {
        Data::Int(_, IntType::Duration) => 0,
        Data::Int(number, _) => *number,
        Data::Float(number) => truncated(*number),
        Data::Bool(truth) => i64::from(*truth),
        Data::Text(text) => parse_int(without_zero_decimals(&text.to_str()), 0).unwrap_or(0),
        _ => 0,
    }
}

/// `cast.ToFloat64`.
#[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "as Go converts")]
pub(super) fn to_float(value: &Value) -> f64 {
    match &value.data {
        Data::Int(_, IntType::Duration) => 0.0,
        Data::Int(number, of) if of.is_unsigned() => *number as u64 as f64,
        Data::Int(number, _) => *number as f64,
        Data::Float(number) => *number,
        Data::Bool(truth) => f64::from(*truth),
        Data::Text(text) => parse_float(&text.to_str()).unwrap_or(0.0),
        _ => 0.0,
    }
}

/// What is out of range is the least integer.
pub(super) fn truncated(number: f64) -> i64 {
    const BOUND: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is in range")]
    if (-BOUND..BOUND).contains(&number) { number as i64 } else { i64::MIN }
}

/// `12.00` is `12`.
fn without_zero_decimals(text: &str) -> &str {
    let trimmed = text.trim_end_matches('0');
    match trimmed.strip_suffix('.') {
        Some(whole) if trimmed.len() < text.len() => whole,
        _ => text,
    }
}

fn atoi(text: &str) -> i64 {
    match parse_int(text, 10) {
        Ok(number) => number,
        Err(NumberFault::Syntax) => 0,
        Err(NumberFault::Range) => {
            if text.starts_with('-') {
                i64::MIN
            } else {
                i64::MAX
            }
        }
    }
}

fn range(context: &Context, start: i64, stop: i64, step: i64) -> Result<Vec<i64>, String> {
    let grows = stop >= start;
    if grows && step <= 0 || !grows && step >= 0 {
        return Ok(Vec::new());
    }
    let length = stop.abs_diff(start).div_ceil(step.unsigned_abs());
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    context.spend(length.saturating_mul(8))?;
    let mut numbers = Vec::with_capacity(length);
    let mut next = start;
    for _ in 0..length {
        numbers.push(next);
        next = next.wrapping_add(step);
    }
    Ok(numbers)
}

fn ints(numbers: Vec<i64>) -> Value {
    Data::List(List::new(numbers.into_iter().map(Value::int).collect(), ListType::Ints)).into()
}

fn seq(context: &Context, args: &[Value]) -> Result<Value, String> {
    let numbers: Vec<i64> = (0..args.len()).map(|at| int(args, at)).collect();
    let sign = |down: bool| if down { -1 } else { 1 };
    let (start, end, step) = match numbers[..] {
        [end] => (1, end, sign(end < 1)),
        [start, end] => (start, end, sign(end < start)),
        [start, step, end] => {
            if end < start && step > 0 {
                return Ok("".into());
            }
            let stop = end.wrapping_add(sign(end < start));
            return Ok(joined(&range(context, start, stop, step)?));
        }
        _ => return Ok("".into()),
    };
    Ok(joined(&range(context, start, end.wrapping_add(step), step)?))
}

fn joined(numbers: &[i64]) -> Value {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(" ").into()
}
