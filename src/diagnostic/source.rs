//! The texts that diagnostics point into, and positions in them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names a text in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A stretch of bytes in a source; `start == end` is a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// For what is not written anywhere. It must not get into a diagnostic.
    pub const NOWHERE: Span = Span { source: SourceId(u32::MAX), start: 0, end: 0 };

    /// The span of `range`, in bytes; what lies beyond 4 GiB is cut.
    pub fn new(source: SourceId, range: std::ops::Range<usize>) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source, start: cut(range.start), end: cut(range.end) }
    }

    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where a text came from, which decides how a place in it is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    File,
    /// An argument of the command line; its name is the flag, its text what follows it.
    Flag,
}

/// A text that diagnostics may point into.
#[derive(Debug)]
pub struct Source {
    pub name: String,
    pub text: Arc<str>,
    pub kind: SourceKind,
}

/// A line and a column, both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Every text of a run.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    /// What is never shown.
    masked: RefCell<BTreeSet<Span>>,
}

impl Sources {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add_file(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        self.add(name.into(), text.into(), SourceKind::File)
    }

    /// `flag` as it was typed (`--set`), `argument` what it was given.
    pub fn add_flag(&mut self, flag: impl Into<String>, argument: impl Into<Arc<str>>) -> SourceId {
        self.add(flag.into(), argument.into(), SourceKind::Flag)
    }

    fn add(&mut self, name: String, text: Arc<str>, kind: SourceKind) -> SourceId {
        let id = SourceId(u32::try_from(self.sources.len()).expect("fewer than 4 billion sources"));
        self.sources.push(Source { name, text, kind });
        id
    }

    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// Makes what stands at `span` a secret: it is shown as asterisks from here on.
    pub fn mask(&self, span: Span) {
        if span.end > span.start {
            self.masked.borrow_mut().insert(span);
        }
    }

    pub fn is_masked(&self, span: Span) -> bool {
        self.masked.borrow().contains(&span)
    }

    /// The text of a source from byte `start` to `end`, secrets masked byte by byte.
    pub fn shown(&self, id: SourceId, range: std::ops::Range<usize>) -> String {
        let text = &self.get(id).text;
        let mut bytes = text.get(range.clone()).unwrap_or("").as_bytes().to_vec();
        for span in self.masked.borrow().iter().filter(|span| span.source == id) {
            let from = (span.start as usize).clamp(range.start, range.end) - range.start;
            let to = (span.end as usize).clamp(range.start, range.end) - range.start;
            let secret = bytes.get_mut(from..to).into_iter().flatten();
            secret.filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'*');
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    pub fn text(&self, span: Span) -> &str {
        let text = &self.get(span.source).text;
        text.get(span.range()).unwrap_or("")
    }

    pub fn place(&self, span: Span) -> Place {
        let text = &self.get(span.source).text;
        let before = &text.as_bytes()[..text.len().min(span.start as usize)];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        Place {
            line: 1 + before.iter().filter(|&&b| b == b'\n').count(),
            column: 1 + String::from_utf8_lossy(&before[line_start..]).chars().count(),
        }
    }

    /// How a place is spoken of in running text: `values/gauzian/prod.yaml:12`, `--set a=1`.
    pub fn describe(&self, span: Span) -> String {
        let source = self.get(span.source);
        match source.kind {
            SourceKind::File => format!("{}:{}", source.name, self.place(span).line),
            SourceKind::Flag => {
                format!("{} {}", source.name, self.shown(span.source, 0..source.text.len()))
            }
        }
    }
}
