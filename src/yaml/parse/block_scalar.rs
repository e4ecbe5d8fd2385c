//! Texts below `|` and `>`.

use std::borrow::Cow;

use super::super::syntax::Bytes;
use super::cursor::Cursor;
use super::{SyntaxFault, fault};

/// What becomes of the line breaks at the end.
#[derive(Clone, Copy, PartialEq)]
enum Chomp {
    Strip,
    Clip,
    Keep,
}

pub(super) struct Block<'t> {
    pub text: Cow<'t, str>,
    /// From the first word to the last; the sign where there is none.
    pub bytes: Bytes,
}

/// Reads what is indented further than the block around it.
pub(super) fn read<'t>(
    cursor: &mut Cursor<'t>,
    outer: Option<usize>,
    literal: bool,
) -> Result<Block<'t>, SyntaxFault> {
    let sign = cursor.at;
    cursor.skip();
    let mut bytes = sign..cursor.at;
    let (chomp, further) = header(cursor)?;
    let least = outer.map_or(0, |indent| indent + 1).max(1);
    let mut indent = further.map(|further| outer.unwrap_or(0) + further);
    let mut text = String::new();
    let mut last_break: Option<char> = None;
    let mut breaks = String::new();
    let mut was_blank = false;
    loop {
        let found = skip_empty_lines(cursor, indent, &mut breaks)?;
        let column = *indent.get_or_insert(found.max(least));
        if cursor.column() != column || cursor.is_end() {
            break;
        }
        let blank = cursor.is_blank(0);
        if literal || was_blank || blank || last_break != Some('\n') {
            text.extend(last_break);
        } else if breaks.is_empty() {
            text.push(' ');
        }
        text.push_str(&breaks);
        breaks.clear();
        was_blank = blank;
        let (start, end) = (cursor.at, cursor.line_end());
        cursor.jump(end);
        let line = &cursor.text[start..end];
        text.push_str(line);
        let last = start + line.trim_end().len();
        bytes = if bytes.start == sign { start..last } else { bytes.start..last.max(bytes.end) };
        last_break = cursor.is_break(0).then(|| cursor.take_break());
    }
    if chomp != Chomp::Strip {
        text.extend(last_break);
    }
    if chomp == Chomp::Keep {
        text.push_str(&breaks);
    }
    Ok(Block { text: text.into(), bytes })
}

/// `-2` and the like, up to the end of the line.
fn header(cursor: &mut Cursor<'_>) -> Result<(Chomp, Option<usize>), SyntaxFault> {
    let mut chomp = take_chomp(cursor);
    let mut further = None;
    if cursor.byte(0).is_ascii_digit() {
        if cursor.byte(0) == b'0' {
            return Err(fault("a block's text is indented by one space at least", cursor.at, None));
        }
        further = Some(usize::from(cursor.byte(0) - b'0'));
        cursor.skip();
        chomp = chomp.or_else(|| take_chomp(cursor));
    }
    cursor.skip_blanks();
    if cursor.byte(0) == b'#' {
        cursor.jump(cursor.line_end());
    }
    if !cursor.is_break_or_end(0) {
        let help = "begin the text on the next line";
        return Err(fault("text stands beside the sign of a block", cursor.at, help));
    }
    if cursor.is_break(0) {
        cursor.skip_break();
    }
    Ok((chomp.unwrap_or(Chomp::Clip), further))
}

fn take_chomp(cursor: &mut Cursor<'_>) -> Option<Chomp> {
    let chomp = match cursor.byte(0) {
        b'-' => Chomp::Strip,
        b'+' => Chomp::Keep,
        _ => return None,
    };
    cursor.skip();
    Some(chomp)
}

/// Keeps the breaks of empty lines, and says how far the longest of them is indented.
fn skip_empty_lines(
    cursor: &mut Cursor<'_>,
    indent: Option<usize>,
    breaks: &mut String,
) -> Result<usize, SyntaxFault> {
    let mut longest = 0;
    loop {
        let is_outside = |cursor: &Cursor<'_>| indent.is_none_or(|indent| cursor.column() < indent);
        while is_outside(cursor) && cursor.byte(0) == b' ' {
            cursor.skip();
        }
        longest = longest.max(cursor.column());
        if is_outside(cursor) && cursor.byte(0) == b'\t' {
            let help = "YAML is indented with spaces; a tab is not one";
            return Err(fault("a tab indents this line", cursor.at, help));
        }
        if !cursor.is_break(0) {
            return Ok(longest);
        }
        breaks.push(cursor.take_break());
    }
}
