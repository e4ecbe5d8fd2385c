//! A place in an argument, moved forward over runs of plain and escaped characters.

use std::ops::Range;

use super::super::Merging;
use super::Flavor;
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::yaml::{Node, Origin, Value};

pub(super) struct Cursor<'a> {
    pub merging: Merging,
    pub flavor: Flavor,
    text: &'a str,
    at: usize,
    source: SourceId,
}

/// Characters up to a stop, which is consumed, or to the end.
pub(super) struct Run {
    /// With escapes resolved.
    pub text: String,
    /// Without the stop.
    pub range: Range<usize>,
    pub stop: Option<char>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(merging: Merging, flavor: Flavor, text: &'a str, source: SourceId) -> Self {
        Cursor { merging, flavor, text, at: 0, source }
    }

    /// Whether to accept what Helm accepts.
    pub(super) fn as_helm(&self) -> bool {
        self.merging == Merging::Helm
    }

    /// Whether `\` takes the next character as it is.
    pub(super) fn escapes(&self) -> bool {
        self.flavor != Flavor::SetLiteral
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// The rest of the argument.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        &self.text[range]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Consumes `c` if it comes next.
    pub(super) fn eat(&mut self, c: char) -> bool {
        let eats = self.peek() == Some(c);
        if eats {
            self.at += c.len_utf8();
        }
        eats
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn skip_while(&mut self, skips: impl Fn(char) -> bool) {
        self.at = self.text.len() - self.rest().trim_start_matches(skips).len();
    }

    /// Reads to the first of `stops` that is not escaped.
    pub(super) fn until(&mut self, stops: &[char]) -> Result<Run, Diagnostic> {
        let start = self.at;
        let mut text = String::new();
        loop {
            let end = self.at;
            match self.next() {
                Some('\\') if self.escapes() => match self.next() {
                    Some(c) => text.push(c),
                    None if self.as_helm() => {
                        return Ok(Run { text, range: start..end, stop: None });
                    }
                    None => return Err(self.lone_backslash(end)),
                },
                Some(c) if !stops.contains(&c) => text.push(c),
                stop => {
                    return Ok(Run { text, range: start..end, stop });
                }
            }
        }
    }

    /// A value that was written at `range`.
    pub(super) fn node(&self, value: Value, range: Range<usize>) -> Node {
        Node::new(value, Origin::at(self.span(range)))
    }

    /// A scalar that was written as `text`.
    pub(super) fn plain(&self, value: Value, text: &str, range: Range<usize>) -> Node {
        let Node { value, origin } = self.node(value, range);
        Node::plain(value, text, origin)
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range)
    }

    /// The character at `at`, as a range; at the end a point.
    pub(super) fn char_at(&self, at: usize) -> Range<usize> {
        at..at + self.text[at..].chars().next().map_or(0, char::len_utf8)
    }

    pub(super) fn fault(
        &self,
        message: impl Into<String>,
        range: Range<usize>,
        label: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(Code::BadFlag, message).at(self.span(range), label)
    }

    fn lone_backslash(&self, at: usize) -> Diagnostic {
        self.fault("nothing follows the last `\\`", self.char_at(at), "escapes nothing")
            .help("write `\\\\` for a backslash: `path=C:\\\\dir\\\\`")
    }
}
