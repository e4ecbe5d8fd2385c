//! Go's layouts: a date written the way the reference moment is written.

use super::{Civil, MONTHS, Time, WEEKDAYS};

/// What a piece of a layout stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    LongMonth,
    Month,
    NumMonth,
    ZeroMonth,
    LongWeekday,
    Weekday,
    Day,
    UnderDay,
    ZeroDay,
    UnderYearDay,
    ZeroYearDay,
    Hour,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    Year,
    Noon,
    SmallNoon,
    Zone,
    Offset(Offset),
    /// `.000`: so many places, with the sign before them.
    Fraction {
        places: usize,
        trailing: Trailing,
        sign: u8,
    },
}

/// How an offset is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offset {
    /// `Z` where there is none.
    pub zulu: bool,
    pub colon: bool,
    pub seconds: bool,
    pub minutes: bool,
}

/// Whether the zeros at a fraction's end are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trailing {
    Kept,
    Dropped,
}

/// The text before the first piece, the piece, and what is left.
pub(super) fn next_piece(layout: &str) -> (&str, Option<Piece>, &str) {
    for at in 0..layout.len() {
        if let Some((piece, length)) = layout.get(at..).and_then(piece_at) {
            return (&layout[..at], Some(piece), &layout[at + length..]);
        }
    }
    (layout, None, "")
}

fn piece_at(rest: &str) -> Option<(Piece, usize)> {
    let fixed = |pairs: &[(&str, Piece)]| {
        let found = pairs.iter().find(|(text, _)| rest.starts_with(text));
        found.map(|(text, piece)| (*piece, text.len()))
    };
    match rest.as_bytes()[0] {
        b'J' => {
            if rest.starts_with("January") {
                return Some((Piece::LongMonth, 7));
            }
            let lower = rest.as_bytes().get(3).is_some_and(u8::is_ascii_lowercase);
            (rest.starts_with("Jan") && !lower).then_some((Piece::Month, 3))
        }
        b'M' => {
            if rest.starts_with("Monday") {
                return Some((Piece::LongWeekday, 6));
            }
            let lower = rest.as_bytes().get(3).is_some_and(u8::is_ascii_lowercase);
            if rest.starts_with("Mon") && !lower {
                return Some((Piece::Weekday, 3));
            }
            fixed(&[("MST", Piece::Zone)])
        }
        b'0' => fixed(&[
            ("002", Piece::ZeroYearDay),
            ("01", Piece::ZeroMonth),
            ("02", Piece::ZeroDay),
            ("03", Piece::ZeroHour12),
            ("04", Piece::ZeroMinute),
            ("05", Piece::ZeroSecond),
            ("06", Piece::Year),
        ]),
        b'1' => fixed(&[("15", Piece::Hour), ("1", Piece::NumMonth)]),
        b'2' => fixed(&[("2006", Piece::LongYear), ("2", Piece::Day)]),
        b'_' => {
            if rest.starts_with("_2006") {
                // The underscore is text.
                return None;
            }
            fixed(&[("_2", Piece::UnderDay), ("__2", Piece::UnderYearDay)])
        }
        b'3' => Some((Piece::Hour12, 1)),
        b'4' => Some((Piece::Minute, 1)),
        b'5' => Some((Piece::Second, 1)),
        b'P' => fixed(&[("PM", Piece::Noon)]),
        b'p' => fixed(&[("pm", Piece::SmallNoon)]),
        b'-' | b'Z' => offset(rest),
        b'.' | b',' => fraction(rest),
        _ => None,
    }
}

fn offset(rest: &str) -> Option<(Piece, usize)> {
    let zulu = rest.starts_with('Z');
    let digits = &rest[1..];
    let found = [
        ("070000", (false, true, true)),
        ("07:00:00", (true, true, true)),
        ("0700", (false, true, false)),
        ("07:00", (true, true, false)),
        ("07", (false, false, false)),
    ];
    let (text, (colon, minutes, seconds)) =
        found.into_iter().find(|(text, _)| digits.starts_with(text))?;
    Some((Piece::Offset(Offset { zulu, colon, seconds, minutes }), text.len() + 1))
}

