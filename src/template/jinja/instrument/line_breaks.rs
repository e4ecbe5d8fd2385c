//! Tags and the lines they stand on.
//!
//! Block tags take the blanks before them and the line break after them along, so that a line of
//! tags leaves nothing. On a line that holds more they take neither; and on a line of tags a `-`
//! (`{%- if x %}`) has no job: it would join the lines around.

use std::borrow::Cow;

use minijinja::machinery::{Token, tokenize};

use crate::template::jinja::tree::syntax;

/// What the engine must be told about the lines of a template.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// Closing delimiters that keep the line break after them.
    pub breaks: Vec<usize>,
    /// Opening delimiters that keep the blanks before them.
    pub blanks: Vec<usize>,
}

/// Finds the lines that hold tags and more.
pub fn mixed(text: &str) -> Lines {
    let mut found = Lines::default();
    if !text.contains("{%") && !text.contains("{#") {
        return found;
    }
    let written = written(text);
    for line in lines(text).filter(|line| holds_more(text, *line, &written)) {
        let (start, end) = line;
        let indent = text[start..end].len() - text[start..end].trim_start_matches(' ').len();
        let open = start + indent;
        let outside = |at: usize| !written.iter().any(|&(from, to)| from <= at && at < to);
        let plain = |at: usize| !matches!(text.as_bytes().get(at), Some(b'-' | b'+'));
        if indent > 0 && text[open..end].starts_with("{%") && plain(open + 2) && outside(open) {
            found.blanks.push(open + 2);
        }
        if ends_with_tag(text, line) && outside(end - 2) {
            found.breaks.push(end - 2);
        }
    }
    found
}

/// The template without the `-` of tags that have a line to themselves; all else keeps its place.
pub fn without_needless_control(text: &str) -> Cow<'_, str> {
    if !text.contains("{%-") && !text.contains("-%}") {
        return Cow::Borrowed(text);
    }
    let written = written(text);
    let mut bytes = text.as_bytes().to_vec();
    for (start, end) in lines(text).filter(|line| !holds_more(text, *line, &written)) {
        let line = text[start..end].trim();
        if line.starts_with("{%") && line.ends_with("%}") {
            for at in start..end.saturating_sub(2) {
                match &bytes[at..at + 3] {
                    b"{%-" => bytes[at + 2] = b' ',
                    b"-%}" => bytes[at] = b' ',
                    _ => {}
                }
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether a line has text or an emission on it, or text that a tag brings along beside others.
fn holds_more(text: &str, (start, end): (usize, usize), written: &[(usize, usize)]) -> bool {
    let line = &text[start..end];
    let brings = line.contains("{% include") && line.matches("{%").count() > 1;
    brings
        || written.iter().any(|&(from, to)| {
            let part = text.get(from.max(start)..to.min(end));
            part.is_some_and(|part| !part.trim().is_empty())
        })
}

/// Where lines begin and end that have a line break.
fn lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    text.match_indices('\n').map(move |(end, _)| (std::mem::replace(&mut start, end + 1), end))
}

fn ends_with_tag(text: &str, (start, end): (usize, usize)) -> bool {
    let line = &text[start..end];
    let closed = line.strip_suffix("%}").or_else(|| line.strip_suffix("#}"));
    closed.is_some_and(|rest| !rest.ends_with(['-', '+']))
}

/// What stands in the output: literal text, and emissions with their delimiters.
fn written(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut emission = 0;
    for (token, span) in tokenize(text, false, syntax()).map_while(Result::ok) {
        let (start, end) = (span.start_offset as usize, span.end_offset as usize);
        match token {
            Token::TemplateData(data) => {
                let start = (data.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
                found.push((start, start + data.len()));
            }
            Token::VariableStart => emission = start,
            Token::VariableEnd => found.push((emission, end)),
            _ => {}
        }
    }
    found
}
