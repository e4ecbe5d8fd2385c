//! Which tags keep the line break after them: those at the end of a line that holds more than tags.
//!
//! Block tags take the line break after them along, so that a line of tags leaves nothing. At the
//! end of `a: {% if x %}1{% endif %}` that would join two lines.

use minijinja::machinery::{Token, tokenize};

use super::syntax;

/// The places of the closing delimiters that must keep their line break.
pub fn kept(text: &str) -> Vec<usize> {
    let ends: Vec<(usize, usize)> = lines(text).filter(|line| ends_with_tag(text, *line)).collect();
    if ends.is_empty() {
        return Vec::new();
    }
    let written = written(text);
    let holds_more = |&(start, end): &(usize, usize)| {
        let close = end - 2;
        !written.iter().any(|&(from, to)| from <= close && close < to)
            && written.iter().any(|&(from, to)| {
                let part = text.get(from.max(start)..to.min(end));
                part.is_some_and(|part| !part.trim().is_empty())
            })
    };
    ends.into_iter().filter(holds_more).map(|(_, end)| end - 2).collect()
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
