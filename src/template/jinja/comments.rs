//! The text of a template into the same text with the tags in its YAML comments taken for text:
//! nobody reads what they would write.
//!
//! What a macro, a block or a file writes may be part of a larger text, where `#` begins no
//! comment; so may a block scalar, and a text in quotes. There tags run.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::unclosed::{end_of_raw, inside};

/// The text with no tags in comments; as long as before, and every part in its place.
pub(super) fn without_tags(text: &str) -> Cow<'_, str> {
    let tags = tags(text);
    if tags.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut bytes = text.as_bytes().to_vec();
    for tag in tags {
        bytes[tag].fill(b'#');
    }
    Cow::Owned(String::from_utf8(bytes).expect("ASCII was replaced by ASCII"))
}

/// The signs that open tags in comments: `{{` and `{%`.
pub(super) fn tags(text: &str) -> Vec<Range<usize>> {
    if !may_hold_tags(text) {
        return Vec::new();
    }
    let mut lines = Lines { text, at: 0, kept: 0, quote: None, block: None, found: Vec::new() };
    while lines.at < text.len() {
        lines.line();
    }
    lines.found
}

/// Whether a tag stands behind a `#` on some line, which may begin a comment.
fn may_hold_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'#', bytes).any(|at| {
        let is_free = at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n');
        // A comment of the engine's may hold the end of the line.
        let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
        is_free
            && memchr_iter(b'{', &bytes[at..end])
                .any(|open| matches!(bytes.get(at + open + 1), Some(b'{' | b'%' | b'#')))
    })
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
    /// How many tags are open that keep what is in them.
    kept: usize,
    quote: Option<u8>,
    /// The column of the key, or of the dash, that a block scalar belongs to.
    block: Option<usize>,
    found: Vec<Range<usize>>,
}

impl<'t> Lines<'t> {
    /// Reads to the end of a line.
    fn line(&mut self) {
        let start = self.at;
        let line = self.rest().split('\n').next().unwrap_or("");
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_shown = !line.trim().is_empty() && !is_tag(line.trim());
        if is_shown && self.block.is_some_and(|column| indent <= column) {
            self.block = None;
        }
        let mut scalar = Scalar::Ahead;
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let is_emission = self.rest().starts_with("{{");
            if self.tag() {
                if is_emission {
                    scalar = Scalar::Begun;
                }
                continue;
            }
            if byte == b'\n' {
                break;
            }
            let before = self.text.as_bytes()[start..self.at].last().copied();
            if byte == b'#' && self.is_comment(before) {
                let code = &self.text[start..self.at];
                self.end_line(code, indent);
                return self.comment();
            }
            self.quotes(byte, scalar);
            scalar = scalar.after(byte, before);
            self.at += 1;
        }
        let end = self.at;
        self.at = (end + 1).min(self.text.len());
        self.end_line(self.text.get(start..end).unwrap_or(""), indent);
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn is_comment(&self, before: Option<u8>) -> bool {
        let is_free = self.kept == 0 && self.quote.is_none() && self.block.is_none();
        is_free && before.is_none_or(|byte| matches!(byte, b' ' | b'\t'))
    }

    /// Passes over a tag, if one stands here.
    fn tag(&mut self) -> bool {
        let rest = self.rest();
        let after = self.at + 2;
        let end = match rest.get(..2) {
            Some("{#") => rest.find("#}").map(|end| self.at + end),
            Some("{{") => inside(self.text, after, "}}").ok(),
            Some("{%") => inside(self.text, after, "%}").ok(),
            _ => return false,
        };
        // What has no end is told elsewhere.
        let Some(end) = end else {
            self.at = self.text.len();
            return true;
        };
        self.at = end + 2;
        if rest.starts_with("{%") {
            self.statement(after..end);
        }
        true
    }

