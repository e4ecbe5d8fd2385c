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

    /// Whether it is in no source.
    pub fn is_nowhere(&self) -> bool {
        self.source == Self::NOWHERE.source
    }

    pub fn range(&self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where a text came from, which decides how a place in it is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    File,
    /// A file that values are written in, which may be secret.
    Values,
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

/// Every text of a run. A copy shares the texts, and names them by the same ids.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// `None` for one that this copy does without.
    all: Vec<Option<Arc<Source>>>,
    /// The places that are never shown, and the words.
    pub(super) masked: RefCell<BTreeSet<Span>>,
    pub(super) secrets: RefCell<BTreeSet<String>>,
}

impl Sources {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add_file(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        self.add(name.into(), text.into(), SourceKind::File)
    }

    pub fn add_values(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceId {
        self.add(name.into(), text.into(), SourceKind::Values)
    }

    /// `flag` as it was typed (`--set`), `argument` what it was given.
    pub fn add_flag(&mut self, flag: impl Into<String>, argument: impl Into<Arc<str>>) -> SourceId {
        self.add(flag.into(), argument.into(), SourceKind::Flag)
    }

    fn add(&mut self, name: String, text: Arc<str>, kind: SourceKind) -> SourceId {
        let id = SourceId(u32::try_from(self.all.len()).expect("fewer than 4 billion sources"));
        self.all.push(Some(Arc::new(Source { name, text, kind })));
        id
    }

    /// A copy that does without some of the texts; the ids of the others stay.
    pub fn without(&self, left_out: &[SourceId]) -> Self {
        let mut copy = self.clone();
        left_out.iter().for_each(|id| copy.all[id.0 as usize] = None);
        copy
    }

    /// Makes a secret of all that is one in a copy.
    pub fn conceal_alike(&mut self, copy: Self) {
        self.masked.get_mut().append(&mut copy.masked.into_inner());
        self.secrets.get_mut().append(&mut copy.secrets.into_inner());
    }

    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.all.iter().flatten().map(|source| &**source)
    }

    /// The sources in the order they were added.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> {
        let known =
            |(id, source): (u32, &Option<Arc<Source>>)| source.is_some().then_some(SourceId(id));
        (0..).zip(&self.all).filter_map(known)
    }

    pub fn get(&self, id: SourceId) -> &Source {
        self.all[id.0 as usize].as_ref().expect("no place is in a text that was left out")
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
            SourceKind::File | SourceKind::Values => {
                format!("{}:{}", source.name, self.place(span).line)
            }
            SourceKind::Flag => {
                format!("{} {}", source.name, self.shown(span.source, 0..source.text.len()))
            }
        }
    }
}
