//! A pattern as the server reads it into one that our engine reads in the same way.
//!
//! The two differ in `\d`, `\w`, `\s` and `\b`, which only know ASCII on the server; in `{` and, in
//! a class, `[`, `&&`, `--` and `~~`, which are literal there; and in `\<`, `\>` and `\Q…\E`.

use super::syntax::{bounds, named_class};

/// The pattern for our engine.
pub(super) fn ours(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut is_in_class = false;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        rest = match letter {
            '\\' => escape(after, is_in_class, &mut out),
            '[' if is_in_class => class_bracket(rest, &mut out),
            '[' => {
                is_in_class = true;
                class_start(after, &mut out)
            }
            ']' => {
                is_in_class = false;
                out.push(']');
                after
            }
            '&' | '-' | '~' if is_in_class && after.starts_with(letter) => {
                out.extend([letter, '\\', letter]);
                &after[1..]
            }
            '{' if !is_in_class && bounds(after).is_none() => {
                out.push_str("\\{");
                after
            }
            _ => {
                out.push(letter);
                after
            }
        };
    }
    out
}

/// `[` or `[^`, with a literal `]` or `-` that comes first in a class.
fn class_start<'p>(after: &'p str, out: &mut String) -> &'p str {
    out.push('[');
    let rest = after.strip_prefix('^').unwrap_or(after);
    out.push_str(&after[..after.len() - rest.len()]);
    match rest.as_bytes() {
        [letter @ b']', ..] | [letter @ b'-', b'-', ..] => {
            out.extend(['\\', char::from(*letter)]);
            &rest[1..]
        }
        _ => rest,
    }
}

/// `[:alpha:]`, or a literal `[`.
fn class_bracket<'p>(rest: &'p str, out: &mut String) -> &'p str {
    match named_class(rest) {
        Some(end) => {
            out.push_str(&rest[..end]);
            &rest[end..]
        }
        None => {
            out.push_str("\\[");
            &rest[1..]
        }
    }
}

/// What follows a `\`.
fn escape<'p>(after: &'p str, is_in_class: bool, out: &mut String) -> &'p str {
    let Some(letter) = after.chars().next() else {
        out.push('\\');
        return after;
    };
    let rest = &after[letter.len_utf8()..];
    let members = match letter.to_ascii_lowercase() {
        'd' => Some("0-9"),
        'w' => Some("0-9A-Za-z_"),
        's' => Some("\\t\\n\\f\\r\\x20"),
        _ => None,
    };
    match (letter, members) {
        (_, Some(members)) if letter.is_ascii_uppercase() => {
            out.push_str(&format!("[^{members}]"));
        }
        (_, Some(members)) if is_in_class => out.push_str(members),
        (_, Some(members)) => out.push_str(&format!("[{members}]")),
        ('b' | 'B', _) if !is_in_class => out.push_str(&format!("(?-u:\\{letter})")),
        ('<' | '>', _) => out.push(letter),
        ('Q', _) => {
            let (text, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
            out.push_str(&regex::escape(text));
            return rest;
        }
        // The braces of `\p{Greek}` and `\x{1F600}` are part of the escape.
        ('p' | 'P' | 'x', _) if rest.starts_with('{') => {
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            out.extend(['\\', letter]);
            out.push_str(&rest[..end]);
            return &rest[end..];
        }
        _ => out.extend(['\\', letter]),
    }
    rest
}
