//! Literals into their values: `'a\n'`, `0x1F`, `1.5`.

use std::borrow::Cow;

use super::tokens::Literal;
use super::types::Type;
use super::value::Value;

/// The size of a literal: the characters of a string, the bytes of `bytes`, else 1.
pub(super) fn size(literal: &Literal<'_>) -> u64 {
    let length = match literal.kind {
        Type::String => text_of(literal.source).chars().count(),
        Type::Bytes => bytes_of(literal.source).len(),
        _ => 1,
    };
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The value of a literal; `None` if it has none that fits.
pub(super) fn constant(literal: &Literal<'_>) -> Option<Value<'static>> {
    let source = literal.source;
    Some(match literal.kind {
        Type::String => Value::text(text_of(source)),
        Type::Int => Value::Int(integer(source)?),
        Type::Uint => Value::Uint(unsigned(source)?),
        Type::Double => Value::Double(source.parse().ok()?),
        Type::Bytes => Value::Bytes(bytes_of(source).into()),
        _ => return None,
    })
}

/// The same with a `-` before it, which is a part of the number.
pub(super) fn negative(literal: &Literal<'_>) -> Option<Value<'static>> {
    let source = literal.source;
    Some(match literal.kind {
        Type::Int => {
            let (digits, radix) = digits_of(source);
            Value::Int(i64::from_str_radix(&format!("-{digits}"), radix).ok()?)
        }
        Type::Double => Value::Double(-source.parse::<f64>().ok()?),
        _ => return None,
    })
}

fn unsigned(source: &str) -> Option<u64> {
    let (digits, radix) = digits_of(source.trim_end_matches(['u', 'U']));
    u64::from_str_radix(digits, radix).ok()
}

fn digits_of(source: &str) -> (&str, u32) {
    let hex = source.strip_prefix("0x").or(source.strip_prefix("0X"));
    hex.map_or((source, 10), |digits| (digits, 16))
}

pub(super) fn integer(source: &str) -> Option<i64> {
    let (digits, radix) = digits_of(source);
    i64::from_str_radix(digits, radix).ok()
}

/// What stands between the quotes of a literal.
struct Inner<'t> {
    text: &'t str,
    is_raw: bool,
}

fn inner(source: &str) -> Inner<'_> {
    let start = source.find(['\'', '"']).unwrap_or(0);
    let (prefix, quoted) = source.split_at(start);
    let quotes =
        if quoted.len() >= 6 && quoted[1..].starts_with(&quoted[..1].repeat(2)) { 3 } else { 1 };
    let text = quoted.get(quotes..quoted.len().saturating_sub(quotes)).unwrap_or_default();
    Inner { text, is_raw: prefix.contains(['r', 'R']) }
}

/// The ends of lines are as Unix has them.
fn lines(source: &str) -> Cow<'_, str> {
    if source.contains('\r') {
        return source.replace("\r\n", "\n").replace('\r', "\n").into();
    }
    source.into()
}

/// The string that a string literal stands for: without quotes, with escapes resolved.
fn text_of(source: &str) -> String {
    let source = &*lines(source);
    let Inner { text: mut rest, is_raw } = inner(source);
    if is_raw {
        return rest.to_owned();
    }
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let (letter, length) = escaped(after);
        text.push(letter);
        rest = after.get(length..).unwrap_or_default();
    }
    text + rest
}

/// The bytes that a literal of bytes stands for: an escape by a number is one of them.
fn bytes_of(source: &str) -> Vec<u8> {
    let source = &*lines(source);
    let Inner { text: mut rest, is_raw } = inner(source);
    let mut bytes = Vec::new();
    while let Some((before, after)) = rest.split_once('\\').filter(|_| !is_raw) {
        bytes.extend_from_slice(before.as_bytes());
        let (letter, length) = escaped(after);
        match u8::try_from(letter) {
            Ok(byte) if !after.starts_with(['u', 'U']) => bytes.push(byte),
            _ => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = after.get(length..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The character that an escape stands for, and the length of the escape.
fn escaped(text: &str) -> (char, usize) {
    let code = |from: usize, digits: usize, radix: u32| {
        let code = text.get(from..from + digits).and_then(|it| u32::from_str_radix(it, radix).ok());
        (code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER), from + digits)
    };
    match text.chars().next() {
        Some('a') => ('\x07', 1),
        Some('b') => ('\x08', 1),
        Some('f') => ('\x0c', 1),
        Some('n') => ('\n', 1),
        Some('r') => ('\r', 1),
        Some('t') => ('\t', 1),
        Some('v') => ('\x0b', 1),
        Some('x' | 'X') => code(1, 2, 16),
        Some('u') => code(1, 4, 16),
        Some('U') => code(1, 8, 16),
        Some('0'..='3') => code(0, 3, 8),
        Some(letter) => (letter, letter.len_utf8()),
        None => (char::REPLACEMENT_CHARACTER, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::{bytes_of, text_of};

    #[test]
    fn escapes_are_read() {
        for (source, text) in [
            ("'a'", "a"),
            (r#""a\"b""#, "a\"b"),
            (r"r'\d'", r"\d"),
            ("\"\"\"a\nb\"\"\"", "a\nb"),
            ("''", ""),
            ("''''''", ""),
            (r"'\u00e9\x41\n\101'", "éA\nA"),
            (r"b'\x00'", "\0"),
            ("'''a\r\nb\rc\\r'''", "a\nb\nc\r"),
        ] {
            assert_eq!(text_of(source), text, "{source}");
        }
    }

    #[test]
    fn bytes_are_read() {
        for (source, bytes) in [
            (r"b'\xff\101é'", &b"\xffA\xc3\xa9"[..]),
            (r"b'\u00ff'", b"\xc3\xbf"),
            (r"br'\x'", b"\\x"),
        ] {
            assert_eq!(bytes_of(source), bytes, "{source}");
        }
    }
}
