//! Literals into their values: `'a\n'`, `0x1F`, `1.5`.

use serde_json::Value;

use super::tokens::Literal;
use super::types::Type;

/// The size of a literal: the characters of a string, the bytes of `bytes`, else 1.
pub(super) fn size(literal: &Literal<'_>) -> u64 {
    let length = match literal.kind {
        Type::String => text_of(literal.source).chars().count(),
        Type::Bytes => text_of(literal.source).len(),
        _ => 1,
    };
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The value of a string or a number; `None` for other literals.
pub(super) fn value(literal: &Literal<'_>) -> Option<Value> {
    let source = literal.source;
    match literal.kind {
        Type::String => Some(Value::String(text_of(source))),
        Type::Int => integer(source).map(Value::from),
        Type::Double => source.parse::<f64>().ok().map(Value::from),
        _ => None,
    }
}

pub(super) fn integer(source: &str) -> Option<i64> {
    match source.strip_prefix("0x").or(source.strip_prefix("0X")) {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => source.parse().ok(),
    }
}

/// The string that a string literal stands for: without quotes, with escapes resolved.
fn text_of(source: &str) -> String {
    let start = source.find(['\'', '"']).unwrap_or(0);
    let (prefix, quoted) = source.split_at(start);
    let quotes =
        if quoted.len() >= 6 && quoted[1..].starts_with(&quoted[..1].repeat(2)) { 3 } else { 1 };
    let inner = quoted.get(quotes..quoted.len().saturating_sub(quotes)).unwrap_or_default();
    if prefix.contains(['r', 'R']) {
        return inner.to_owned();
    }
    let mut text = String::new();
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let (letter, length) = escaped(after);
        text.push(letter);
        rest = after.get(length..).unwrap_or_default();
    }
    text + rest
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
    use super::text_of;

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
        ] {
            assert_eq!(text_of(source), text, "{source}");
        }
    }
}