/// `.000` or `.999`, of zeros or nines alone, with no digit behind.
fn fraction(rest: &str) -> Option<(Piece, usize)> {
    let bytes = rest.as_bytes();
    let digit = *bytes.get(1).filter(|byte| matches!(byte, b'0' | b'9'))?;
    let places = bytes[1..].iter().take_while(|&&byte| byte == digit).count();
    let ends = !bytes.get(1 + places).is_some_and(u8::is_ascii_digit);
    let trailing = if digit == b'0' { Trailing::Kept } else { Trailing::Dropped };
    ends.then_some((Piece::Fraction { places, trailing, sign: bytes[0] }, places + 1))
}

impl Time {
    /// `Time.Format`.
    pub fn format(&self, layout: &str) -> String {
        let civil = self.civil();
        let mut text = String::new();
        let mut rest = layout;
        while !rest.is_empty() {
            let (before, piece, after) = next_piece(rest);
            text.push_str(before);
            rest = after;
            if let Some(piece) = piece {
                write(&mut text, piece, self, &civil);
            }
        }
        text
    }
}

fn write(text: &mut String, piece: Piece, time: &Time, civil: &Civil) {
    let hour12 = (civil.hour + 11) % 12 + 1;
    let month = MONTHS[civil.month as usize - 1];
    let weekday = WEEKDAYS[civil.weekday as usize];
    let written = match piece {
        Piece::LongMonth => month.to_owned(),
        Piece::Month => month[..3].to_owned(),
        Piece::NumMonth => civil.month.to_string(),
        Piece::ZeroMonth => format!("{:02}", civil.month),
        Piece::LongWeekday => weekday.to_owned(),
        Piece::Weekday => weekday[..3].to_owned(),
        Piece::Day => civil.day.to_string(),
        Piece::UnderDay => format!("{:2}", civil.day),
        Piece::ZeroDay => format!("{:02}", civil.day),
        Piece::UnderYearDay => format!("{:3}", civil.year_day),
        Piece::ZeroYearDay => format!("{:03}", civil.year_day),
        Piece::Hour => format!("{:02}", civil.hour),
        Piece::Hour12 => hour12.to_string(),
        Piece::ZeroHour12 => format!("{hour12:02}"),
        Piece::Minute => civil.minute.to_string(),
        Piece::ZeroMinute => format!("{:02}", civil.minute),
        Piece::Second => civil.second.to_string(),
        Piece::ZeroSecond => format!("{:02}", civil.second),
        Piece::LongYear if civil.year < 0 => format!("-{:04}", -civil.year),
        Piece::LongYear => format!("{:04}", civil.year),
        Piece::Year => format!("{:02}", civil.year.rem_euclid(100)),
        Piece::Noon => if civil.hour >= 12 { "PM" } else { "AM" }.to_owned(),
        Piece::SmallNoon => if civil.hour >= 12 { "pm" } else { "am" }.to_owned(),
        Piece::Zone => zone_name(time),
        Piece::Offset(style) => written_offset(style, time.zone.at(time.seconds).offset),
        Piece::Fraction { places, trailing, sign } => fraction_of(time, places, trailing, sign),
    };
    text.push_str(&written);
}

/// An offset without a name stands for it.
fn zone_name(time: &Time) -> String {
    let shown = time.zone.at(time.seconds);
    if !shown.name.is_empty() {
        return shown.name.to_string();
    }
    let minutes = shown.offset / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

fn written_offset(style: Offset, offset: i32) -> String {
    if style.zulu && offset == 0 {
        return "Z".into();
    }
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.abs();
    let colon = if style.colon { ":" } else { "" };
    let mut text = format!("{sign}{:02}", offset / 3600);
    if style.minutes {
        text.push_str(&format!("{colon}{:02}", offset / 60 % 60));
    }
    if style.seconds {
        text.push_str(&format!("{colon}{:02}", offset % 60));
    }
    text
}

fn fraction_of(time: &Time, places: usize, trailing: Trailing, sign: u8) -> String {
    let nanos = format!("{:09}", time.nanos);
    let mut digits = &nanos[..places.min(9)];
    if trailing == Trailing::Dropped {
        digits = digits.trim_end_matches('0');
        if digits.is_empty() {
            return String::new();
        }
    }
    format!("{}{digits}", char::from(sign))
}
