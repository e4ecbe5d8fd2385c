//! A text into a moment by a layout: `time.ParseInLocation`.

use super::super::quote::quote as quoted;
use super::layout::{Offset, Piece, next_piece};
use super::{MONTHS, Time, WEEKDAYS, days_of, last_day};
use crate::kube::zone::Zone;

/// What was read so far.
#[derive(Default)]
struct Read {
    year: Option<i64>,
    month: Option<u32>,
    day: Option<u32>,
    year_day: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    nanos: u32,
    noon: Option<Noon>,
    offset: Option<i32>,
    zulu: bool,
    zone_name: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Noon {
    Before,
    After,
}

/// Why one piece can't be read.
enum Fault {
    Mismatch,
    Range(&'static str),
}

/// Reads `text` by `layout`; a text without a zone is of `place`.
pub fn parse(layout: &str, text: &str, place: &Zone) -> Result<Time, String> {
    let mut read = Read::default();
    let mut rest = text;
    let mut layout_rest = layout;
    loop {
        let (before, piece, after) = next_piece(layout_rest);
        rest = skip(before, rest).ok_or_else(|| wrong(layout, text, before, rest))?;
        let Some(piece) = piece else {
            if !rest.is_empty() {
                let extra = format!(": extra text: {}", quoted(rest.as_bytes()));
                return Err(format!("parsing time {}{extra}", quoted(text.as_bytes())));
            }
            break;
        };
        let spelled = &layout_rest[before.len()..layout_rest.len() - after.len()];
        let held = rest;
        rest = match one(&mut read, piece, rest, after) {
            Ok(rest) => rest,
            Err(Fault::Mismatch) => return Err(wrong(layout, text, spelled, held)),
            Err(Fault::Range(what)) => {
                return Err(out_of_range(text, what));
            }
        };
        layout_rest = after;
    }
    moment(read, text, place)
}

fn wrong(layout: &str, text: &str, piece: &str, rest: &str) -> String {
    format!(
        "parsing time {} as {}: cannot parse {} as {}",
        quoted(text.as_bytes()),
        quoted(layout.as_bytes()),
        quoted(rest.as_bytes()),
        quoted(piece.as_bytes())
    )
}

fn out_of_range(text: &str, what: &str) -> String {
    format!("parsing time {}: {what} out of range", quoted(text.as_bytes()))
}

/// A run of spaces in the layout takes any run of spaces.
fn skip<'a>(prefix: &str, text: &'a str) -> Option<&'a str> {
    let mut prefix = prefix;
    let mut text = text;
    while let Some(first) = prefix.chars().next() {
        if first == ' ' {
            if !text.is_empty() && !text.starts_with(' ') {
                return None;
            }
            prefix = prefix.trim_start_matches(' ');
            text = text.trim_start_matches(' ');
            continue;
        }
        text = text.strip_prefix(first)?;
        prefix = &prefix[first.len_utf8()..];
    }
    Some(text)
}

fn one<'a>(read: &mut Read, piece: Piece, text: &'a str, after: &str) -> Result<&'a str, Fault> {
    match piece {
        Piece::LongYear => {
            let (year, rest) = exactly(text, 4)?;
            read.year = Some(i64::from(year));
            Ok(rest)
        }
        Piece::Year => {
            let (year, rest) = exactly(text, 2)?;
            read.year = Some(i64::from(year) + if year >= 69 { 1900 } else { 2000 });
            Ok(rest)
        }
        Piece::LongMonth => named(&MONTHS, text, usize::MAX, &mut read.month),
        Piece::Month => named(&MONTHS, text, 3, &mut read.month),
        Piece::NumMonth | Piece::ZeroMonth => {
            let (month, rest) = digits(text, piece == Piece::ZeroMonth)?;
            read.month = Some(month);
            within(month, 1..=12, "month", rest)
        }
        Piece::LongWeekday => named(&WEEKDAYS, text, usize::MAX, &mut None),
        Piece::Weekday => named(&WEEKDAYS, text, 3, &mut None),
        Piece::Day | Piece::UnderDay | Piece::ZeroDay => {
            let text = blank(text, usize::from(piece == Piece::UnderDay));
            let (day, rest) = digits(text, piece == Piece::ZeroDay)?;
            // Whether the month has such a day is asked in the end.
            read.day = Some(day);
            Ok(rest)
        }
        Piece::UnderYearDay | Piece::ZeroYearDay => {
            let text = blank(text, if piece == Piece::UnderYearDay { 2 } else { 0 });
            let (day, rest) = year_day(text, piece == Piece::ZeroYearDay)?;
            read.year_day = Some(day);
            Ok(rest)
        }
        Piece::Hour => {
            let (hour, rest) = digits(text, false)?;
            read.hour = hour;
            within(hour, 0..=23, "hour", rest)
        }
        Piece::Hour12 | Piece::ZeroHour12 => {
            let (hour, rest) = digits(text, piece == Piece::ZeroHour12)?;
            read.hour = hour;
            within(hour, 0..=12, "hour", rest)
        }
        Piece::Minute | Piece::ZeroMinute => {
            let (minute, rest) = digits(text, piece == Piece::ZeroMinute)?;
            read.minute = minute;
            within(minute, 0..=59, "minute", rest)
        }
        Piece::Second | Piece::ZeroSecond => {
            let (second, rest) = digits(text, piece == Piece::ZeroSecond)?;
            read.second = second;
            let rest = within(second, 0..=59, "second", rest)?;
            Ok(unasked_fraction(read, rest, after))
        }
        Piece::Noon | Piece::SmallNoon => {
            let noon = text.get(..2).ok_or(Fault::Mismatch)?;
            let (before, behind) = if piece == Piece::Noon { ("AM", "PM") } else { ("am", "pm") };
            read.noon = Some(if noon == before {
                Noon::Before
            } else if noon == behind {
                Noon::After
            } else {
                return Err(Fault::Mismatch);
            });
            Ok(&text[2..])
        }
        Piece::Offset(style) => offset(read, style, text),
        Piece::Zone => zone_name(read, text),
        Piece::Fraction { places, trailing, .. } => {
            fraction(read, places, trailing == super::layout::Trailing::Kept, text)
        }
    }
}

