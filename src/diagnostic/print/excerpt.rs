//! The labels in a source into the lines of it that they mark.

use std::ops::Range;

use super::escape::veiled;
use crate::diagnostic::{Censor, Label, SourceId, SourceKind, Span};

/// The lines of a source from the first label to the last; those far from any are empty.
pub(super) struct Excerpt {
    pub text: String,
    pub first_line: usize,
    /// Where the marks of each label go.
    pub marks: Vec<Range<usize>>,
}

/// So many lines between two labels are shown or told apart by the renderer.
const NEAR: usize = 3;

impl Excerpt {
    pub(super) fn of(censor: &Censor<'_>, id: SourceId, labels: &[&Label]) -> Self {
        match censor.sources.get(id).kind {
            SourceKind::Flag => Self::of_flag(censor, id, labels),
            SourceKind::File | SourceKind::Values => Self::of_file(censor, id, labels),
        }
    }

    /// A flag is shown as it was typed, its name before its argument.
    fn of_flag(censor: &Censor<'_>, id: SourceId, labels: &[&Label]) -> Self {
        let source = censor.sources.get(id);
        let name = veiled(&source.name);
        let argument = censor.shown(id, 0..source.text.len());
        let text = format!("{name} {}", veiled(&argument));
        let marks = labels.iter().map(|label| mark(&text, name.len() + 1, 0, label.span));
        Excerpt { marks: marks.collect(), first_line: 1, text }
    }

    fn of_file(censor: &Censor<'_>, id: SourceId, labels: &[&Label]) -> Self {
        let source = censor.sources.get(id);
        let line_of = |label: &&Label| source.line(label.span.range().start);
        let mut marked: Vec<usize> = labels.iter().map(line_of).collect();
        marked.sort_unstable();
        let first = marked.first().copied().unwrap_or_default();
        let mut text = String::new();
        // Where each marked line begins here.
        let mut begins: Vec<(usize, usize)> = Vec::new();
        let mut next = first;
        for line in marked {
            let gap = line.saturating_sub(next);
            for between in next..line {
                if gap <= NEAR {
                    text.push_str(&veiled(&censor.shown(id, source.line_bytes(between))));
                }
                text.push('\n');
            }
            if line >= next {
                begins.push((line, text.len()));
                text.push_str(&veiled(&censor.shown(id, source.line_bytes(line))));
                text.push('\n');
                next = line + 1;
            }
        }
        text.pop();
        let marks = labels.iter().map(|label| {
            let line = line_of(label);
            let at = begins.binary_search_by_key(&line, |(marked, _)| *marked);
            let begin = at.map_or(0, |at| begins[at].1);
            mark(&text, begin, source.line_bytes(line).start, label.span)
        });
        Excerpt { marks: marks.collect(), first_line: first + 1, text }
    }
}

/// Where the marks of a span go: on its first line only, so that a long node stays readable.
fn mark(text: &str, begin: usize, line_start: usize, span: Span) -> Range<usize> {
    let here = |at: usize| (begin + at.saturating_sub(line_start)).min(text.len());
    let start = here(span.range().start);
    let end = here(span.range().end).max(start);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    start..end.min(line_end)
}
