//! Moments and what calendars say of them.

use std::any::Any as AnyType;

use super::super::call::{Context, Function};
use super::super::dates::{Time, duration, parse};
use super::super::value::{Data, IntType, Method, Native, Type, Value};
use super::chance::now;
use super::row::{any, int, text, united};
use crate::kube::zone::Zone;
use Type::{Any, Int, String as Str};

const MOMENT: Type = Type::Native("time.Time");

pub(super) const ROWS: &[Function] = &[
    united("now", "The moment of the render.", &[], |context, _| Ok(value(now(context))))
        .unstable(),
    united("date LAYOUT DATE", "A moment by a layout.", &[Str, Any], |context, args| {
        formatted(context, &text(args, 0).to_str(), args.get(1), "Local")
    }),
    united(
        "dateInZone LAYOUT DATE ZONE",
        "A moment by a layout, in a zone.",
        &[Str, Any, Str],
        in_zone,
    ),
    united(
        "date_in_zone LAYOUT DATE ZONE",
        "The old name of `dateInZone`.",
        &[Str, Any, Str],
        in_zone,
    ),
    united("htmlDate DATE", "A date as forms of HTML have it.", &[Any], |context, args| {
        formatted(context, "2006-01-02", args.first(), "Local")
    }),
    united("htmlDateInZone DATE ZONE", "The same, in a zone.", &[Any, Str], |context, args| {
        formatted(context, "2006-01-02", args.first(), &text(args, 1).to_str())
    }),
    united("dateModify SPAN DATE", "A moment, some time later.", &[Str, MOMENT], modify),
    united("date_modify SPAN DATE", "The old name of `dateModify`.", &[Str, MOMENT], modify),
    united("mustDateModify SPAN DATE", "The same, or a fault.", &[Str, MOMENT], must_modify),
    united("must_date_modify SPAN DATE", "The same, or a fault.", &[Str, MOMENT], must_modify),
    united("toDate LAYOUT TEXT", "A moment from a text.", &[Str, Str], |_, args| {
        Ok(value(parsed(args).unwrap_or_else(|_| Time::zero())))
    }),
    united(
        "mustToDate LAYOUT TEXT",
        "A moment from a text, or a fault.",
        &[Str, Str],
        |_, args| parsed(args).map(value),
    ),
    united("unixEpoch DATE", "The seconds since 1970.", &[MOMENT], |_, args| {
        Ok(moment(&any(args, 0)).seconds.to_string().into())
    }),
    united("ago DATE", "How long ago it was.", &[Any], |context, args| {
        let now = now(context);
        let then = given(&any(args, 0)).unwrap_or_else(|| now.clone());
        Ok(duration::text(duration::round(now.since(&then), 1_000_000_000)).into())
    })
    .unstable(),
];

pub(super) fn value(time: Time) -> Value {
    Value::native(time)
}

fn moment(value: &Value) -> Time {
    value.as_native::<Time>().cloned().unwrap_or_else(Time::zero)
}

/// The moment that a value stands for: a time, or the seconds since 1970.
fn given(value: &Value) -> Option<Time> {
    match &value.data {
        Data::Int(seconds, IntType::Int | IntType::Int32 | IntType::Int64) => {
            Some(Time::unix(*seconds))
        }
        _ => value.as_native::<Time>().cloned(),
    }
}

fn in_zone(context: &Context, args: &[Value]) -> Result<Value, String> {
    formatted(context, &text(args, 0).to_str(), args.get(1), &text(args, 2).to_str())
}

fn formatted(
    context: &Context,
    layout: &str,
    date: Option<&Value>,
    zone: &str,
) -> Result<Value, String> {
    let time = date.and_then(given).unwrap_or_else(|| now(context));
    let zone = Zone::named(zone).unwrap_or(Zone::Utc);
    Ok(time.within(zone).format(layout).into())
}

fn modify(_: &Context, args: &[Value]) -> Result<Value, String> {
    let time = moment(&any(args, 1));
    Ok(value(match duration::parse(&text(args, 0).to_str()) {
        Ok(nanos) => time.plus(nanos),
        Err(_) => time,
    }))
}

