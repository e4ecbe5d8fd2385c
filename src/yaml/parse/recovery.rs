//! A document that can't be read into all that is wrong with it, not the first thing alone.
//!
//! The entry at fault is blanked out, with all that is indented below it, and the rest is read anew
//! from the next line on that begins an entry beside or above it. Where it is in doubt what the
//! author meant, as behind a quote that may be the wrong one, nothing more is told.

use super::conflict::conflict;
use super::control::{control_character, control_fault};
use super::grammar::{self, NO_ANCHOR, Standing};
use super::tokens::is_no_colon;
use super::{Habits, MOST_FAULTS, SyntaxFault};

/// What is wrong with the one document of `text`, besides `first`.
pub(crate) fn further(text: &str, first: &SyntaxFault, habits: Habits) -> Vec<SyntaxFault> {
    // The marks of a merge explain all the rest.
    if conflict(text, first.bytes.start).is_some() {
        return Vec::new();
    }
    let whole = text;
    let (mut text, mut found) = without_controls(text);
    let told: Vec<usize> = found.iter().map(|fault| line_start(&text, fault.bytes.start)).collect();
    let mut mended = 0;
    while found.len() < MOST_FAULTS {
        let (fault, standing) = grammar::stop(&text, habits);
        let Some(fault) = fault.filter(|fault| fault.bytes.start >= mended) else { break };
        let entry = entry_around(&text, &fault, &standing);
        // The first that is found is the first, if it is not a control character.
        let is_told = (told.is_empty() && mended == 0)
            || told.contains(&line_start(&text, fault.bytes.start));
        if !is_told && !is_anchored(whole, &fault) {
            found.push(fault);
        }
        let Some(entry) = entry else { break };
        mended = entry.end;
        let blank: String = text[entry.clone()].bytes().map(super::blank).collect();
        text.replace_range(entry, &blank);
    }
    found.retain(|fault| fault.bytes.start != first.bytes.start);
    found.sort_by_key(|fault| fault.bytes.start);
    found
}

/// Whether a fault is that a name is missing, which may be anchored in what was blanked out.
fn is_anchored(text: &str, fault: &SyntaxFault) -> bool {
    let name = fault.message.strip_prefix(NO_ANCHOR).and_then(|rest| rest.strip_suffix('`'));
    name.is_some_and(|name| text.contains(&format!("&{name}")))
}

/// The text with letters for its control characters, of which each is told.
fn without_controls(text: &str) -> (String, Vec<SyntaxFault>) {
    let (mut text, mut found) = (text.to_owned(), Vec::new());
    while let Some(at) = control_character(&text).filter(|_| found.len() < MOST_FAULTS) {
        let width = text[at..].chars().next().map_or(1, char::len_utf8);
        text.replace_range(at..at + width, &"_".repeat(width));
        found.push(control_fault(at));
    }
    (text, found)
}

/// The bytes of the entry that a fault is in, up to the line where the next one begins.
fn entry_around(
    text: &str,
    fault: &SyntaxFault,
    standing: &Standing,
) -> Option<std::ops::Range<usize>> {
    let at = fault.bytes.start.min(text.len());
    let line = line_start(text, at);
    let own = text[line..at].chars().count();
    let column = match standing.column {
        _ if is_no_colon(fault) => own,
        // What follows in that block may be misplaced, too.
        block if standing.is_misplaced => block?.checked_sub(1)?,
        block => block?,
    };
    let next = next_entry(text, at, column)?;
    let goes_on = standing.flow.is_some_and(|opened| {
        line_start(text, opened) != line || !begins_entry(text[next..].trim_start_matches(' '))
    });
    // What stands in the first line of an item leaves the item's dash.
    let own = text[line..].char_indices().nth(column).map_or(line, |(ahead, _)| line + ahead);
    let is_in_item =
        text[line..own].contains('-') && text[line..own].trim_matches([' ', '-']).is_empty();
    let start = if is_in_item { own } else { line };
    // Without its first entry, a map must not become a list.
    let column_of = |line: &str| line.chars().take_while(|c| *c == ' ').count();
    let is_list = |from: usize| text[from..].trim_start_matches(' ').starts_with("- ");
    let changes = column_of(&text[next..]) == column && is_list(next) && !is_list(line);
    (!standing.is_doubtful && !goes_on && !changes).then_some(start..next)
}

