//! Why a text is no YAML, in the words of who wrote it.
//!
//! The parser says what rule of its own was broken; the reader that is held to kubectl says what is
//! wrong, and where that begins. Neither knows of the lines that a merge leaves behind.

use super::kubectl;
use super::parse::Fault;

/// What the parser found, as kubectl's reader says it where that finds something too.
pub fn explain(text: &str, fault: Fault) -> Fault {
    let at = fault.bytes.start.min(text.len());
    let start = text[..at].rfind("\n---").map_or(0, |end| end + 1);
    let end = text[at..].find("\n---").map_or(text.len(), |end| at + end + 1);
    let found = conflict(text, at).or_else(|| {
        let mut found = kubectl::fault_of(&text[start..end])?;
        let place = |at: usize| (start + at).min(end);
        found.bytes = place(found.bytes.start)..place(found.bytes.end);
        Some(found)
    });
    found.unwrap_or(fault)
}

/// The first mark of a merge conflict, if it may be why the reader stopped at `at`.
pub fn conflict(text: &str, at: usize) -> Option<Fault> {
    let mut lines = text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    });
    let (start, line) = lines.find(|(_, line)| line.starts_with("<<<<<<< "))?;
    let is_closed = ["=======", ">>>>>>> "]
        .iter()
        .all(|mark| lines.clone().any(|(_, line)| line.starts_with(mark)));
    let end = start + line.trim_end().len();
    (is_closed && at >= start).then(|| Fault {
        message: "a merge left its conflict in this file".to_owned(),
        help: Some(
            "keep one of the sides, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`"
                .to_owned(),
        ),
        bytes: start..end,
    })
}