fn blank(text: &str, most: usize) -> &str {
    let count = text.bytes().take(most).take_while(|&byte| byte == b' ').count();
    &text[count..]
}

fn within<'a>(
    number: u32,
    range: std::ops::RangeInclusive<u32>,
    what: &'static str,
    rest: &'a str,
) -> Result<&'a str, Fault> {
    if range.contains(&number) { Ok(rest) } else { Err(Fault::Range(what)) }
}

fn exactly(text: &str, count: usize) -> Result<(u32, &str), Fault> {
    let (digits, rest) = text.split_at_checked(count).ok_or(Fault::Mismatch)?;
    let sound = digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| sound).ok_or(Fault::Mismatch)?;
    Ok((number, rest))
}

/// One digit or two; two where the layout has a zero.
fn digits(text: &str, fixed: bool) -> Result<(u32, &str), Fault> {
    match exactly(text, 2) {
        Ok(found) => Ok(found),
        Err(fault) if fixed => Err(fault),
        Err(_) => exactly(text, 1),
    }
}

fn year_day(text: &str, fixed: bool) -> Result<(u32, &str), Fault> {
    let count = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    if count == 0 || fixed && count != 3 {
        return Err(Fault::Mismatch);
    }
    exactly(text, count)
}

/// A name of a list, whole or its first letters; case does not matter.
fn named<'a>(
    names: &[&str],
    text: &'a str,
    letters: usize,
    found: &mut Option<u32>,
) -> Result<&'a str, Fault> {
    for (at, name) in names.iter().enumerate() {
        let name = &name[..letters.min(name.len())];
        if text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            *found = u32::try_from(at + 1).ok();
            return Ok(&text[name.len()..]);
        }
    }
    Err(Fault::Mismatch)
}

/// A fraction may follow the seconds although the layout has none.
fn unasked_fraction<'a>(read: &mut Read, text: &'a str, layout: &str) -> &'a str {
    if let (_, Some(Piece::Fraction { .. }), _) = next_piece(layout)
        && layout.starts_with(['.', ','])
    {
        return text;
    }
    let bytes = text.as_bytes();
    let begins =
        matches!(bytes.first(), Some(b'.' | b',')) && bytes.get(1).is_some_and(u8::is_ascii_digit);
    if !begins {
        return text;
    }
    let count = bytes[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    read.nanos = nanos(&text[1..=count]);
    &text[count + 1..]
}

fn nanos(digits: &str) -> u32 {
    format!("{digits:0<9}").get(..9).and_then(|nine| nine.parse().ok()).unwrap_or(0)
}

fn fraction<'a>(
    read: &mut Read,
    places: usize,
    fixed: bool,
    text: &'a str,
) -> Result<&'a str, Fault> {
    let bytes = text.as_bytes();
    let begins = matches!(bytes.first(), Some(b'.' | b','));
    let count = bytes.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
    if fixed {
        if !begins || count < places {
            return Err(Fault::Mismatch);
        }
        read.nanos = nanos(&text[1..=places]);
        return Ok(&text[places + 1..]);
    }
    if !begins || count == 0 {
        return Ok(text);
    }
    let taken = count.min(9);
    read.nanos = nanos(&text[1..=taken]);
    Ok(&text[taken + 1..])
}