/// Where the first line behind `at` begins that is indented by `column` at most.
fn next_entry(text: &str, at: usize, column: usize) -> Option<usize> {
    let mut start = at + text[at..].find('\n')? + 1;
    for line in text[start..].split_inclusive('\n') {
        let own = line.trim_start_matches(' ');
        let is_content = !own.trim().is_empty() && !own.starts_with(['#', '\t']);
        if is_content && line.len() - own.len() <= column {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// Whether a line looks like an entry of a map or of a list.
fn begins_entry(line: &str) -> bool {
    let line = line.lines().next().unwrap_or("");
    let key = line.split_once(':').filter(|(_, value)| value.is_empty() || value.starts_with(' '));
    let is_word = |key: &str| !key.contains([' ', ',', '[', ']', '{', '}', '"', '\'']);
    line.starts_with("- ") || key.is_some_and(|(key, _)| is_word(key))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].rfind('\n').map_or(0, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::super::parse_all;

    /// The lines of all that is told.
    fn lines(text: &str) -> Vec<usize> {
        let at = |start: usize| text[..start].matches('\n').count() + 1;
        parse_all(text).1.iter().map(|fault| at(fault.bytes.start)).collect()
    }

    #[test]
    fn every_entry_at_fault_is_told() {
        let cases: [(&str, &[usize]); 16] = [
            ("a: b: c\nd: 1\ne: f: g\n", &[1, 3]),
            ("a:\n  b: c: d\n  e: 1\n  f: @x\ng: 2\nh: `x\n", &[2, 4, 6]),
            ("- a: b: c\n  d: 1\n- e: 1\n  f: g: h\n- i: j: k\n", &[1, 4, 5]),
            ("a:\n- b: c: d\n  e: 1\n- f: g: h\n", &[2, 4]),
            ("a:\n  name\n  image: x\n  b: c: d\n", &[2, 4]),
            ("spec\n  replicas: 1\nb: c: d\n", &[1, 3]),
            ("a:1\nb: 2\nc:3\nd: 4\n", &[1, 3]),
            ("a: [1, 2}\nb: 1\nc: d: e\n", &[1, 3]),
            ("a: {b: c\nd: e: f\n---\na: b: c\nd: @\n", &[2, 4, 5]),
            ("a: \"\\q\"\nb: \"\\q\"\n", &[1, 2]),
            ("a: *nowhere\nb: !!set c\nd: *neither\n", &[1, 2, 3]),
            ("a: x\u{1}\nb: c: d\ne: \u{2}\n", &[1, 2, 3]),
            ("a: b: c\n# d: e: f\n\ng: h: i # j\n", &[1, 4]),
            ("a: |\n  x: y: z\nb: c: d\ne: >-\n  @\nf: @\n", &[3, 6]),
            ("é: b: c\nü: d: e\n", &[1, 2]),
            ("a:\n\tb: 1\n\tc: 1\nd: e: f\n", &[2, 4]),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text), expected, "{text}");
        }
    }

    /// What comes of one mistake is told once.
    #[test]
    fn nothing_is_made_up() {
        let cases: [(&str, usize); 14] = [
            ("a: \"text\nb: \"x\"\nc: \"y\"\nd: \"z\"\n", 2),
            ("a: 'it's\nb: 'x'\nc: 'y'\n", 1),
            ("a: b: c\n- d\ne: f: g\n", 1),
            ("a: &x b: c\nd: *x\n", 1),
            ("a: [1, 2\nb: 3\nc: 4\nd: 5\n", 2),
            ("a: {\n  b: 1\n  c: 2\n  d: 3\n}\n", 3),
            ("a: [\n1,\n2 3: 4: 5\n]\nb: 1\n", 3),
            ("spec:\n  a: 1\n   b: 2\n   c: 3\n   d: 4\n", 3),
            ("spec:\n    a: 1\n  b: 2\n  c: 3\n", 3),
            ("a: b\n  c: d\n  e: f\n", 2),
            ("- 2\n - x: 1\n - y: 1\n", 2),
            ("a:\n  - b\n  c: 1\n  d: 2\n", 3),
            ("  a: 1\nb: 2\nc: 3\n", 2),
            ("<<<<<<< a\nb: 1\n=======\nb: 2\n>>>>>>> c\n", 1),
        ];
        for (text, expected) in cases {
            assert_eq!(lines(text), [expected], "{text}");
        }
    }
}
