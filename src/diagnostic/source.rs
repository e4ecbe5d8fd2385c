//! The texts that diagnostics point into, and positions in them.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::lines::Lines;

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
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { source, start: cut(range.start), end: cut(range.end) }
    }

    /// Whether it is in no source.
    pub fn is_nowhere(&self) -> bool {
        self.source == Self::NOWHERE.source
    }

    pub fn encloses(&self, inner: Span) -> bool {
        self.source == inner.source && self.start <= inner.start && inner.end <= self.end
    }

    pub fn range(&self) -> Range<usize> {
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
    /// Made when a place in the text is asked for.
    lines: OnceLock<Lines>,
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
        self.all.push(Some(Arc::new(Source { name, text, kind, lines: OnceLock::new() })));
        id
    }

    /// A copy that does without some of the texts; the ids of the others stay.
    pub fn without(&self, left_out: &[SourceId]) -> Self {
        let mut copy = self.clone();
        left_out.iter().for_each(|id| copy.all[id.0 as usize] = None);
        copy
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
        let source = self.get(span.source);
        source.lines().place(span.range().start, &source.text)
    }

    /// Whether the chart itself says a word: then it gives nothing away.
    pub(super) fn say(&self, word: &str) -> bool {
        self.public().any(|text| text.contains(word))
    }

    /// What anyone may read: the chart but its values, and the names of all files.
    pub(super) fn public(&self) -> impl Iterator<Item = &str> {
        self.iter().flat_map(|source| {
            let text = (source.kind == SourceKind::File).then_some(&*source.text);
            [&*source.name].into_iter().chain(text)
        })
    }
}

impl Source {
    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::of(&self.text))
    }

    /// Which line holds a byte, counted from 0.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines().line(at.min(self.text.len()))
    }

    /// The bytes of a line, without its break.
    pub(super) fn line_bytes(&self, line: usize) -> Range<usize> {
        self.lines().bytes(line, &self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_go_to_every_core() {
        fn shared<T: Send + Sync>() {}
        shared::<Sources>();
    }
}
