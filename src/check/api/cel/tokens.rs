//! The text of an expression in CEL, cut into words.

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Token<'a> {
    /// A name, or a keyword.
    Name(&'a str),
    Number,
    String,
    Bytes,
    Mark(&'a str),
}

/// The longest marks first.
const MARKS: [&str; 26] = [
    "&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "<", ">",
    "!", "+", "-", "*", "/", "%", "=", "&",
];

pub fn tokens(text: &str) -> Result<Vec<Token<'_>>, String> {
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
    if let Some((token, rest)) = string(text)? {
        return Ok((token, rest));
    }
    if let Some(quoted) = text.strip_prefix('`') {
        let (name, rest) = quoted.split_once('`').ok_or("a quoted name has no end")?;
        return Ok((Token::Name(name), rest));
    }
    let starts_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if starts_number(text) || text.strip_prefix('.').is_some_and(starts_number) {
        return Ok((Token::Number, number(text)));
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

/// What follows a number: digits, a fraction, an exponent, a suffix.
fn number(text: &str) -> &str {
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let rest = hex.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        return rest.strip_prefix(['u', 'U']).unwrap_or(rest);
    }
    let digits =
        |text: &'_ str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut rest = &text[digits(text)..];
    if let Some(fraction) = rest.strip_prefix('.').filter(|fraction| digits(fraction) > 0) {
        rest = &fraction[digits(fraction)..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits(unsigned) > 0 {
            rest = &unsigned[digits(unsigned)..];
        }
    }
    rest.strip_prefix(['u', 'U']).unwrap_or(rest)
}

/// A string, with the letters before it: `r'…'`, `b"…"`, `"""…"""`.
fn string(text: &str) -> Result<Option<(Token<'_>, &str)>, String> {
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
    let mut rest = &quoted[end.len()..];
    loop {
        if let Some(after) = rest.strip_prefix(end) {
            let token = if prefix.contains('b') { Token::Bytes } else { Token::String };
            return Ok(Some((token, after)));
        }
        let mut letters = rest.chars();
        match letters.next() {
            None => return Err("a text has no end".to_owned()),
            Some('\n' | '\r') if end.len() == 1 => return Err("a text has no end".to_owned()),
            Some('\\') if !is_raw => {
                letters.next();
            }
            Some(_) => {}
        }
        rest = letters.as_str();
    }
}