fn offset<'a>(read: &mut Read, style: Offset, text: &'a str) -> Result<&'a str, Fault> {
    if style.zulu
        && let Some(rest) = text.strip_prefix('Z')
    {
        read.zulu = true;
        return Ok(rest);
    }
    let sign = match text.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Err(Fault::Mismatch),
    };
    let two = |text: &'a str| exactly(text, 2);
    let colon = |text: &'a str| {
        if style.colon { text.strip_prefix(':').ok_or(Fault::Mismatch) } else { Ok(text) }
    };
    let (hours, mut rest) = two(&text[1..])?;
    let (mut minutes, mut seconds) = (0, 0);
    if style.minutes {
        (minutes, rest) = two(colon(rest)?)?;
    }
    if style.seconds {
        (seconds, rest) = two(colon(rest)?)?;
    }
    if hours > 24 {
        return Err(Fault::Range("time zone offset hour"));
    }
    if minutes > 60 {
        return Err(Fault::Range("time zone offset minute"));
    }
    if seconds > 60 {
        return Err(Fault::Range("time zone offset second"));
    }
    let total = hours * 3600 + minutes * 60 + seconds;
    read.offset = i32::try_from(total).ok().map(|total| sign * total);
    Ok(rest)
}

/// `UTC`, three or four capitals, or `GMT+3`.
fn zone_name<'a>(read: &mut Read, text: &'a str) -> Result<&'a str, Fault> {
    if let Some(rest) = text.strip_prefix("UTC") {
        read.zulu = true;
        return Ok(rest);
    }
    let length = zone_length(text).ok_or(Fault::Mismatch)?;
    read.zone_name = Some(text[..length].to_owned());
    Ok(&text[length..])
}

fn zone_length(text: &str) -> Option<usize> {
    if text.starts_with("ChST") || text.starts_with("MeST") {
        return Some(4);
    }
    if let Some(rest) = text.strip_prefix("GMT") {
        return Some(3 + signed_hours(rest));
    }
    if text.starts_with(['+', '-']) {
        let length = signed_hours(text);
        return (length > 0).then_some(length);
    }
    let capitals = text.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
    match capitals {
        5 if text.as_bytes()[4] == b'T' => Some(5),
        4 if text.as_bytes()[3] == b'T' || text.starts_with("WITA") => Some(4),
        3 => Some(3),
        _ => None,
    }
}

fn signed_hours(text: &str) -> usize {
    let digits = match text.strip_prefix(['+', '-']) {
        Some(rest) => rest.bytes().take_while(u8::is_ascii_digit).count(),
        None => return 0,
    };
    let hours = text[1..=digits].parse::<u32>();
    if hours.is_ok_and(|hours| hours < 24) { digits + 1 } else { 0 }
}

fn moment(read: Read, text: &str, place: &Zone) -> Result<Time, String> {
    let mut hour = read.hour;
    match read.noon {
        Some(Noon::After) if hour < 12 => hour += 12,
        Some(Noon::Before) if hour == 12 => hour = 0,
        _ => {}
    }
    let year = read.year.unwrap_or(0);
    let days = date(&read, year, text)?;
    let local = days * 86_400 + i64::from(hour * 3600 + read.minute * 60 + read.second);
    let made = |seconds: i64, zone: Zone| Time { seconds, nanos: read.nanos, zone };
    if read.zulu {
        return Ok(made(local, Zone::Utc));
    }
    if let Some(offset) = read.offset {
        let seconds = local - i64::from(offset);
        let shown = place.at(seconds);
        let name = read.zone_name.as_deref();
        if shown.offset == offset && name.is_none_or(|name| *shown.name == *name) {
            return Ok(made(seconds, place.clone()));
        }
        return Ok(made(seconds, Zone::fixed(offset, name.unwrap_or(""))));
    }
    if let Some(name) = &read.zone_name {
        if let Some(offset) = place.offset_named(name) {
            return Ok(made(local - i64::from(offset), place.clone()));
        }
        // The offset of a name that is not known is none, but for that of `GMT+3`.
        let hours = name.strip_prefix("GMT").and_then(|hours| hours.parse::<i32>().ok());
        let offset = hours.unwrap_or(0) * 3600;
        return Ok(made(local - i64::from(offset), Zone::fixed(offset, name)));
    }
    Ok(made(place.seconds_of(local), place.clone()))
}

fn date(read: &Read, year: i64, text: &str) -> Result<i64, String> {
    if let Some(day) = read.year_day {
        let first = days_of(year, 1, 1);
        let count = days_of(year + 1, 1, 1) - first;
        if day < 1 || i64::from(day) > count {
            return Err(out_of_range(text, "day-of-year"));
        }
        let days = first + i64::from(day) - 1;
        let civil = Time::unix(days * 86_400).civil();
        let agrees = read.month.is_none_or(|month| month == civil.month)
            && read.day.is_none_or(|day| day == civil.day);
        let what =
            if read.month.is_none_or(|month| month == civil.month) { "day" } else { "month" };
        if !agrees {
            return Err(format!(
                "parsing time {}: day-of-year does not match {what}",
                quoted(text.as_bytes())
            ));
        }
        return Ok(days);
    }
    let (month, day) = (read.month.unwrap_or(1), read.day.unwrap_or(1));
    if day < 1 || day > last_day(year, month) {
        return Err(out_of_range(text, "day"));
    }
    Ok(days_of(year, month, day))
}
