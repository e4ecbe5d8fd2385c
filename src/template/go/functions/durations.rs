//! Spans of time read, counted and rounded.

use super::super::call::Function;
use super::super::dates::{Time, duration};
use super::super::number::{parse_float, parse_int, shortest};
use super::super::print::quote;
use super::super::value::{Data, IntType, Type, Value};
use super::chance::now;
use super::row::{any, united};
use Type::Any;

const SECOND: i64 = 1_000_000_000;

pub(super) const ROWS: &[Function] = &[
    united("duration SECONDS", "A span: `1m35s`.", &[Any], |_, args| {
        let value = any(args, 0);
        let seconds = match &value.data {
            Data::Text(text) => parse_int(&text.to_str(), 10).unwrap_or(0),
            Data::Int(number, IntType::Int64) => *number,
            _ => 0,
        };
        Ok(duration::text(seconds.wrapping_mul(SECOND)).into())
    }),
    united("durationRound SPAN", "The largest unit of a span: `3mo`.", &[Any], |context, args| {
        let value = any(args, 0);
        let nanos = match &value.data {
            Data::Text(text) => duration::parse(&text.to_str()).unwrap_or(0),
            Data::Int(number, IntType::Int64) => *number,
            _ => value.as_native::<Time>().map_or(0, |time| now(context).since(time)),
        };
        Ok(rounded(nanos.unsigned_abs()).into())
    }),
    united(
        "mustToDuration SPAN",
        "A span from a text or a number of seconds.",
        &[Any],
        |_, args| Ok(span(nanos_of(&any(args, 0))?)),
    ),
    united("durationSeconds SPAN", "In seconds.", &[Any], |_, args| Ok(counted(args, SECOND))),
    united("durationMinutes SPAN", "In minutes.", &[Any], |_, args| Ok(counted(args, 60 * SECOND))),
    united("durationHours SPAN", "In hours.", &[Any], |_, args| Ok(counted(args, HOUR))),
    united("durationDays SPAN", "In days.", &[Any], |_, args| Ok(hours(args, &[24.0]))),
    united("durationWeeks SPAN", "In weeks.", &[Any], |_, args| Ok(hours(args, &[24.0, 7.0]))),
    united("durationMilliseconds SPAN", "In milliseconds.", &[Any], |_, args| {
        Ok(Value::int64(nanos(args) / 1_000_000))
    }),
    united("durationMicroseconds SPAN", "In microseconds.", &[Any], |_, args| {
        Ok(Value::int64(nanos(args) / 1_000))
    }),
    united("durationNanoseconds SPAN", "In nanoseconds.", &[Any], |_, args| {
        Ok(Value::int64(nanos(args)))
    }),
    united("durationRoundTo SPAN MULTIPLE", "To the nearest multiple.", &[Any, Any], |_, args| {
        Ok(span(to_multiple(args, duration::round)))
    }),
    united("durationTruncateTo SPAN MULTIPLE", "To the multiple below.", &[Any, Any], |_, args| {
        Ok(span(to_multiple(args, |nanos, by| if by <= 0 { nanos } else { nanos - nanos % by })))
    }),
];

const HOUR: i64 = 3600 * SECOND;

fn span(nanos: i64) -> Value {
    Data::Int(nanos, IntType::Duration).into()
}

fn rounded(nanos: u64) -> String {
    let hour = HOUR.unsigned_abs();
    let units = [
        (hour * 24 * 365, "y"),
        (hour * 24 * 30, "mo"),
        (hour * 24, "d"),
        (hour, "h"),
        (hour / 60, "m"),
        (hour / 3600, "s"),
    ];
    let unit = units.iter().find(|(unit, _)| nanos > *unit);
    unit.map_or_else(|| "0s".into(), |(unit, name)| format!("{}{name}", nanos / unit))
}

fn nanos(args: &[Value]) -> i64 {
    nanos_of(&any(args, 0)).unwrap_or(0)
}

/// Whole units and the part of one.
#[expect(clippy::cast_precision_loss, reason = "as Go counts")]
fn counted(args: &[Value], unit: i64) -> Value {
    let nanos = nanos(args);
    Value::float((nanos / unit) as f64 + (nanos % unit) as f64 / unit as f64)
}

fn hours(args: &[Value], by: &[f64]) -> Value {
    let Data::Float(hours) = counted(args, HOUR).data else { return Value::float(0.0) };
    Value::float(by.iter().fold(hours, |hours, by| hours / by))
}

fn to_multiple(args: &[Value], round: fn(i64, i64) -> i64) -> i64 {
    let Ok(nanos) = nanos_of(&any(args, 0)) else { return 0 };
    nanos_of(&any(args, 1)).map_or(nanos, |multiple| round(nanos, multiple))
}

fn nanos_of(value: &Value) -> Result<i64, String> {
    match &value.data {
        Data::Int(nanos, IntType::Duration) => Ok(*nanos),
        Data::Int(seconds, of) => {
            let nanos = Some(*seconds).filter(|&s| !of.is_unsigned() || s >= 0);
            let nanos = nanos.and_then(|seconds| seconds.checked_mul(SECOND));
            nanos.ok_or_else(|| format!("duration seconds overflow: {seconds}"))
        }
        Data::Float(seconds) => of_seconds(*seconds),
        Data::Nil => Err("invalid duration".into()),
        Data::Text(text) => {
            let text = text.to_str();
            let trimmed = text.trim();
            if trimmed.is_empty() {
                return Err("empty duration".into());
            }
            if let Ok(nanos) = duration::parse(trimmed) {
                return Ok(nanos);
            }
            match parse_float(trimmed) {
                Ok(seconds) => of_seconds(seconds),
                Err(_) => Err(format!("could not parse duration {}", quote(text.as_bytes()))),
            }
        }
        _ => Err(format!("unsupported duration type {}", value.type_name())),
    }
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "as Go counts")]
fn of_seconds(seconds: f64) -> Result<i64, String> {
    if !seconds.is_finite() {
        return Err(format!("invalid duration seconds: {}", shortest(seconds)));
    }
    let most = i64::MAX as f64 / SECOND as f64;
    if seconds.abs() > most {
        return Err(format!("duration seconds overflow: {}", shortest(seconds)));
    }
    Ok((seconds * SECOND as f64) as i64)
}
