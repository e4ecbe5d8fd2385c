//! When a `CronJob` runs: schedules as `robfig/cron` reads them, and the names of time zones.

use super::names::Syntax;

/// `validateScheduleFormat`: `30 2 * * 1-5`, `@daily`, `@every 90m`.
pub(crate) fn cron(schedule: &str) -> Syntax {
    if schedule.contains("TZ") {
        return Err("has a time zone, which is for `timeZone` to say");
    }
    if schedule.starts_with('@') {
        return descriptor(schedule);
    }
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err("is not a schedule: minute, hour, day of month, month, day of week");
    }
    fields.iter().zip(&FIELDS).try_for_each(|(text, field)| field.check(text))
}

/// Whether a schedule that [`cron`] takes is of days that none of its months has.
pub(crate) fn is_never(schedule: &str) -> bool {
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    let &[_, _, days, months, weekdays] = &*fields else { return false };
    let is_any = |text: &str| text.split(',').any(|part| part.starts_with(['*', '?']));
    let [_, _, day, month, _] = &FIELDS;
    let is_due = |m: u32| (1..=longest(m)).any(|d| day.includes(days, d));
    // With a day of the week as well, either will do.
    is_any(weekdays) && !(1..=12).any(|m| month.includes(months, m) && is_due(m))
}

/// The fewest minutes between two times of a schedule that [`cron`] takes, where they are of the
/// same hour or of hours that follow each other.
pub(crate) fn least_gap(schedule: &str) -> Option<u32> {
    if let Some(period) = schedule.strip_prefix("@every ") {
        return u32::try_from(duration(period)? / 60_000_000_000).ok();
    }
    let schedule = if schedule == "@hourly" { "0 * * * *" } else { schedule };
    let mut fields = schedule.split_whitespace();
    let [minutes, hours] = [fields.next()?, fields.next()?];
    let [minute, hour, ..] = &FIELDS;
    let due: Vec<u32> = (0..60).filter(|at| minute.includes(minutes, *at)).collect();
    let is_next_due = (0..23).any(|at| hour.includes(hours, at) && hour.includes(hours, at + 1));
    let (first, last) = (due.first()?, due.last()?);
    let gaps = due.windows(2).map(|pair| pair[1] - pair[0]);
    gaps.chain(is_next_due.then_some(60 + first - last)).min()
}

/// The last day of a month, in a leap year.
fn longest(month: u32) -> u32 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// What a field of a schedule may be.
struct CronField {
    least: u32,
    most: u32,
    /// Names for the numbers from `least` on.
    names: &'static [&'static str],
    fault: &'static str,
}

