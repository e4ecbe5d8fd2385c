//! The lines that an unfinished merge leaves in a file, which are why it is no YAML.

use super::SyntaxFault;

/// The first mark of a merge conflict, if it may be why the reader stopped at `at`.
pub(crate) fn conflict(text: &str, at: usize) -> Option<SyntaxFault> {
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
    (is_closed && at >= start).then(|| SyntaxFault {
        message: "a merge left its conflict in this file".to_owned(),
        help: Some(
            "keep one of the sides, and remove the lines with `<<<<<<<`, `=======` and `>>>>>>>`"
                .to_owned(),
        ),
        bytes: start..end,
    })
}
