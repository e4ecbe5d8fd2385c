//! Texts in quotes.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::fold::Fold;
use super::{SyntaxFault, fault};

pub(super) fn single<'t>(cursor: &mut Cursor<'t>) -> Result<Cow<'t, str>, SyntaxFault> {
    read(cursor, b'\'')
}

pub(super) fn double<'t>(cursor: &mut Cursor<'t>) -> Result<Cow<'t, str>, SyntaxFault> {
    read(cursor, b'"')
}

fn read<'t>(cursor: &mut Cursor<'t>, quote: u8) -> Result<Cow<'t, str>, SyntaxFault> {
    let opened = cursor.at;
    cursor.skip();
    if let Some(text) = on_one_line(cursor, quote) {
        return Ok(text.into());
    }
    let mut text = String::new();
    loop {
        if cursor.is_document_mark("---") || cursor.is_document_mark("...") || cursor.is_end() {
            let help = "look for a quote that is opened and not closed";
            return Err(fault("the quote that is opened here is not closed", opened, help));
        }
        let mut fold = Fold::default();
        while !cursor.is_space_or_end(0) {
            match cursor.byte(0) {
                b'\'' if quote == b'\'' && cursor.byte(1) == b'\'' => {
                    text.push('\'');
                    cursor.jump(cursor.at + 2);
                }
                byte if byte == quote => break,
                b'\\' if quote == b'"' => {
                    if cursor.is_break(1) {
                        cursor.skip();
                        cursor.skip_break();
                        fold.add_escaped();
                        break;
                    }
                    text.push(escaped(cursor)?);
                }
                _ => {
                    let start = cursor.at;
                    cursor.skip();
                    text.push_str(&cursor.text[start..cursor.at]);
                }
            }
        }
        if cursor.byte(0) == quote {
            break;
        }
        skip_space(cursor, fold, &mut text);
    }
    cursor.skip();
    Ok(text.into())
}

/// The text as it stands, if it ends on this line and nothing in it is escaped.
fn on_one_line<'t>(cursor: &mut Cursor<'t>, quote: u8) -> Option<&'t str> {
    let start = cursor.at;
    let rest = &cursor.text.as_bytes()[start..];
    let ends = |byte: &u8| *byte == quote || matches!(byte, b'\\' | b'\n' | b'\r' | 0xc2 | 0xe2);
    let end = start + rest.iter().position(ends)?;
    let bytes = cursor.text.as_bytes();
    let is_whole = bytes[end] == quote && !(quote == b'\'' && bytes.get(end + 1) == Some(&quote));
    is_whole.then(|| {
        cursor.jump(end + 1);
        &cursor.text[start..end]
    })
}

/// Blanks stay where the line goes on, and go where it ends.
fn skip_space(cursor: &mut Cursor<'_>, mut fold: Fold, text: &mut String) {
    let start = cursor.at;
    while cursor.is_blank(0) || cursor.is_break(0) {
        if cursor.is_blank(0) {
            cursor.skip();
        } else {
            fold.add(cursor.take_break());
        }
    }
    if fold.is_empty() {
        text.push_str(&cursor.text[start..cursor.at]);
    } else {
        fold.add_to(text);
    }
}

fn escaped(cursor: &mut Cursor<'_>) -> Result<char, SyntaxFault> {
    let at = cursor.at;
    cursor.skip();
    let code = cursor.byte(0);
    let made = match code {
        b'0' => '\0',
        b'a' => '\u{7}',
        b'b' => '\u{8}',
        b't' | b'\t' => '\t',
        b'n' => '\n',
        b'v' => '\u{b}',
        b'f' => '\u{c}',
        b'r' => '\r',
        b'e' => '\u{1b}',
        b' ' | b'"' | b'\'' | b'\\' => char::from(code),
        b'N' => '\u{85}',
        b'_' => '\u{a0}',
        b'L' => '\u{2028}',
        b'P' => '\u{2029}',
        b'x' => return code_point(cursor, 2),
        b'u' => return code_point(cursor, 4),
        b'U' => return code_point(cursor, 8),
        _ => {
            let help = "write `\\\\` for a backslash";
            return Err(fault("YAML has no such escape", at, help));
        }
    };
    cursor.skip();
    Ok(made)
}

fn code_point(cursor: &mut Cursor<'_>, digits: usize) -> Result<char, SyntaxFault> {
    cursor.skip();
    let text = cursor.text.get(cursor.at..cursor.at + digits).unwrap_or("");
    let is_hexadecimal = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let code = if is_hexadecimal { u32::from_str_radix(text, 16).ok() } else { None };
    let Some(made) = code.and_then(char::from_u32) else {
        return Err(fault("this escape stands for no character", cursor.at, None));
    };
    cursor.jump(cursor.at + digits);
    Ok(made)
}
