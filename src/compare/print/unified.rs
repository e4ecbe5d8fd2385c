//! Two texts into a unified diff, and that into the same in colours.

use similar::TextDiff;

use crate::diagnostic::print::Paint;
use crate::diagnostic::print::Style;

/// The unified diff of two texts that are called so.
pub fn lines(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff().context_radius(3).header(old_name, new_name).to_string()
}

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
