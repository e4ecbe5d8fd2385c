//! What is known of a template before it runs: the sites where it emits something, and where its raw
//! text was written.
//!
//! In `image: {{ values.repo }}:{{ values.tag }}` the two emissions are two sites, and `image: `, `:`
//! and the line break are three pieces of raw text.

use std::sync::Arc;

use crate::diagnostic::Span;
use crate::yaml::Calling;

/// A place in a template where something is emitted or said.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub span: Span,
    /// What is written here, where `span` is that of a call that runs a value as a template.
    pub inside: Option<String>,
    /// The values that the expression here reads.
    pub reads: Vec<Read>,
    /// Paths below `values` that the enclosing conditions read.
    pub guards: Arc<Vec<Vec<String>>>,
    /// The column of a statement that stands alone on its line and stands for text.
    pub indent: usize,
    /// How it takes in captured text.
    pub calling: Calling,
}

impl Site {
    /// The paths below `values` that the expression here reads.
    pub(crate) fn paths(&self) -> Vec<Vec<String>> {
        self.reads.iter().filter_map(Read::path).collect()
    }
}

/// A chain of look-ups, `x.a[0][k]`.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    pub root: Root,
    pub lookups: Vec<LookUp>,
    pub passing: Passing,
}

/// What becomes of a value between where it is read and its hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    AsItIs,
    /// It is an argument of the macro that the hole is in.
    Argument,
    /// It is calculated with.
    Computed,
}

/// What a chain of look-ups begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// The values of the chart.
    Values,
    /// An argument of the site.
    Argument(usize),
    /// The texts that files of the chart come to.
    Files,
}

impl Read {
    /// Its path below `values`, if it leads there and is known before the template runs.
    fn path(&self) -> Option<Vec<String>> {
        let step = |look_up: &LookUp| match look_up {
            LookUp::Key(key) => Some(key.to_string()),
            LookUp::Index(index) => Some(index.to_string()),
            LookUp::Argument(_) => None,
        };
        if self.root != Root::Values || self.lookups.is_empty() {
            return None;
        }
        self.lookups.iter().map(step).collect()
    }
}

/// One step of a chain of look-ups.
#[derive(Clone, Debug)]
pub(crate) enum LookUp {
    Key(Box<str>),
    Index(i64),
    /// The value of another argument of the site.
    Argument(usize),
}

/// Where a stretch of raw text was written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Raw {
    Text(Span),
    /// In a value that ran as a template: it is spoken of as the call.
    Call(Span),
}

/// All sites and all pieces of raw text, each by its number.
#[derive(Default)]
pub(crate) struct Register {
    /// What was registered before, and is shared with others; its numbers come first.
    before: Option<Arc<Register>>,
    sites: Vec<Site>,
    raws: Vec<Raw>,
}

/// A point in the growth of a register.
#[derive(Clone, Copy)]
pub(crate) struct Progress {
    sites: usize,
    raws: usize,
}

impl Register {
    /// A register that goes on from another.
    pub(crate) fn after(before: Arc<Register>) -> Self {
        Register { before: Some(before), ..Register::default() }
    }

    pub(crate) fn site(&self, number: usize) -> &Site {
        match &self.before {
            Some(before) if number < before.site_count() => before.site(number),
            Some(before) => &self.sites[number - before.site_count()],
            None => &self.sites[number],
        }
    }

    pub(crate) fn raw(&self, number: usize) -> Raw {
        match &self.before {
            Some(before) if number < before.raw_count() => before.raw(number),
            Some(before) => self.raws[number - before.raw_count()],
            None => self.raws[number],
        }
    }

    pub(crate) fn sites(&self) -> impl Iterator<Item = &Site> {
        let before = self.before.iter().flat_map(|before| &before.sites);
        before.chain(&self.sites)
    }

    /// Registers a site and returns its number.
    pub(crate) fn add_site(&mut self, site: Site) -> usize {
        self.sites.push(site);
        self.site_count() - 1
    }

    /// Registers a piece of raw text and returns its number.
    pub(crate) fn add_raw(&mut self, raw: Raw) -> usize {
        self.raws.push(raw);
        self.raw_count() - 1
    }

    /// Speaks of all that was registered from here on as the call at `call`, which ran `text`, a
    /// value, as a template.
    pub(crate) fn place_at_call(&mut self, from: Progress, text: &str, call: Span) {
        for site in &mut self.sites[from.sites..] {
            site.inside = text.get(site.span.range()).map(str::to_owned);
            site.span = call;
        }
        self.raws[from.raws..].iter_mut().for_each(|raw| *raw = Raw::Call(call));
    }

    /// How far the register has come.
    pub(crate) fn progress(&self) -> Progress {
        Progress { sites: self.sites.len(), raws: self.raws.len() }
    }

    fn site_count(&self) -> usize {
        self.before.as_ref().map_or(0, |before| before.site_count()) + self.sites.len()
    }

    fn raw_count(&self) -> usize {
        self.before.as_ref().map_or(0, |before| before.raw_count()) + self.raws.len()
    }
}
