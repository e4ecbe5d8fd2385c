//! Moments as Go's `time` has them: civil dates, zones, layouts, durations.
//!
//! What the clock says is not asked here.

pub mod duration;
pub mod layout;
pub mod parse;

use crate::kube::zone::Zone;

/// A moment, and the zone it is told in. Seconds count from 1970.
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    pub seconds: i64,
    pub nanos: u32,
    pub zone: Zone,
}

/// A moment as calendars and clocks of its zone show it.
#[derive(Clone, Copy, Debug)]
pub struct Civil {
    pub year: i64,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
    /// Sunday is 0.
    pub weekday: u32,
    /// From 1 on.
    pub year_day: u32,
}

pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub const WEEKDAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The seconds of year 1, where Go's clock begins: its zero time.
pub const YEAR_ONE: i64 = -62_135_596_800;

impl Time {
    pub fn unix(seconds: i64) -> Self {
        Time { seconds, nanos: 0, zone: Zone::Utc }
    }

    /// Go's zero time.
    pub fn zero() -> Self {
        Self::unix(YEAR_ONE)
    }

    pub fn is_zero(&self) -> bool {
        self.seconds == YEAR_ONE && self.nanos == 0
    }

    pub fn within(self, zone: Zone) -> Self {
        Time { zone, ..self }
    }

    /// Some nanoseconds later.
    pub fn plus(&self, nanos: i64) -> Self {
        let total = i64::from(self.nanos) + nanos.rem_euclid(1_000_000_000);
        let seconds = self.seconds + nanos.div_euclid(1_000_000_000) + total / 1_000_000_000;
        let nanos = u32::try_from(total % 1_000_000_000).unwrap_or(0);
        Time { seconds, nanos, zone: self.zone.clone() }
    }

    /// So many nanoseconds later than `other`, as far as a duration reaches.
    pub fn since(&self, other: &Time) -> i64 {
        let seconds = i128::from(self.seconds) - i128::from(other.seconds);
        let nanos = seconds * 1_000_000_000 + i128::from(self.nanos) - i128::from(other.nanos);
        i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
    }

    pub fn civil(&self) -> Civil {
        let local = self.seconds + i64::from(self.zone.at(self.seconds).offset);
        let (days, rest) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil_of(days);
        let rest = u32::try_from(rest).unwrap_or(0);
        let small = |number: i64| u32::try_from(number).unwrap_or(0);
        Civil {
            year,
            month,
            day,
            hour: rest / 3600,
            minute: rest / 60 % 60,
            second: rest % 60,
            weekday: small((days + 4).rem_euclid(7)),
            year_day: small(days - days_of(year, 1, 1) + 1),
        }
    }

    /// Years, months and days later, as calendars count.
    pub fn add_date(&self, years: i64, months: i64, days: i64) -> Self {
        let civil = self.civil();
        let month = i64::from(civil.month) - 1 + months;
        let year = civil.year + years + month.div_euclid(12);
        let month = u32::try_from(month.rem_euclid(12) + 1).unwrap_or(1);
        let day = days_of(year, month, 1) + i64::from(civil.day) - 1 + days;
        let clock = civil.hour * 3600 + civil.minute * 60 + civil.second;
        let local = day * 86_400 + i64::from(clock);
        Time { seconds: self.zone.seconds_of(local), nanos: self.nanos, zone: self.zone.clone() }
    }

    /// `Time.String`.
    pub fn text(&self) -> String {
        self.format("2006-01-02 15:04:05.999999999 -0700 MST")
    }

    /// As JSON and YAML write a time.
    pub fn rfc3339(&self) -> String {
        self.format("2006-01-02T15:04:05.999999999Z07:00")
    }
}

/// The day that is so many days after the first of 1970.
fn civil_of(days: i64) -> (i64, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

/// How many days a date is after the first of 1970.
pub fn days_of(year: i64, month: u32, day: u32) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

/// The last day of a month.
pub fn last_day(year: i64, month: u32) -> u32 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
