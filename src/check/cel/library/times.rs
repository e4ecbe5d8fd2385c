//! What calendars and clocks show of times, and what durations come to.

use super::Function;
use crate::check::cel::value::time::{Timestamp, civil_in};
use crate::check::cel::value::{Outcome, Value, failed, no_overload};
use crate::kube::calendar::{Civil, civil};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "getFullYear" => |of| shown(of, |civil, _| civil.year),
        "getMonth" => |of| shown(of, |civil, _| i64::from(civil.month) - 1),
        "getDate" => |of| shown(of, |civil, _| i64::from(civil.day)),
        "getDayOfMonth" => |of| shown(of, |civil, _| i64::from(civil.day) - 1),
        "getDayOfWeek" => |of| shown(of, |civil, _| i64::from(civil.weekday)),
        "getDayOfYear" => |of| shown(of, |civil, _| i64::from(civil.year_day) - 1),
        "getHours" => |of| length(of, HOUR, |civil, _| i64::from(civil.hour)),
        "getMinutes" => |of| length(of, MINUTE, |civil, _| i64::from(civil.minute)),
        "getSeconds" => |of| length(of, SECOND, |civil, _| i64::from(civil.second)),
        "getMilliseconds" => {
            |of| length(of, MILLISECOND, |_, time| i64::from(time.nanos / 1_000_000))
        }
        _ => return None,
    })
}

const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1000 * MILLISECOND;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// A duration in whole units, or what a clock shows.
fn length<'v>(of: &[Value<'v>], unit: i64, part: fn(Civil, Timestamp) -> i64) -> Outcome<'v> {
    match of {
        [Value::Duration(nanos)] => Ok(Value::Int(nanos / unit)),
        _ => shown(of, part),
    }
}

fn shown<'v>(of: &[Value<'v>], part: fn(Civil, Timestamp) -> i64) -> Outcome<'v> {
    match of {
        [Value::Timestamp(time)] => Ok(Value::Int(part(civil(time.seconds), *time))),
        [Value::Timestamp(time), Value::String(zone)] => match civil_in(*time, zone.as_str()) {
            Ok(civil) => Ok(Value::Int(part(civil, *time))),
            Err(why) => failed(why),
        },
        _ => no_overload(),
    }
}
