//! Spans of time, in nanoseconds, as Go's `time.Duration` is read and written.

const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// `time.ParseDuration`: `-1.5h`, `1h2m3s`.
pub fn parse(text: &str) -> Result<i64, String> {
    let quoted = || super::super::quote::quote(text.as_bytes());
    let invalid = || format!("time: invalid duration {}", quoted());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let negative = text.starts_with('-');
    if unsigned == "0" {
        return Ok(0);
    }
    if unsigned.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    let mut rest = unsigned;
    while !rest.is_empty() {
        let (whole, after) = split_digits(rest);
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => split_digits(after),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (name, after) = after.split_at(end);
        if name.is_empty() {
            return Err(format!("time: missing unit in duration {}", quoted()));
        }
        let unit = UNITS.iter().find(|(unit, _)| *unit == name).map(|(_, nanos)| *nanos);
        let Some(unit) = unit else {
            let name = super::super::quote::quote(name.as_bytes());
            return Err(format!("time: unknown unit {name} in duration {}", quoted()));
        };
        let nanos = count(whole).and_then(|count| count.checked_mul(unit));
        let nanos = nanos.and_then(|nanos| nanos.checked_add(part(fraction, unit)));
        total = nanos
            .and_then(|nanos| nanos.checked_add(total))
            .filter(|&nanos| nanos <= 1 << 63)
            .ok_or_else(invalid)?;
        rest = after;
    }
    if negative {
        0i64.checked_sub_unsigned(total).ok_or_else(invalid)
    } else {
        i64::try_from(total).map_err(|_| invalid())
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn count(digits: &str) -> Option<u64> {
    if digits.is_empty() { Some(0) } else { digits.parse().ok() }
}

/// A fraction of a unit, cut off below the nanosecond.
fn part(digits: &str, unit: u64) -> u64 {
    let mut value: u64 = 0;
    let mut scale = 1.0;
    for digit in digits.bytes() {
        let Some(next) = value.checked_mul(10).filter(|&next| next <= 1 << 62) else { break };
        value = next + u64::from(digit - b'0');
        scale *= 10.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "as Go computes it"
    )]
    let nanos = (value as f64 * (unit as f64 / scale)) as u64;
    nanos
}

/// `Duration.String`: `1h2m3.5s`, `1.5ms`, `0s`.
pub fn text(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let magnitude = nanos.unsigned_abs();
    if magnitude == 0 {
        return "0s".into();
    }
    if magnitude < 1_000_000_000 {
        let (unit, places) = match magnitude {
            0..1_000 => ("ns", 0),
            1_000..1_000_000 => ("µs", 3),
            _ => ("ms", 6),
        };
        return format!("{sign}{}{unit}", decimal(magnitude, places));
    }
    let seconds = decimal(magnitude % 60_000_000_000, 9);
    let minutes = magnitude / 60_000_000_000;
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, minutes) => format!("{sign}{minutes}m{seconds}s"),
        (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

/// A number with so many places, without the zeros at its end.
fn decimal(value: u64, places: u32) -> String {
    let unit = 10u64.pow(places);
    let (whole, rest) = (value / unit, value % unit);
    if rest == 0 {
        return whole.to_string();
    }
    let rest = format!("{rest:0width$}", width = places as usize);
    format!("{whole}.{}", rest.trim_end_matches('0'))
}

/// To the nearest multiple, halves away from zero: `Duration.Round`.
pub fn round(nanos: i64, multiple: i64) -> i64 {
    if multiple <= 0 {
        return nanos;
    }
    let rest = nanos % multiple;
    let down = nanos - rest;
    if rest.unsigned_abs() * 2 < multiple.unsigned_abs() {
        return down;
    }
    if nanos < 0 {
        down.checked_sub(multiple).unwrap_or(i64::MIN)
    } else {
        down.checked_add(multiple).unwrap_or(i64::MAX)
    }
}
