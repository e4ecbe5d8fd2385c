//! A unified diff into the same in colours.

use super::paint::Paint;
use crate::diagnostic::print::Style;

/// The diff, line by line.
pub fn unified(diff: &str, style: Style) -> String {
    let paint = Paint(style.color);
    let mut out = String::with_capacity(diff.len());
    for line in diff.lines() {
        out.push_str(&match line.as_bytes().first() {
            Some(b'+') => paint.added(line),
            Some(b'-') => paint.removed(line),
            Some(b'@') => paint.faint(line),
            _ => paint.plain(line),
        });
        out.push('\n');
    }
    out
}
