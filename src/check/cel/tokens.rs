//! The text of an expression into tokens.

use super::types::Type;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    /// A name, or a keyword.
    Name(&'a str),
    /// A name in backquotes, which is never a keyword.
    Quoted(&'a str),
    Literal(Literal<'a>),
    Mark(&'a str),
}

/// A literal, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Literal<'a> {
    pub kind: Type,
    /// As it is written, with its quotes and the letters before them.
    pub source: &'a str,
    /// Of a string without escapes, its value.
    pub text: Option<&'a str>,
}

/// Operators and punctuation, the longest first.
const MARKS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "<", ">",
    "!", "+", "-", "*", "/", "%",
];

pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = skip_blanks(text);
    while !rest.is_empty() {
        let (token, after) = next(rest)?;
        found.push(token);
        rest = skip_blanks(after);
    }
    Ok(found)
}

/// Blanks and comments.
fn skip_blanks(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']);
    match text.strip_prefix("//") {
        Some(comment) => skip_blanks(comment.find('\n').map_or("", |end| &comment[end..])),
        None => text,
    }
}

fn next(text: &str) -> Result<(Token<'_>, &str), String> {
    if let Some((literal, rest)) = string(text)? {
        return Ok((Token::Literal(literal), rest));
    }
    if let Some(quoted) = text.strip_prefix('`') {
        let (name, rest) = quoted.split_once('`').ok_or("a quoted name has no end")?;
        return Ok((Token::Quoted(name), rest));
    }
    let starts_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if starts_number(text) || text.strip_prefix('.').is_some_and(starts_number) {
        let (kind, rest) = number(text)?;
        let source = &text[..text.len() - rest.len()];
        return Ok((Token::Literal(Literal { kind, source, text: None }), rest));
    }
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let length = text.find(|c| !is_of_name(c)).unwrap_or(text.len());
    if length > 0 {
        return Ok((Token::Name(&text[..length]), &text[length..]));
    }
    match MARKS.iter().find_map(|mark| Some((*mark, text.strip_prefix(mark)?))) {
        Some((mark, rest)) => Ok((Token::Mark(mark), rest)),
        None => Err(format!("`{}` can't stand here", text.chars().next().unwrap_or_default())),
    }
}

/// A number: digits, a fraction, an exponent, a suffix.
fn number(text: &str) -> Result<(Type, &str), String> {
    let unsigned = |digits: &str, radix: u32, rest: &'_ str| {
        let is_unsigned = rest.starts_with(['u', 'U']);
        let most = if is_unsigned { u64::MAX } else { 1 << 63 };
        match u64::from_str_radix(digits, radix) {
            Ok(number) if number <= most => Ok(if is_unsigned { Type::Uint } else { Type::Int }),
            _ => Err(format!("`{digits}` is no number that fits")),
        }
    };
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let rest = hex.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        let kind = unsigned(&hex[..hex.len() - rest.len()], 16, rest)?;
        return Ok((kind, rest.strip_prefix(['u', 'U']).unwrap_or(rest)));
    }
    let digits =
        |text: &'_ str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = &text[..digits(text)];
    let mut rest = &text[whole.len()..];
    let before = rest.len();
    if let Some(fraction) = rest.strip_prefix('.').filter(|fraction| digits(fraction) > 0) {
        rest = &fraction[digits(fraction)..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits(unsigned) > 0 {
            rest = &unsigned[digits(unsigned)..];
        }
    }
    if rest.len() < before {
        return Ok((Type::Double, rest));
    }
    let kind = unsigned(whole, 10, rest)?;
    Ok((kind, rest.strip_prefix(['u', 'U']).unwrap_or(rest)))
}

/// A string with its prefix: `r'…'`, `b"…"`, `"""…"""`.
fn string(text: &str) -> Result<Option<(Literal<'_>, &str)>, String> {
    let start = text.bytes().take(3).position(|byte| matches!(byte, b'\'' | b'"'));
    let Some(start) = start else { return Ok(None) };
    let (prefix, quoted) = text.split_at(start);
    let prefix = prefix.to_ascii_lowercase();
    if !matches!(prefix.as_str(), "" | "r" | "b" | "rb" | "br") {
        return Ok(None);
    }
    let quote = &quoted[..1];
    let triple = quote.repeat(3);
    let end = if quoted.starts_with(&triple) { triple.as_str() } else { quote };
    let is_raw = prefix.contains('r');
    let inner = &quoted[end.len()..];
    let mut rest = inner;
    let mut has_escapes = false;
    loop {
        if let Some(after) = rest.strip_prefix(end) {
            let kind = if prefix.contains('b') { Type::Bytes } else { Type::String };
            let source = &text[..text.len() - after.len()];
            let text = &inner[..inner.len() - rest.len()];
            let text = Some(text).filter(|_| !has_escapes);
            return Ok(Some((Literal { kind, source, text }, after)));
        }
        match rest.chars().next() {
            None => return Err("a text has no end".to_owned()),
            Some('\n' | '\r') if end.len() == 1 => return Err("a text has no end".to_owned()),
            Some('\\') if !is_raw => {
                has_escapes = true;
                rest = &rest[1 + escape(&rest[1..])?..];
            }
            Some(letter) => rest = &rest[letter.len_utf8()..],
        }
    }
}

/// The length of an escape after its backslash.
fn escape(text: &str) -> Result<usize, String> {
    let digits = |from: usize, count: usize, radix: u32| {
        let digits = text.get(from..from + count);
        digits.filter(|digits| digits.chars().all(|c| c.is_digit(radix))).map(|_| from + count)
    };
    let length = match text.chars().next() {
        Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '\\' | '?' | '"' | '\'' | '`') => Some(1),
        Some('x' | 'X') => digits(1, 2, 16),
        Some('u') => digits(1, 4, 16),
        Some('U') => digits(1, 8, 16),
        Some('0'..='3') => digits(0, 3, 8),
        _ => None,
    };
    length.ok_or_else(|| "a text has a `\\` that means nothing".to_owned())
}
