//! The text formats that the server reads while it decodes, with Go's leniency: times and base64.
//!
//! Quantities are `kube::quantity`'s.

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// With how many digits a fraction of a second is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    Any,
    Micro,
}

impl Precision {
    pub(super) fn example(self) -> &'static str {
        match self {
            Precision::Any => "2006-01-02T15:04:05Z",
            Precision::Micro => "2006-01-02T15:04:05.000000Z",
        }
    }
}

/// Whether Go's `time.Parse` takes `text` for RFC 3339.
pub(super) fn is_time(text: &str, precision: Precision) -> bool {
    read_time(text.as_bytes(), precision).is_some_and(<[u8]>::is_empty)
}

fn read_time(text: &[u8], precision: Precision) -> Option<&[u8]> {
    let (century, rest) = two_digits(text)?;
    let (year, rest) = two_digits(rest)?;
    let (month, rest) = two_digits(skip(rest, b'-')?)?;
    let (day, rest) = two_digits(skip(rest, b'-')?)?;
    let (hour, rest) = one_or_two_digits(skip(rest, b'T')?)?;
    let (minute, rest) = two_digits(skip(rest, b':')?)?;
    let (second, rest) = two_digits(skip(rest, b':')?)?;
    let day_exists = (1..=days_in(100 * century + year, month)?).contains(&day);
    if !day_exists || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    read_zone(skip_fraction(rest, precision)?)
}

fn skip_fraction(text: &[u8], precision: Precision) -> Option<&[u8]> {
    let decimals = match text {
        [b'.' | b',', decimals @ ..] => decimals,
        _ if precision == Precision::Any => return Some(text),
        _ => return None,
    };
    let count = decimals.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let enough = match precision {
        Precision::Any => count > 0,
        Precision::Micro => count == 6,
    };
    enough.then(|| &decimals[count..])
}

fn read_zone(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b'Z', rest @ ..] => Some(rest),
        [b'+' | b'-', rest @ ..] => {
            let (hours, rest) = two_digits(rest)?;
            let (minutes, rest) = two_digits(skip(rest, b':')?)?;
            (hours <= 24 && minutes <= 60).then_some(rest)
        }
        _ => None,
    }
}

fn days_in(year: u32, month: u32) -> Option<u32> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => Some(if is_leap { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

fn skip(text: &[u8], byte: u8) -> Option<&[u8]> {
    text.strip_prefix(&[byte])
}

fn two_digits(text: &[u8]) -> Option<(u32, &[u8])> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => {
            Some((u32::from(tens - b'0') * 10 + u32::from(ones - b'0'), rest))
        }
        _ => None,
    }
}

fn one_or_two_digits(text: &[u8]) -> Option<(u32, &[u8])> {
    two_digits(text).or(match text {
        [ones @ b'0'..=b'9', rest @ ..] => Some((u32::from(ones - b'0'), rest)),
        _ => None,
    })
}

/// The bytes of base64 text. Go skips line breaks and ignores the unused bits of the last digit.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    const GO: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    if text.contains(['\r', '\n']) {
        return GO.decode(text.replace(['\r', '\n'], "")).ok();
    }
    GO.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_what_go_takes() {
        let right = [
            "2024-02-29T00:00:00Z",
            "2024-01-01T1:02:03.5+02:00",
            "0000-12-31T23:59:59,123456789123-24:60",
        ];
        let wrong = [
            "",
            "2024-01-01",
            "2024-01-01 00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00:60Z",
            "2024-01-01T00:00:00",
            "2024-01-01T00:00:00z",
            "2024-01-01T00:00:00ZZ",
        ];
        assert_eq!(right.map(|text| is_time(text, Precision::Any)), right.map(|_| true));
        assert_eq!(wrong.map(|text| is_time(text, Precision::Any)), wrong.map(|_| false));
        assert!(is_time("2024-01-01T00:00:00.000000Z", Precision::Micro));
        assert!(!is_time("2024-01-01T00:00:00Z", Precision::Micro));
        assert!(is_time(Precision::Any.example(), Precision::Any));
        assert!(is_time(Precision::Micro.example(), Precision::Micro));
    }

    #[test]
    fn base64_is_what_go_takes() {
        assert_eq!(base64("aGVs\nbG8=\r\n").as_deref(), Some(&b"hello"[..]));
        assert_eq!(base64("YW==").as_deref(), Some(&b"a"[..]));
        assert_eq!(["YQ", "!", "aGVsbG8 ", "YQ==YQ=="].map(base64), [const { None }; 4]);
    }
}
