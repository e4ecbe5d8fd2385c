//! What a plain scalar means to go-yaml: YAML 1.1 words, C-like prefixes, underscores in numbers.

use super::super::dates::parse;
use super::super::number::{parse_float, parse_int, parse_uint};
use super::emit::Dialect;
use crate::kube::zone::Zone;

#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    Text,
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    Timestamp,
}

pub fn resolve(text: &str, dialect: Dialect) -> Scalar {
    let Some(first) = text.as_bytes().first() else { return Scalar::Null };
    match first {
        b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~' => {
            word(text, dialect)
        }
        b'.' => match special(text) {
            Scalar::Text => parse_float(text).map_or(Scalar::Text, Scalar::Float),
            found => found,
        },
        b'+' | b'-' => match special(text) {
            Scalar::Text => number(text, dialect),
            found => found,
        },
        b'0'..=b'9' => number(text, dialect),
        _ => Scalar::Text,
    }
}

fn word(text: &str, dialect: Dialect) -> Scalar {
    match text {
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        "true" | "True" | "TRUE" => Scalar::Bool(true),
        "false" | "False" | "FALSE" => Scalar::Bool(false),
        _ if dialect == Dialect::V3 => Scalar::Text,
        _ => match old_bool(text) {
            Some(value) => Scalar::Bool(value),
            None => Scalar::Text,
        },
    }
}

/// The words that only YAML 1.1 takes for booleans.
pub(super) fn old_bool(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn special(text: &str) -> Scalar {
    match text {
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => Scalar::Text,
    }
}

fn number(text: &str, dialect: Dialect) -> Scalar {
    if is_timestamp(text) {
        return Scalar::Timestamp;
    }
    let plain = text.replace('_', "");
    if let Ok(int) = parse_int(&plain, 0) {
        return Scalar::Int(int);
    }
    if let Ok(uint) = parse_uint(&plain, 0) {
        return Scalar::Uint(uint);
    }
    if is_decimal(&plain)
        && let Ok(float) = parse_float(&plain)
    {
        return Scalar::Float(float);
    }
    radix(&plain, "b", 2)
        .or_else(|| (dialect == Dialect::V3).then(|| radix(&plain, "o", 8))?)
        .unwrap_or(Scalar::Text)
}

/// A sign may stand behind the prefix here.
fn radix(plain: &str, letter: &str, base: u32) -> Option<Scalar> {
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", plain),
    };
    let digits = digits.strip_prefix('0')?.strip_prefix(letter)?;
    let int = parse_int(&format!("{sign}{digits}"), base).map(Scalar::Int);
    int.or_else(|_| parse_uint(digits, base).map(Scalar::Uint)).ok()
}

/// `-1.5e3`, `.5`, `5.`
fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let digits = all(whole) && all(fraction) && !(whole.is_empty() && fraction.is_empty());
    digits
        && exponent.is_none_or(|exponent| {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty() && all(exponent)
        })
}

const TIMESTAMPS: [&str; 4] = [
    "2006-1-2T15:4:5.999999999Z07:00",
    "2006-1-2t15:4:5.999999999Z07:00",
    "2006-1-2 15:4:5.999999999",
    "2006-1-2",
];

fn is_timestamp(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4
        && text.as_bytes().get(4) == Some(&b'-')
        && TIMESTAMPS.iter().any(|layout| parse::parse(layout, text, &Zone::Utc).is_ok())
}

/// `12:30:45`, which YAML 1.1 counts by sixties.
pub(super) fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (body, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut parts = body.split(':');
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let first = parts.next().unwrap_or_default();
    let begins = first.starts_with(|c: char| c.is_ascii_digit()) && numeric(first);
    let mut more = false;
    let sixties = parts.all(|part| {
        more = true;
        match part.as_bytes() {
            [digit] => digit.is_ascii_digit(),
            [tens, digit] => (b'0'..=b'5').contains(tens) && digit.is_ascii_digit(),
            _ => false,
        }
    });
    begins && sixties && more && numeric(fraction)
}
