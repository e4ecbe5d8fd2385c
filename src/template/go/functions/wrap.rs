//! Texts broken into lines.

use super::super::call::{Context, Function};
use super::super::text::{Builder, Text};
use super::super::value::{Type, Value};
use super::row::{int, kept, text};
use Type::{Int, String as Str};

pub(super) const ROWS: &[Function] = &[
    kept(
        "wrap WIDTH TEXT",
        "In lines of that width; long words stay whole.",
        &[Int, Str],
        |c, args| wrap(c, &text(args, 1), int(args, 0), &"\n".into(), Long::Whole),
    ),
    kept(
        "wrapWith WIDTH BREAK TEXT",
        "In lines of that width, with BREAK between; long words are cut.",
        &[Int, Str, Str],
        |c, args| wrap(c, &text(args, 2), int(args, 0), &text(args, 1), Long::Cut),
    ),
];

/// What is done with words longer than a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Long {
    Whole,
    Cut,
}

fn wrap(
    context: &Context,
    text: &Text,
    width: i64,
    line_break: &Text,
    long: Long,
) -> Result<Value, String> {
    let width = usize::try_from(width).unwrap_or(0).max(1);
    let line_break = if line_break.is_empty() { "\n".into() } else { line_break.clone() };
    context.spend(text.len().saturating_mul(1 + line_break.len() / width))?;
    let bytes = text.as_bytes();
    let mut out = Builder::default();
    let mut at = 0;
    while bytes.len() - at > width {
        if bytes[at] == b' ' {
            at += 1;
            continue;
        }
        let blank = bytes[at..=at + width].iter().rposition(|&byte| byte == b' ');
        let end = match blank {
            Some(blank) => at + blank,
            None if long == Long::Cut => {
                out.push_slice(text, at..at + width);
                out.push_text(&line_break);
                at += width;
                continue;
            }
            None => match bytes[at + width..].iter().position(|&byte| byte == b' ') {
                Some(blank) => at + width + blank,
                None => break,
            },
        };
        out.push_slice(text, at..end);
        out.push_text(&line_break);
        at = end + 1;
    }
    out.push_slice(text, at..bytes.len());
    Ok(out.finish().into())
}
