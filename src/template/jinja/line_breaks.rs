//! Tags and the lines they stand on.
//!
//! Block tags take the blanks before them and the line break after them along, so that a line of
//! tags leaves nothing. On a line that holds more they take neither; and on a line of tags a `-`
//! (`{%- if x %}`) has no job: it would join the lines around.

use std::borrow::Cow;

use minijinja::machinery::{Token, ast, tokenize};

use super::tree::{children, find_pair, range, syntax};

/// What the engine must be told about the lines of a template.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// Closing delimiters that keep the line break after them.
    pub breaks: Vec<usize>,
    /// Opening delimiters that keep the blanks before them.
    pub blanks: Vec<usize>,
}

/// Finds the lines of `text` that hold tags and more; `tree` is what the text was parsed into.
pub(super) fn mixed(text: &str, tree: &ast::Stmt<'_>) -> Lines {
    let mut found = Lines::default();
    if !text.contains("{%") && !text.contains("{#") {
        return found;
    }
    let written = Printed::in_tree(text, tree);
    for (start, end) in lines(text) {
        let line = &text[start..end];
        let open = start + line.bytes().take_while(|byte| *byte == b' ').count();
        let begins_with_tag = open > start && text[open..end].starts_with("{%");
        let ends_with_tag = ends_with_tag(line);
        if !(begins_with_tag || ends_with_tag) || !holds_more(text, (start, end), &written) {
            continue;
        }
        let plain = |at: usize| !matches!(text.as_bytes().get(at), Some(b'-' | b'+'));
        if begins_with_tag && plain(open + 2) && !written.holds(open) {
            found.blanks.push(open + 2);
        }
        if ends_with_tag && !written.holds(end - 2) {
            found.breaks.push(end - 2);
        }
    }
    found
}

/// The template without the `-` of tags that have a line to themselves; all else keeps its place.
pub(super) fn without_needless_control(text: &str) -> Cow<'_, str> {
    if !text.contains("{%-") && !text.contains("-%}") {
        return Cow::Borrowed(text);
    }
    let written = Printed::in_tokens(text);
    let mut bytes = text.as_bytes().to_vec();
    for (start, end) in lines(text) {
        let line = text[start..end].trim();
        let is_tags = line.starts_with("{%") && line.ends_with("%}");
        if is_tags && !holds_more(text, (start, end), &written) {
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
fn holds_more(text: &str, (start, end): (usize, usize), written: &Printed) -> bool {
    let line = &text[start..end];
    let brings = || line.contains("{% include") && line.matches("{%").count() > 1;
    written.within(start, end).any(|(from, to)| !text[from..to].trim().is_empty()) || brings()
}

/// Where lines begin and end that have a line break.
fn lines(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
    breaks.map(move |end| (std::mem::replace(&mut start, end + 1), end))
}

fn ends_with_tag(line: &str) -> bool {
    let closed = line.strip_suffix("%}").or_else(|| line.strip_suffix("#}"));
    closed.is_some_and(|rest| !rest.ends_with(['-', '+']))
}

/// What stands in the output: literal text, and emissions with their delimiters, in order.
struct Printed(Vec<(usize, usize)>);

impl Printed {
    fn in_tree(text: &str, tree: &ast::Stmt<'_>) -> Self {
        let mut found = Vec::new();
        add_written(text, tree, &mut found);
        found.sort_unstable();
        Printed(found)
    }

    /// The same for a text that was not parsed yet, up to where it is no template.
    fn in_tokens(text: &str) -> Self {
        let mut found = Vec::new();
        let mut emission = 0;
        for (token, span) in tokenize(text, false, syntax()).map_while(Result::ok) {
            match token {
                Token::TemplateData(data) => found.extend(place_of(data, text)),
                Token::VariableStart => emission = span.start_offset as usize,
                Token::VariableEnd => found.push((emission, span.end_offset as usize)),
                _ => {}
            }
        }
        Printed(found)
    }

    /// The parts that lie between two places, cut off there.
    fn within(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, usize)> {
        let first = self.0.partition_point(|&(_, to)| to <= start);
        let parts = self.0[first..].iter().take_while(move |&&(from, _)| from < end);
        parts.map(move |&(from, to)| (from.max(start), to.min(end)))
    }

    fn holds(&self, at: usize) -> bool {
        self.within(at, at + 1).next().is_some()
    }
}

fn add_written(text: &str, statement: &ast::Stmt<'_>, found: &mut Vec<(usize, usize)>) {
    match statement {
        ast::Stmt::EmitRaw(raw) => found.extend(place_of(raw.raw, text)),
        ast::Stmt::EmitExpr(emit) => {
            let span = range(emit.span());
            let close = find_pair(text, span.end, *b"}}").map_or(span.end, |at| at + 2);
            found.push((span.start, close));
        }
        _ => children(statement).into_iter().for_each(|child| add_written(text, child, found)),
    }
}

/// Where a part of a text stands in it.
fn place_of(part: &str, text: &str) -> Option<(usize, usize)> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (start < text.len()).then_some((start, start + part.len()))
}
