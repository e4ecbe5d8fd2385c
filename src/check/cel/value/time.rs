//! Times: RFC 3339 into moments and back, and what calendars and clocks show of a moment.

use crate::kube::zone::Zone;

/// Since 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp {
    pub seconds: i64,
    pub nanos: u32,
}

const NANOS: i128 = 1_000_000_000;
/// The years 1 to 9999.
const FIRST: i64 = -62_135_596_800;
const LAST: i64 = 253_402_300_799;

impl Timestamp {
    pub(crate) const EPOCH: Timestamp = Timestamp { seconds: 0, nanos: 0 };

    /// Nothing where it is out of the years 1 to 9999.
    pub(crate) fn of(seconds: i64) -> Option<Self> {
        (FIRST..=LAST).contains(&seconds).then_some(Timestamp { seconds, nanos: 0 })
    }

    fn in_nanos(self) -> i128 {
        i128::from(self.seconds) * NANOS + i128::from(self.nanos)
    }

    pub(crate) fn plus(self, nanos: i128) -> Option<Self> {
        let whole = self.in_nanos() + nanos;
        let at = Timestamp::of(i64::try_from(whole.div_euclid(NANOS)).ok()?)?;
        Some(Timestamp { nanos: u32::try_from(whole.rem_euclid(NANOS)).ok()?, ..at })
    }

    /// How long it is since another moment; nothing where that is no duration.
    pub(crate) fn since(self, other: Self) -> Option<i64> {
        i64::try_from(self.in_nanos() - other.in_nanos()).ok()
    }
}

/// What a calendar and a clock show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Civil {
    pub year: i64,
    /// From 1 on.
    pub month: i64,
    pub day: i64,
    /// Of the year, from 0 on.
    pub day_of_year: i64,
    /// From Sunday on.
    pub weekday: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
}

/// In a zone, which is the name of one or an offset as `-08:00`.
///
/// # Errors
/// The server's words where there is no such zone.
pub(crate) fn civil_in(time: Timestamp, zone: &str) -> Result<Civil, String> {
    let offset = match zone.split_once(':') {
        Some((hours, minutes)) => {
            let number = |text: &str| {
                text.parse::<i64>().map_err(|_| {
                    format!("strconv.Atoi: parsing \"{text}\": invalid syntax")
                })
            };
            let (hours, minutes) = (number(hours)?, number(minutes)?);
            let minutes = if zone.starts_with('-') { -minutes } else { minutes };
            hours.saturating_mul(60).saturating_add(minutes).saturating_mul(60)
        }
        None => {
            let zone =
                Zone::named(zone).ok_or_else(|| format!("unknown time zone {zone}"))?;
            i64::from(zone.at(time.seconds).offset)
        }
    };
    Ok(civil(time.seconds.saturating_add(offset)))
}

pub(crate) fn civil(seconds: i64) -> Civil {
    let (days, rest) = (seconds.div_euclid(86400), seconds.rem_euclid(86400));
    let (year, month, day) = date_of(days);
    Civil {
        year,
        month,
        day,
        day_of_year: days - days_of(year, 1, 1),
        weekday: (days + 4).rem_euclid(7),
        hour: rest / 3600,
        minute: rest / 60 % 60,
        second: rest % 60,
    }
}

/// The days since 1970 of a date, by the proleptic Gregorian calendar.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, of_year - (153 * shifted + 2) / 5 + 1)
}

/// RFC 3339, as Go reads it: `2020-02-29T12:00:00.5+01:00`.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let days = day_number(day)?;
    let clock = rest.strip_prefix('T')?;
    let part = |at: usize, most: i64| {
        let number = clock.get(at..at + 2).and_then(digits)?;
        (number <= most).then_some(number)
    };
    let mark = |at: usize| clock.as_bytes().get(at) == Some(&b':');
    let (hour, minute, second) = (part(0, 23)?, part(3, 59)?, part(6, 59)?);
    if !(mark(2) && mark(5)) {
        return None;
    }
    let mut rest = clock.get(8..)?;
    let mut nanos = 0;
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        let end = fraction.find(|c: char| !c.is_ascii_digit()).unwrap_or(fraction.len());
        let kept = fraction.get(..end.min(9)).filter(|kept| !kept.is_empty())?;
        nanos = format!("{kept:0<9}").parse().ok()?;
        rest = &fraction[end..];
    }
    let seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset(rest)?;
    Timestamp::of(seconds).map(|at| Timestamp { nanos, ..at })
}

/// A day alone.
pub(crate) fn date(text: &str) -> Option<Timestamp> {
    if text.len() == 10 { Timestamp::of(day_number(text)? * 86400) } else { None }
}

fn day_number(day: &str) -> Option<i64> {
    let bytes = day.as_bytes();
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let number = |from: usize, to: usize| day.get(from..to).and_then(digits);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let days = days_of(year, month, day);
    (month >= 1 && date_of(days) == (year, month, day)).then_some(days)
}

fn digits(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// `Z`, `+01:00`, in seconds east of UTC.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text.strip_prefix(['+', '-'])?.split_once(':')?;
    let part = |text: &str, most: i64| {
        digits(text).filter(|number| text.len() == 2 && *number <= most)
    };
    Some(sign * (part(hours, 24)? * 3600 + part(minutes, 60)? * 60))
}

pub(crate) fn shown(time: Timestamp) -> String {
    let Civil { year, month, day, hour, minute, second, .. } = civil(time.seconds);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if time.nanos > 0 {
        let fraction = format!("{:09}", time.nanos);
        text = format!("{text}.{}", fraction.trim_end_matches('0'));
    }
    text + "Z"
}