fn must_modify(_: &Context, args: &[Value]) -> Result<Value, String> {
    Ok(value(moment(&any(args, 1)).plus(duration::parse(&text(args, 0).to_str())?)))
}

fn parsed(args: &[Value]) -> Result<Time, String> {
    parse::parse(&text(args, 0).to_str(), &text(args, 1).to_str(), &Zone::Utc)
}

impl Native for Time {
    fn type_name(&self) -> &'static str {
        "time.Time"
    }

    fn display(&self) -> Option<String> {
        Some(self.text())
    }

    fn method(&self, name: &str) -> Option<&'static Method> {
        METHODS.iter().find(|method| method.name == name)
    }

    fn json(&self) -> Option<Value> {
        Some(self.rfc3339().into())
    }

    fn as_any(&self) -> &dyn AnyType {
        self
    }
}

fn number(number: impl Into<i64>) -> Result<Value, String> {
    Ok(Value::int(number.into()))
}

const METHODS: &[Method] = &[
    Method::new("Format", &[Str], |time, args| {
        Ok(moment(time).format(&text(args, 0).to_str()).into())
    }),
    Method::new("String", &[], |time, _| Ok(moment(time).text().into())),
    Method::new("Year", &[], |time, _| number(moment(time).civil().year)),
    Method::new("Month", &[], |time, _| {
        Ok(Data::Int(moment(time).civil().month.into(), IntType::Month).into())
    }),
    Method::new("Day", &[], |time, _| number(moment(time).civil().day)),
    Method::new("Hour", &[], |time, _| number(moment(time).civil().hour)),
    Method::new("Minute", &[], |time, _| number(moment(time).civil().minute)),
    Method::new("Second", &[], |time, _| number(moment(time).civil().second)),
    Method::new("Nanosecond", &[], |time, _| number(moment(time).nanos)),
    Method::new("Weekday", &[], |time, _| {
        Ok(Data::Int(moment(time).civil().weekday.into(), IntType::Weekday).into())
    }),
    Method::new("YearDay", &[], |time, _| number(moment(time).civil().year_day)),
    Method::new("Unix", &[], |time, _| Ok(Value::int64(moment(time).seconds))),
    Method::new("UnixMilli", &[], |time, _| {
        let time = moment(time);
        Ok(Value::int64(time.seconds.wrapping_mul(1_000) + i64::from(time.nanos / 1_000_000)))
    }),
    Method::new("UnixMicro", &[], |time, _| {
        let time = moment(time);
        Ok(Value::int64(time.seconds.wrapping_mul(1_000_000) + i64::from(time.nanos / 1_000)))
    }),
    Method::new("UnixNano", &[], |time, _| {
        let time = moment(time);
        Ok(Value::int64(time.seconds.wrapping_mul(1_000_000_000) + i64::from(time.nanos)))
    }),
    Method::new("UTC", &[], |time, _| Ok(value(moment(time).within(Zone::Utc)))),
    Method::new("Local", &[], |time, _| Ok(value(moment(time).within(Zone::Utc)))),
    Method::new("IsZero", &[], |time, _| Ok(moment(time).is_zero().into())),
    Method::new("Add", &[Type::Native("time.Duration")], |time, args| {
        Ok(value(moment(time).plus(int(args, 0))))
    }),
    Method::new("AddDate", &[Int, Int, Int], |time, args| {
        Ok(value(moment(time).add_date(int(args, 0), int(args, 1), int(args, 2))))
    }),
    Method::new("Sub", &[MOMENT], |time, args| {
        let nanos = moment(time).since(&moment(&any(args, 0)));
        Ok(Data::Int(nanos, IntType::Duration).into())
    }),
    Method::new("Before", &[MOMENT], |time, args| {
        Ok((moment(time).since(&moment(&any(args, 0))) < 0).into())
    }),
    Method::new("After", &[MOMENT], |time, args| {
        Ok((moment(time).since(&moment(&any(args, 0))) > 0).into())
    }),
    Method::new("Equal", &[MOMENT], |time, args| {
        Ok((moment(time).since(&moment(&any(args, 0))) == 0).into())
    }),
    Method::new("Compare", &[MOMENT], |time, args| {
        number(moment(time).since(&moment(&any(args, 0))).signum())
    }),
];
