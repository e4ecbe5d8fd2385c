//! What stands on a line of plain YAML: a dash, a key, a scalar of one line.
//!
//! Each says no where it takes more than the line to tell.

use memchr::{memchr2, memchr3};

#[derive(Clone, Copy)]
pub(super) enum Scalar<'t> {
    Text(&'t str),
    /// A scalar, but not told which.
    Unread,
    List,
}

/// What follows a dash that stands for an item.
pub(super) fn dash(text: &str) -> Option<&str> {
    text.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// A key and what follows its colon.
pub(super) fn key(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let (key, end) = match bytes.first()? {
        b'"' | b'\'' => {
            let (Scalar::Text(key), rest) = quoted(text)? else { return None };
            (key, text.len() - rest.len())
        }
        first if first.is_ascii_alphabetic() || matches!(first, b'_' | b'/' | b'$') => {
            let is_of_key = |byte: &u8| {
                byte.is_ascii_alphanumeric()
                    || matches!(byte, b'_' | b'-' | b'.' | b'/' | b'$' | b'@')
            };
            let end = bytes.iter().position(|byte| !is_of_key(byte))?;
            (&text[..end], end)
        }
        _ => return None,
    };
    let rest = text[end..].strip_prefix(':')?;
    let is_key = rest.is_empty() || rest.starts_with(' ');
    // Longer ones are no keys; that of null is none.
    (is_key && end < 256 && !key.eq_ignore_ascii_case("null")).then_some((key, rest))
}

/// A text in quotes on one line, and what follows.
pub(super) fn quoted(text: &str) -> Option<(Scalar<'_>, &str)> {
    let bytes = text.as_bytes();
    let mark = *bytes.first()?;
    let (mut at, mut is_plain) = (1, true);
    loop {
        at += memchr2(mark, b'\\', &bytes[at..])?;
        let next = bytes.get(at + 1).copied();
        if bytes[at] == mark {
            if mark != b'\'' || next != Some(b'\'') {
                break;
            }
            is_plain = false;
            at += 2;
        } else if mark == b'"' {
            if !matches!(next, Some(b'"' | b'\\' | b'n' | b't' | b'/')) {
                return None;
            }
            is_plain = false;
            at += 2;
        } else {
            at += 1;
        }
    }
    let scalar = if is_plain { Scalar::Text(&text[1..at]) } else { Scalar::Unread };
    Some((scalar, &text[at + 1..]))
}

/// Whether nothing follows but a comment.
pub(super) fn is_over(rest: &str) -> bool {
    let comment = rest.trim_start_matches(' ');
    rest.is_empty() || (comment.starts_with('#') && comment.len() < rest.len())
}

/// Whether a text begins as a plain scalar does, and is no number that JSON doesn't have.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes[0] {
        b'-' | b'+' | b'0'..=b'9' => {
            let is_of_number =
                |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'.' | b':' | b'/');
            let after_sign = bytes.get(1).is_none_or(|byte| *byte != b' ' && *byte != b'.');
            // `1e999` is no number of JSON, but `10Gi` and `0x1f` mean no harm.
            after_sign
                && bytes.len() < 64
                && (bytes.iter().all(is_of_number) || !text.contains(['e', 'E']))
        }
        first => {
            first.is_ascii_alphabetic() || matches!(first, b'/' | b'_' | b'$' | b'(' | b'^' | b'~')
        }
    }
}

/// Whether a plain scalar holds all of a line.
pub(super) fn goes_on(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr3(b':', b'#', b'\t', &bytes[at..]) {
        at += found;
        let ends = match bytes[at] {
            b':' => bytes.get(at + 1).is_none_or(|next| *next == b' '),
            b'#' => at > 0 && bytes[at - 1] == b' ',
            _ => true,
        };
        if ends {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a word means a truth or nothing.
pub(super) fn is_name_of_a_value(text: &str) -> bool {
    let names = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];
    names.iter().any(|name| text.eq_ignore_ascii_case(name))
}

/// Whether a text is a list in brackets, of words and quoted texts.
pub(super) fn brackets(text: &str) -> bool {
    let mut rest = text[1..].trim_start_matches(' ');
    if let Some(after) = rest.strip_prefix(']') {
        return is_over(after);
    }
    loop {
        let end = if rest.starts_with(['"', '\'']) {
            let Some((_, after)) = quoted(rest) else { return false };
            rest.len() - after.len()
        } else {
            let is_of_word =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
            let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
            if end == 0 || !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                return false;
            }
            end
        };
        rest = rest[end..].trim_start_matches(' ');
        match rest.as_bytes().first() {
            Some(b',') => rest = rest[1..].trim_start_matches(' '),
            Some(b']') => return is_over(&rest[1..]),
            _ => return false,
        }
    }
}