    fn statement(&mut self, inner: Range<usize>) {
        let inner = self.text[inner].trim_matches(['-', '+', ' ', '\n', '\t']);
        let word = inner.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        match word {
            "raw" => self.at = end_of_raw(self.text, self.at).unwrap_or(self.text.len()),
            "set" if inner.contains('=') => {}
            "macro" | "set" | "call" | "filter" => self.kept += 1,
            "endmacro" | "endset" | "endcall" | "endfilter" => {
                self.kept = self.kept.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn quotes(&mut self, byte: u8, scalar: Scalar) {
        if self.block.is_some() {
            return;
        }
        match self.quote {
            Some(b'"') if byte == b'\\' => self.at += 1,
            Some(b'\'') if self.rest().starts_with("''") => self.at += 1,
            Some(quote) if quote == byte => self.quote = None,
            None if scalar == Scalar::Ahead && matches!(byte, b'"' | b'\'') => {
                self.quote = Some(byte);
            }
            _ => {}
        }
    }

    /// Notes the tags in a comment, which ends with its line.
    fn comment(&mut self) {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match self.rest().get(..2) {
                Some("{#") => {
                    self.tag();
                    continue;
                }
                Some("{{" | "{%") => self.found.push(self.at..self.at + 2),
                _ => {}
            }
            self.at += 1;
            if byte == b'\n' {
                break;
            }
        }
    }

    /// A block scalar may begin behind a line.
    fn end_line(&mut self, line: &str, indent: usize) {
        if self.block.is_some() || self.quote.is_some() || self.kept > 0 {
            return;
        }
        let line = line.trim_end();
        let (before, last) = line.rsplit_once([' ', '\t']).unwrap_or(("", line));
        let is_head = last.starts_with(['|', '>'])
            && last[1..].chars().all(|c| matches!(c, '+' | '-' | '1'..='9'));
        if is_head {
            let dashes = before.trim_start_matches([' ', '-']);
            let key = before.len() - dashes.len();
            let is_keyed = !dashes.is_empty();
            self.block = Some(if is_keyed { key } else { indent });
        }
    }
}

/// How far a line has come with a scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scalar {
    /// One may begin here, in quotes perhaps.
    Ahead,
    /// A tag or an anchor comes first.
    Property,
    Begun,
}

impl Scalar {
    fn after(self, byte: u8, before: Option<u8>) -> Self {
        let is_behind_sign = matches!(before, Some(b':' | b'-' | b'?'));
        match (self, byte) {
            (_, b'[' | b'{' | b',') | (Scalar::Ahead | Scalar::Property, b' ') => Scalar::Ahead,
            (Scalar::Begun, b' ') if is_behind_sign => Scalar::Ahead,
            (Scalar::Ahead, b'!' | b'&') | (Scalar::Property, _) => Scalar::Property,
            _ => Scalar::Begun,
        }
    }
}

/// Whether a line writes nothing itself.
fn is_tag(line: &str) -> bool {
    (line.starts_with("{%") && line.ends_with("%}"))
        || (line.starts_with("{#") && line.ends_with("#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_comments_are_text() {
        for (text, expected) in [
            ("# {{ a }}\nb: {{ c }}", "# ## a }}\nb: {{ c }}"),
            ("a: {{ b }} # {% if c %}", "a: {{ b }} # ## if c %}"),
            ("a: 'it''s' # {{ b }}", "a: 'it''s' # ## b }}"),
            ("a: it's # {{ b }}", "a: it's # ## b }}"),
            ("a: |\n  x\nb: 1 # {{ c }}", "a: |\n  x\nb: 1 # ## c }}"),
            ("a: |  # {{ b }}\n  # {{ c }}\n# {{ d }}", "a: |  # ## b }}\n  # {{ c }}\n# ## d }}"),
            ("{% if a %}\n  # {{ b }}\n{% endif %}", "{% if a %}\n  # ## b }}\n{% endif %}"),
            (
                "{% macro a() %}{% endmacro %}\n# {{ b }}",
                "{% macro a() %}{% endmacro %}\n# ## b }}",
            ),
            ("- a: |\n    # {{ b }}\n  c: 1 # {{ d }}", "- a: |\n    # {{ b }}\n  c: 1 # ## d }}"),
            ("# é {# {{ a }} #} {{ b }}\nc", "# é {# {{ a }} #} ## b }}\nc"),
        ] {
            assert_eq!(without_tags(text), expected);
        }
    }

    #[test]
    fn what_is_no_comment_runs() {
        for text in [
            "a: b#{{ c }}",
            "a: \"x # {{ b }}\"",
            "a: \"x\n  # {{ b }}\"",
            "a: 'it''s # {{ b }}'",
            "a: !!str 'x # {{ b }}'",
            "a: [\"x # {{ b }}\"]",
            "- \"# {{ b }}\"",
            "\"a # {{ b }}\": c",
            "a: \"\\\" # {{ b }}\"",
            "a: |\n  # {{ b }}",
            "a: >-2\n    x # {{ b }}",
            "- |\n  # {{ b }}",
            "a: &b |\n  # {{ b }}",
            "a: |\n  x\n{% if b %}\n  # {{ b }}\n{% endif %}\n  # {{ c }}",
            "{% macro a() %}\n# {{ b }}\n{% endmacro %}",
            "{% set a %}\n# {{ b }}\n{% endset %}",
            "{% raw %}# {{ b }}{% endraw %}",
            "{{ \" # \" }}{{ a }}",
            "{% if a == ' # ' %}{{ a }}{% endif %}",
            "{{ a }}# {{ b }}",
            "{% if a %}\"x # {{ b }}\"{% endif %}",
            "a: {{ b",
        ] {
            assert_eq!(without_tags(text), text);
        }
    }
}
