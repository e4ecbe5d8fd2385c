//! Two texts of several lines into the lines that differ, each stretch under its place.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::Detail;
use crate::diagnostic::print::Paint;

/// Lines that did not change, around those that did.
const CONTEXT: usize = 1;

/// More are not shown in brief.
const MOST: usize = 12;

/// The lines that differ, behind `indent`; and how many.
pub(super) fn changed(
    old: &str,
    new: &str,
    indent: &str,
    paint: Paint,
    detail: Detail,
) -> (String, usize) {
    let diff = TextDiff::from_lines(old, new);
    let mut lines = Vec::new();
    let mut count = 0;
    for group in diff.grouped_ops(CONTEXT) {
        let first = group.first().map_or(0, |op| op.new_range().start + 1);
        lines.push(format!("{indent}{}", paint.faint(&format!("@@ line {first}"))));
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let text = change.value().trim_end_matches('\n');
            let missing =
                if change.missing_newline() { "  (no line break at the end)" } else { "" };
            let line = match change.tag() {
                ChangeTag::Equal => paint.plain(&format!("  {text}")),
                ChangeTag::Insert => paint.added(&format!("+ {text}{missing}")),
                ChangeTag::Delete => paint.removed(&format!("- {text}{missing}")),
            };
            count += usize::from(change.tag() != ChangeTag::Equal);
            lines.push(format!("{indent}{}", line.trim_end()));
        }
    }
    (cut(&lines, indent, detail), count)
}

/// The lines of a block, behind `indent`.
pub(super) fn block(text: &str, indent: &str, detail: Detail) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("{indent}{line}")).collect();
    cut(&lines, indent, detail)
}

fn cut(lines: &[String], indent: &str, detail: Detail) -> String {
    let all = detail == Detail::All || lines.len() <= MOST;
    let shown = if all { lines.len() } else { MOST - 2 };
    let mut text = String::new();
    for line in &lines[..shown] {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if shown < lines.len() {
        let more = lines.len() - shown;
        writeln!(text, "{indent}… {more} more lines: --all shows them")
            .expect("a string takes all");
    }
    text
}
