//! Finds secrets in a text that can't be parsed: whatever follows the name of a secret.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::nearest;

/// In YAML: the rest of the line after a name, and the following lines that are indented deeper or
/// are no entries themselves.
pub(super) fn in_yaml(text: &str, names: &BTreeSet<&str>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in after_names(text, names, &[':']) {
        if found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let depth = indent(&text[line_start..]);
        let mut end = line_end(text, start);
        while end < text.len() {
            let line = &text[end + 1..line_end(text, end + 1)];
            if !line.trim().is_empty() && indent(line) <= depth && is_entry(line) {
                break;
            }
            end += 1 + line.len();
        }
        found.push(trimmed(text, start..end));
    }
    found
}

/// In an argument of a `--set` flag: all that follows the first name.
pub(super) fn in_flag(text: &str, names: &BTreeSet<&str>) -> Vec<Range<usize>> {
    let marks = ['=', ':'];
    let first = after_names(text, names, &marks).into_iter().next().or_else(|| {
        // A needless `\` does not change a name.
        let is_there = !after_names(&text.replace('\\', ""), names, &marks).is_empty();
        text.find('=').filter(|_| is_there).map(|mark| mark + 1)
    });
    first.into_iter().map(|start| trimmed(text, start..text.len())).collect()
}

/// The end of the first word that is one of the names or similar to one, with the separator that
/// follows it.
fn after_names(text: &str, names: &BTreeSet<&str>, marks: &[char]) -> Vec<usize> {
    let mut found = Vec::new();
    for end in ends(text, names) {
        let line = &text[end..line_end(text, end)];
        match line.find(marks) {
            Some(mark) => found.push(end + mark + 1),
            // Without a separator, as in `--set password`, the argument is broken for that reason.
            None if marks.contains(&'=') => found.push(end),
            None => {}
        }
    }
    found.sort_unstable();
    found
}

fn ends(text: &str, names: &BTreeSet<&str>) -> Vec<usize> {
    let is_gap = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-');
    let mut found = Vec::new();
    for name in names {
        found.extend(text.match_indices(name).map(|(at, _)| at..at + name.len()).filter(|place| {
            text[..place.start].chars().next_back().is_none_or(is_gap)
                && text[place.end..].chars().next().is_none_or(is_gap)
        }));
    }
    let start = text.as_ptr() as usize;
    let keys = text.split(is_gap).filter(|key| nearest(key, names.iter().copied()).is_some());
    let keys =
        keys.map(|key| key.as_ptr() as usize - start..key.as_ptr() as usize - start + key.len());
    // Only a word with a separator after it may be a misspelt key.
    found.extend(keys.filter(|key| {
        text[key.end..].trim_start_matches(['"', '\'', ' ']).starts_with([':', '='])
    }));
    found.into_iter().map(|place| place.end).collect()
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

/// Whether a line begins with a key.
fn is_entry(line: &str) -> bool {
    let key = line.split(':').next().unwrap_or("").trim().trim_matches(['"', '\'']);
    key.len() < line.trim().len()
        && !key.is_empty()
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' '))
}

fn trimmed(text: &str, bytes: Range<usize>) -> Range<usize> {
    let part = &text[bytes.clone()];
    let start = bytes.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}
