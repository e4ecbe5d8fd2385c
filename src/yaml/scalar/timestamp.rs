//! What may carry the tag of a timestamp.

/// `2001-2-3`, `2001-2-3 4:5:6.7`, or `2001-2-3T4:5:6.7` with a time zone.
pub(super) fn is_timestamp(text: &str) -> bool {
    match text.split_once(['T', 't']) {
        Some((date, time)) => is_date(date) && split_zone(time).is_some_and(is_time),
        None => match text.split_once(' ') {
            Some((date, time)) => is_date(date) && is_time(time),
            None => is_date(text),
        },
    }
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4).and_then(|year| number(year, 4));
    let (Some(year), Some(month), Some(day)) =
        (year, parts.next().and_then(short), parts.next().and_then(short))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let mut parts = text.splitn(3, ':');
    let hour = parts.next().and_then(short);
    let minute = parts.next().and_then(short);
    let (second, fraction) = match parts.next().map(|part| part.split_once(['.', ','])) {
        None => (None, None),
        Some(Some((second, fraction))) => (short(second), Some(fraction)),
        Some(None) => (text.rsplit(':').next().and_then(short), None),
    };
    hour.is_some_and(|hour| hour < 24)
        && minute.is_some_and(|minute| minute < 60)
        && second.is_some_and(|second| second < 60)
        && fraction.is_none_or(|digits| number(digits, usize::MAX).is_some())
}

/// The time before its zone.
fn split_zone(text: &str) -> Option<&str> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some(time);
    }
    let (time, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
    let is_sound = number(hours, 2)? <= 24 && number(minutes, 2)? < 60 && hours.len() == 2;
    is_sound.then_some(time)
}

fn short(text: &str) -> Option<u64> {
    number(text, 2)
}

fn number(text: &str, longest: usize) -> Option<u64> {
    let is_number = (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}
