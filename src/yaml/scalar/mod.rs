//! What a plain scalar means to kubectl, and which spellings people should not rely on.
//!
//! kubectl reads YAML through sigs.k8s.io/yaml, whose resolver is go-yaml v2's: YAML 1.1 words,
//! C-like prefixes, underscores in numbers. Integers stay exact to 64 bits here.

mod tagged;
mod timestamp;

use super::node::{Number, Value};

pub use tagged::{key_text, value};

/// The value of a plain scalar as kubectl reads it.
pub(crate) fn resolve(text: &str) -> Value {
    other_than_text(text).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// The value of a plain scalar that is not the text it is written as.
fn other_than_text(text: &str) -> Option<Value> {
    let Some(first) = text.as_bytes().first() else { return Some(Value::Null) };
    if !matches!(
        first,
        b'~' | b'n'
            | b'N'
            | b't'
            | b'T'
            | b'f'
            | b'F'
            | b'y'
            | b'Y'
            | b'o'
            | b'O'
            | b'+'
            | b'-'
            | b'.'
            | b'0'..=b'9'
    ) {
        return None;
    }
    match text {
        "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        _ => {}
    }
    if let Some(word) = bool_word(text) {
        return Some(Value::Bool(word));
    }
    match first {
        b'+' | b'-' | b'.' | b'0'..=b'9' => number(text).map(Value::Number),
        _ => None,
    }
}

/// The YAML 1.1 words that a YAML 1.2 reader takes for strings.
pub(crate) fn bool_word(text: &str) -> Option<bool> {
    if text.len() > "off".len() {
        return None;
    }
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn number(text: &str) -> Option<Number> {
    special_float(text).or_else(|| integer(text)).or_else(|| float(text))
}

fn special_float(text: &str) -> Option<Number> {
    let (sign, rest) = match text.as_bytes()[0] {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    match rest {
        ".inf" | ".Inf" | ".INF" => Some(Number::Float(sign * f64::INFINITY)),
        ".nan" | ".NaN" | ".NAN" if rest.len() == text.len() => Some(Number::Float(f64::NAN)),
        _ => None,
    }
}

fn integer(text: &str) -> Option<Number> {
    let plain = text.replace('_', "");
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, &plain[..]),
    };
    let (radix, digits) = radix(digits);
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        0i64.checked_sub_unsigned(magnitude).map(Number::Int)
    } else {
        Some(magnitude.into())
    }
}

fn radix(digits: &str) -> (u32, &str) {
    let bytes = digits.as_bytes();
    match (bytes.first(), bytes.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => (16, &digits[2..]),
        (Some(b'0'), Some(b'o' | b'O')) => (8, &digits[2..]),
        (Some(b'0'), Some(b'b' | b'B')) => (2, &digits[2..]),
        (Some(b'0'), Some(_)) => (8, &digits[1..]),
        _ => (10, digits),
    }
}

/// A decimal float. In one that begins with its point, underscores stand between digits only.
fn float(text: &str) -> Option<Number> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if let Some(fraction) = text.strip_prefix('.').filter(|fraction| fraction.contains('_'))
        && !fraction.split(['e', 'E']).next()?.split('_').all(is_digits)
    {
        return None;
    }
    let plain = text.replace('_', "");
    let unsigned = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let mantissa_end = unsigned.find(['e', 'E']).unwrap_or(unsigned.len());
    let (mantissa, exponent) = unsigned.split_at(mantissa_end);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let some_digit = !whole.is_empty() || fraction.bytes().any(|b| b.is_ascii_digit());
    if !(all_digits(whole) && all_digits(fraction) && some_digit && exponent_is_sound(exponent)) {
        return None;
    }
    let value: f64 = plain.parse().ok()?;
    value.is_finite().then(|| value.into())
}

fn exponent_is_sound(exponent: &str) -> bool {
    let Some(digits) = exponent.strip_prefix(['e', 'E']) else {
        return exponent.is_empty();
    };
    let digits = digits.strip_prefix(['-', '+']).unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Why a plain scalar in a values file would be read differently by different people or programs,
/// with what it would be read as.
pub(crate) fn trap(text: &str) -> Option<Trap> {
    if let Some(word) = bool_word(text) {
        return Some(Trap::BoolWord(word));
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if digits.contains(':') && digits.split(':').all(is_sexagesimal_part) {
        return Some(Trap::Sexagesimal);
    }
    let Value::Number(number) = resolve(text) else { return None };
    let leading_zero = digits.len() > 1 && digits.starts_with('0');
    if leading_zero && digits[1..].bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        return Some(Trap::Octal(number));
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) && matches!(number, Number::Float(_)) {
        return Some(Trap::TooLarge(number));
    }
    digits.contains('_').then_some(Trap::Underscores(number))
}

fn is_sexagesimal_part(part: &str) -> bool {
    (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
}

/// A plain scalar that does not say what it means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Trap {
    /// `yes`, `off`: a boolean to YAML 1.1, a string to YAML 1.2.
    BoolWord(bool),
    /// `017`: 15 to YAML 1.1, 17 to YAML 1.2.
    Octal(Number),
    /// `1_000`: a number to YAML 1.1, a string to YAML 1.2.
    Underscores(Number),
    /// `18446744073709551616`: an integer to some, a float to kubectl.
    TooLarge(Number),
    /// `12:30`: 750 to YAML 1.1, a string to YAML 1.2.
    Sexagesimal,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(n: i64) -> Value {
        Value::Number(Number::Int(n))
    }

    #[test]
    fn reads_as_kubectl_does() {
        let cases: &[(&str, Value)] = &[
            ("0644", int(420)),
            ("0o17", int(15)),
            ("017", int(15)),
            ("0x1F", int(31)),
            ("0b11", int(3)),
            ("-0b11", int(-3)),
            ("1_000", int(1000)),
            ("+12", int(12)),
            ("1e3", int(1000)),
            ("80.0", int(80)),
            ("08", int(8)),
            ("9007199254740993", int(9_007_199_254_740_993)),
            ("18446744073709551615", Value::Number(Number::UInt(u64::MAX))),
            ("-9223372036854775808", int(i64::MIN)),
            ("1.5", Value::Number(Number::Float(1.5))),
            (".5", Value::Number(Number::Float(0.5))),
            ("y", Value::Bool(true)),
            ("OFF", Value::Bool(false)),
            ("~", Value::Null),
        ];
        for (text, value) in cases {
            assert_eq!(resolve(text), *value, "{text}");
        }
        for text in ["12:30:45", "2001-01-01", "=", "1.2.3", "-", "+", ".", "0x", "1e", "e3", "nO"]
        {
            assert_eq!(resolve(text), Value::String(text.into()), "{text}");
        }
    }
}
