//! Moments as Go's `time` has them: civil dates, zones, layouts, durations.
//!
//! What the clock says is not asked here.

pub mod duration;
pub mod layout;
pub mod parse;

use crate::kube::calendar;
pub use crate::kube::calendar::{Civil, days_of, last_day};
use crate::kube::zone::Zone;

/// A moment, and the zone it is told in. Seconds count from 1970.
#[derive(Clone, Debug, PartialEq)]
pub struct Time {
    pub seconds: i64,
    pub nanos: u32,
    pub zone: Zone,
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
        calendar::civil(self.seconds + i64::from(self.zone.at(self.seconds).offset))
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
