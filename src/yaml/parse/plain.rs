//! Texts without quotes.

use std::borrow::Cow;

use super::super::syntax::Bytes;
use super::cursor::Cursor;
use super::fold::Fold;
use super::{SyntaxFault, fault};

pub(super) struct Plain<'t> {
    pub text: Cow<'t, str>,
    pub bytes: Bytes,
    /// The next thing stands on a line of its own.
    pub ends_line: bool,
}

/// Reads on over lines that are indented to the column at least.
pub(super) fn read<'t>(
    cursor: &mut Cursor<'t>,
    least_column: usize,
    in_flow: bool,
) -> Result<Plain<'t>, SyntaxFault> {
    let start = cursor.at;
    let (mut folded, mut piece, mut end) = (String::new(), start, start);
    let mut fold = Fold::default();
    while !(cursor.byte(0) == b'#'
        || cursor.is_document_mark("---")
        || cursor.is_document_mark("..."))
    {
        let word = cursor.at;
        cursor.jump(word_end(cursor, in_flow));
        if cursor.at > word {
            if !fold.is_empty() {
                folded.push_str(&cursor.text[piece..end]);
                fold.add_to(&mut folded);
                piece = word;
            }
            end = cursor.at;
        }
        if !is_space(cursor) {
            break;
        }
        while is_space(cursor) {
            if cursor.is_break(0) {
                fold.add(cursor.take_break());
            } else if !fold.is_empty() && cursor.byte(0) == b'\t' && cursor.column() < least_column
            {
                let help = "YAML is indented with spaces; a tab is not one";
                return Err(fault("a tab indents this line", cursor.at, help));
            } else {
                cursor.skip();
            }
        }
        if !in_flow && cursor.column() < least_column {
            break;
        }
    }
    let last = &cursor.text[piece..end];
    let text = if folded.is_empty() { last.into() } else { (folded + last).into() };
    Ok(Plain { text, bytes: start..end, ends_line: !fold.is_empty() })
}

fn is_space(cursor: &Cursor<'_>) -> bool {
    cursor.is_blank(0) || cursor.is_break(0)
}

/// Where the word ends that begins here, which may have no characters.
fn word_end(cursor: &Cursor<'_>, in_flow: bool) -> usize {
    let bytes = &cursor.text.as_bytes()[cursor.at..];
    let ends = |ahead: usize| match bytes[ahead] {
        b' ' | b'\t' | b'\n' | b'\r' | 0 => true,
        b':' => cursor.is_space_or_end(ahead + 1),
        b',' | b'?' | b'[' | b']' | b'{' | b'}' => in_flow,
        0xc2 | 0xe2 => cursor.is_break(ahead),
        _ => false,
    };
    cursor.at + (0..bytes.len()).find(|ahead| ends(*ahead)).unwrap_or(bytes.len())
}