const FIELDS: [CronField; 5] = [
    CronField { least: 0, most: 59, names: &[], fault: "has a minute that is not in 0-59" },
    CronField { least: 0, most: 23, names: &[], fault: "has an hour that is not in 0-23" },
    CronField { least: 1, most: 31, names: &[], fault: "has a day that is not in 1-31" },
    CronField { least: 1, most: 12, names: &MONTHS, fault: "has a month that is not in 1-12" },
    CronField {
        least: 0,
        most: 6,
        names: &DAYS,
        fault: "has a day of the week that is not in 0-6",
    },
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl CronField {
    fn check(&self, text: &str) -> Syntax {
        let mut parts = text.split(',').filter(|part| !part.is_empty());
        if parts.all(|part| self.has(part)) { Ok(()) } else { Err(self.fault) }
    }

    /// `*`, `5`, `1-5`, each with a step after a `/`.
    fn has(&self, part: &str) -> bool {
        let (range, step) = part.split_once('/').map_or((part, None), |(r, s)| (r, Some(s)));
        if step.is_some_and(|step| number(step).is_none_or(|step| step == 0)) {
            return false;
        }
        let mut ends = range.split('-');
        let low = ends.next().unwrap_or_default();
        if matches!(low, "*" | "?") {
            return true;
        }
        let (high, rest) = (ends.next(), ends.next());
        let Some(start) = self.value(low).filter(|_| rest.is_none()) else {
            return false;
        };
        let end = match high {
            Some(high) => self.value(high),
            None if step.is_some() => Some(self.most),
            None => Some(start),
        };
        end.is_some_and(|end| self.least <= start && start <= end && end <= self.most)
    }

    /// Whether a number is among those that a field names.
    fn includes(&self, text: &str, number: u32) -> bool {
        text.split(',').filter(|part| !part.is_empty()).any(|part| {
            let (range, step) = part.split_once('/').map_or((part, None), |(r, s)| (r, Some(s)));
            let (low, high) = range.split_once('-').map_or((range, None), |(l, h)| (l, Some(h)));
            let (start, end) = match (self.value(low), high.and_then(|high| self.value(high))) {
                (Some(start), Some(end)) => (start, end),
                (Some(start), None) if step.is_none() => (start, start),
                (start, _) => (start.unwrap_or(self.least), self.most),
            };
            let step = step.and_then(self::number).unwrap_or(1).max(1);
            (start..=end).contains(&number) && (number - start).is_multiple_of(step)
        })
    }

    fn value(&self, text: &str) -> Option<u32> {
        let name = text.to_lowercase();
        let index = self.names.iter().position(|known| *known == name);
        match index.and_then(|index| u32::try_from(index).ok()) {
            Some(index) => Some(self.least + index),
            None => number(text),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn descriptor(text: &str) -> Syntax {
    const KNOWN: [&str; 7] =
        ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    let is_period = text.strip_prefix("@every ").is_some_and(is_duration);
    if KNOWN.contains(&text) || is_period {
        Ok(())
    } else {
        Err("is not a schedule like `@daily` or `@every 90m`")
    }
}

/// `time.ParseDuration` of Go: `1h30m`, `1.5h`.
pub(crate) fn is_duration(text: &str) -> bool {
    duration(text).is_some()
}

/// How many nanoseconds a duration is.
pub(crate) fn duration(text: &str) -> Option<i64> {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let is_negative = text.starts_with('-');
    let most = if is_negative { LONGEST + 1 } else { LONGEST };
    let mut length = 0;
    while !rest.is_empty() {
        let is_of_number = |c: char| c.is_ascii_digit() || c == '.';
        let end = rest.find(|c| !is_of_number(c)).unwrap_or(rest.len());
        let (number, unit) = rest.split_at(end);
        let end = unit.find(is_of_number).unwrap_or(unit.len());
        let (unit, next) = unit.split_at(end);
        let has_digit = number.contains(|c: char| c.is_ascii_digit());
        length += nanoseconds(number, unit)?;
        if !has_digit || length > most {
            return None;
        }
        rest = next;
    }
    let length = i128::try_from(length).ok()?;
    i64::try_from(if is_negative { -length } else { length }).ok()
}

/// In nanoseconds: some 292 years.
const LONGEST: u128 = i64::MAX as u128;

/// How long `number` of a unit is; nothing if it is no number, or more than can be counted.
fn nanoseconds(number: &str, unit: &str) -> Option<u128> {
    let unit: u128 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut part = 0;
    let mut scale = unit;
    for digit in fraction.chars() {
        scale /= 10;
        part += scale * u128::from(digit.to_digit(10)?);
    }
    whole.checked_mul(unit)?.checked_add(part)
}

/// Every name of the time zone database, a line each.
const ZONES: &str = include_str!("time_zones.txt");

/// `validateTimeZone`. The database of the server's image has each zone three times: `posix/UTC`
/// and `right/UTC`, which counts leap seconds, stand beside `UTC`.
pub(crate) fn time_zone(name: &str) -> Syntax {
    let name = name.strip_prefix("posix/").or(name.strip_prefix("right/")).unwrap_or(name);
    if ZONES.lines().any(|zone| zone == name) {
        Ok(())
    } else {
        Err("is not a time zone like `Europe/Paris`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_what_the_server_takes() {
        for right in [
            "0 2 * * *",
            "*/5 0-12/2 1,15 jan-DEC mon",
            "5/15 * ? * 0",
            " 0  0 1 1 6 ",
            ", * * * *",
            "@daily",
            "@every 1h30.5m",
            "@every 2562047h47m",
            "@every .5h",
        ] {
            assert_eq!(cron(right), Ok(()), "{right}");
        }
        for wrong in [
            "",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "5-1 * * * *",
            "1-2-3 * * * *",
            "*/0 * * * *",
            "*/2/3 * * * *",
            "-1 * * * *",
            "@Daily",
            "@every",
            "@every 5",
            "@every 2562048h",
            "@every 1.2.3h",
            "@every .h",
            "@every 99999999999999999999999999999999999999999s",
            "TZ=UTC 0 0 * * *",
        ] {
            assert!(cron(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_that_no_month_has_never_come() {
        for never in ["0 0 31 2 *", "0 0 30-31 FEB ?", "0 0 31 4,6,9,11 *", "5 4 30/1 2 *"] {
            assert!(cron(never).is_ok() && is_never(never), "{never}");
        }
        let due = [
            "0 0 29 2 *",
            "0 0 31 2,3 *",
            "0 0 31 2 mon",
            "0 0 */30 2 *",
            "0 0 31 */2 *",
            "@daily",
        ];
        for due in due {
            assert!(cron(due).is_ok() && !is_never(due), "{due}");
        }
    }

    #[test]
    fn time_zones_are_those_of_the_database() {
        assert!(ZONES.lines().is_sorted());
        for right in ["Europe/Paris", "UTC", "posix/UTC", "right/UTC", "US/Pacific"] {
            assert_eq!(time_zone(right), Ok(()));
        }
        for wrong in ["", "Local", "europe/paris", "Europe/", "posix/posix/UTC"] {
            assert!(time_zone(wrong).is_err(), "{wrong}");
        }
    }
}
