//! Times: RFC 3339 into moments and back, and what calendars and clocks show of a moment.

use crate::kube::calendar::{Civil, civil, days_of, last_day};
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
    /// The begin of the year 1.
    pub(crate) const FIRST: Timestamp = Timestamp { seconds: FIRST, nanos: 0 };

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

/// In a zone, which is the name of one or an offset as `-08:00`.
///
/// # Errors
/// The server's words where there is no such zone.
pub(crate) fn civil_in(time: Timestamp, zone: &str) -> Result<Civil, String> {
    let offset = match zone.split_once(':') {
        Some((hours, minutes)) => {
            let number = |text: &str| {
                text.parse::<i64>()
                    .map_err(|_| format!("strconv.Atoi: parsing \"{text}\": invalid syntax"))
            };
            let (hours, minutes) = (number(hours)?, number(minutes)?);
            let minutes = if zone.starts_with('-') { -minutes } else { minutes };
            hours.saturating_mul(60).saturating_add(minutes).saturating_mul(60)
        }
        None => {
            let zone = Zone::named(zone).ok_or_else(|| format!("unknown time zone {zone}"))?;
            i64::from(zone.at(time.seconds).offset)
        }
    };
    Ok(civil(time.seconds.saturating_add(offset)))
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
    let small = |from: usize| u32::try_from(number(from, from + 2)?).ok();
    let (year, month, day) = (number(0, 4)?, small(5)?, small(8)?);
    let is_date = (1..=12).contains(&month) && (1..=last_day(year, month)).contains(&day);
    is_date.then(|| days_of(year, month, day))
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
    let part =
        |text: &str, most: i64| digits(text).filter(|number| text.len() == 2 && *number <= most);
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
