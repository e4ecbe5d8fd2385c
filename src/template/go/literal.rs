//! Literals of a template into what they mean: strings, characters, numbers, as Go's `strconv`
//! reads them.

use super::lex::decode;
use super::number::{parse_float, parse_uint, underscores_sound};
use super::print::quote;
use super::tree::{Number, Stretch, Syntax};

const SYNTAX: &str = "invalid syntax";

/// A string with its quotes into its bytes.
pub(super) fn unquote(quoted: &[u8]) -> Result<Vec<u8>, String> {
    let (Some(mark), Some(inner)) = (quoted.first(), quoted.get(1..quoted.len().wrapping_sub(1)))
    else {
        return Err(SYNTAX.to_owned());
    };
    if *mark == b'`' {
        let mut bytes = inner.to_vec();
        if memchr::memchr(b'\r', inner).is_some() {
            bytes.retain(|byte| *byte != b'\r');
        }
        return Ok(bytes);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    loop {
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        if plain == rest.len() {
            break;
        }
        let (unit, tail) = escape(&rest[plain..], *mark)?;
        match unit {
            Unit::Byte(byte) => out.push(byte),
            Unit::Char(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = tail;
    }
    Ok(out)
}

enum Unit {
    Byte(u8),
    Char(char),
}

/// A backslash and what belongs to it, and what follows.
fn escape(text: &[u8], mark: u8) -> Result<(Unit, &[u8]), String> {
    let syntax = || SYNTAX.to_owned();
    let letter = *text.get(1).ok_or_else(syntax)?;
    let rest = &text[2..];
    let simple = |c: u8| Ok((Unit::Byte(c), rest));
    match letter {
        b'a' => simple(0x07),
        b'b' => simple(0x08),
        b'f' => simple(0x0c),
        b'n' => simple(b'\n'),
        b'r' => simple(b'\r'),
        b't' => simple(b'\t'),
        b'v' => simple(0x0b),
        b'\\' => simple(b'\\'),
        b'\'' | b'"' if letter == mark => simple(letter),
        b'x' | b'u' | b'U' => {
            let digits = match letter {
                b'x' => 2,
                b'u' => 4,
                _ => 8,
            };
            let code = number(rest.get(..digits).ok_or_else(syntax)?, 16).ok_or_else(syntax)?;
            let unit = if letter == b'x' {
                Unit::Byte(u8::try_from(code).map_err(|_| syntax())?)
            } else {
                Unit::Char(char::from_u32(code).ok_or_else(syntax)?)
            };
            Ok((unit, &rest[digits..]))
        }
        b'0'..=b'7' => {
            let code = number(text.get(1..4).ok_or_else(syntax)?, 8).ok_or_else(syntax)?;
            Ok((Unit::Byte(u8::try_from(code).map_err(|_| syntax())?), &text[4..]))
        }
        _ => Err(syntax()),
    }
}

fn number(digits: &[u8], base: u32) -> Option<u32> {
    digits.iter().try_fold(0u32, |code, digit| {
        let digit = char::from(*digit).to_digit(base)?;
        code.checked_mul(base)?.checked_add(digit)
    })
}

/// A character in its quotes.
pub(super) fn character(text: &[u8], stretch: Stretch) -> Result<Number, String> {
    let inner = &text[1..];
    let (code, tail) = match inner.first() {
        Some(b'\\') => match escape(inner, b'\'')? {
            (Unit::Byte(byte), tail) => (u32::from(byte), tail),
            (Unit::Char(c), tail) => (u32::from(c), tail),
        },
        Some(b'\'') | None => return Err(SYNTAX.to_owned()),
        Some(_) => {
            let (c, width) = decode(inner).ok_or(SYNTAX)?;
            (u32::from(c), &inner[width..])
        }
    };
    if tail != b"'" {
        return Err(format!("malformed character constant: {}", String::from_utf8_lossy(text)));
    }
    Ok(Number {
        text: stretch,
        syntax: Syntax::Integer,
        int: Some(code.into()),
        uint: Some(code.into()),
        float: Some(code.into()),
        complex: None,
    })
}

/// A number into all the types that can hold it.
pub(super) fn numeric(text: &str, stretch: Stretch) -> Result<Number, String> {
    if let Some(complex) = text.strip_suffix('i').and_then(imaginary) {
        return Ok(simplified(complex, stretch));
    }
    let mut number = Number {
        text: stretch,
        syntax: Syntax::Integer,
        int: None,
        uint: None,
        float: None,
        complex: None,
    };
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, integer(&text[1..])),
        Some(b'+') => (false, integer(&text[1..])),
        _ => (false, integer(text)),
    };
    let signed = text.starts_with(['-', '+']);
    if let Some(magnitude) = digits {
        let int = if negative {
            0i64.checked_sub_unsigned(magnitude)
        } else {
            i64::try_from(magnitude).ok()
        };
        number.int = int;
        number.uint = (!signed || magnitude == 0).then_some(magnitude);
    }
    #[expect(clippy::cast_precision_loss, reason = "as Go has it")]
    if let Some(int) = number.int {
        number.float = Some(int as f64);
    } else if let Some(uint) = number.uint {
        number.float = Some(uint as f64);
    } else if let Some(float) = float(text) {
        if !text.contains(['.', 'e', 'E', 'p', 'P']) {
            return Err(format!("integer overflow: {}", quote(text)));
        }
        fill(&mut number, float);
    }
    let hex = text.starts_with("0x") || text.starts_with("0X");
    let marks: &[char] = if hex { &['p', 'P'] } else { &['.', 'e', 'E', 'p', 'P'] };
    if text.contains(marks) {
        number.syntax = Syntax::Float;
    }
    if number.float.is_none() {
        return Err(format!("illegal number syntax: {}", quote(text)));
    }
    Ok(number)
}

/// A float, and the integers that are the same.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be in range"
)]
fn fill(number: &mut Number, float: f64) {
    number.float = Some(float);
    if float.fract() == 0.0
        && (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&float)
    {
        number.int = Some(float as i64);
    }
    if float.fract() == 0.0 && (0.0..18_446_744_073_709_551_616.0).contains(&float) {
        number.uint = Some(float as u64);
    }
}

/// `1+2i`, or `2i`: what stands before the `i`.
fn imaginary(text: &str) -> Option<(f64, f64)> {
    let bytes = text.as_bytes();
    let sign = (1..bytes.len()).rev().find(|at| {
        matches!(bytes[*at], b'+' | b'-') && !matches!(bytes[at - 1], b'e' | b'E' | b'p' | b'P')
    });
    match sign {
        Some(at) => Some((float(&text[..at])?, float(&text[at..])?)),
        None => Some((0.0, float(text)?)),
    }
}

fn simplified(complex: (f64, f64), text: Stretch) -> Number {
    let mut number = Number {
        text,
        syntax: Syntax::Integer,
        int: None,
        uint: None,
        float: None,
        complex: Some(complex),
    };
    if complex.1 == 0.0 {
        fill(&mut number, complex.0);
    }
    number
}

/// An integer without a sign; a prefix tells the base.
fn integer(text: &str) -> Option<u64> {
    parse_uint(text, 0).ok()
}

/// A float as `strconv.ParseFloat` reads it; what is too large is none, and so are `inf` and `nan`.
fn float(text: &str) -> Option<f64> {
    if !underscores_sound(text) {
        return None;
    }
    parse_float(&text.replace('_', "")).ok().filter(|float| float.is_finite())
}
