//! Template source into the source the engine runs: every emission becomes a hole with a site,
//! every use of captured text is resolved first, every stretch of raw text knows its place.
//!
//! The rewriting only inserts; an [`Edits`] list takes positions back to what the author wrote.
//! What a value *is* is decided when the template runs, in [`crate::template::holes::scene`].

mod captures;
mod expressions;
mod line_breaks;
mod reads;
mod statements;

use std::collections::HashMap;

use minijinja::machinery::parse;

use self::captures::Captures;
use self::statements::Walker;
use super::tree::syntax;
use crate::diagnostic::{SourceId, Span};

/// Functions that are told the site they are called from.
const SITED: &[&str] = &["fail", "required", "warn", "tpl"];

/// A place in a template where something is emitted or said.
#[derive(Clone, Debug)]
pub struct Site {
    pub span: Span,
    /// What is written here, where `span` is that of a call that runs a value as a template.
    pub inside: Option<String>,
    /// The values that the expression here reads.
    pub reads: Vec<Read>,
    /// Paths below `values` that the expression here reads.
    pub paths: Vec<Vec<String>>,
    /// Paths below `values` that the enclosing conditions read.
    pub guards: Vec<Vec<String>>,
    /// The column of a statement that stands alone on its line and stands for text.
    pub indent: usize,
}

/// A chain of look-ups, `x.a[0][k]`, from an argument of the site on.
#[derive(Clone, Debug)]
pub struct Read {
    pub root: usize,
    pub steps: Vec<Step>,
}

#[derive(Clone, Debug)]
pub enum Step {
    Key(String),
    Index(i64),
    /// The value of another argument of the site.
    Argument(usize),
}

/// Where the engine's source differs from the author's.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    /// Insertions: where in the author's source, and how many bytes.
    inserted: Vec<(usize, usize)>,
}

impl Edits {
    /// The author's position for a position in the engine's source.
    pub fn original(&self, position: usize) -> usize {
        let mut added = 0;
        for &(at, length) in &self.inserted {
            if position <= at + added {
                break;
            }
            if position < at + added + length {
                return at;
            }
            added += length;
        }
        position - added
    }
}

pub struct Instrumented {
    pub source: String,
    pub edits: Edits,
}

/// Where a stretch of raw text was written.
#[derive(Clone, Copy, Debug)]
pub enum Raw {
    Text(Span),
    /// In a value that ran as a template: it is spoken of as the call.
    Call(Span),
}

/// What instrumenting registers: sites, and places of raw text.
#[derive(Default)]
pub struct Register {
    pub sites: Vec<Site>,
    pub raws: Vec<Raw>,
}

/// A construct that the engine takes, or breaks on, and that can't be meant.
pub struct Refusal {
    pub code: &'static str,
    pub span: Span,
    pub message: &'static str,
    pub help: &'static str,
}

pub enum Outcome {
    Ready(Instrumented),
    Refused(Vec<Refusal>),
    Syntax(minijinja::Error),
}

/// Instruments `text`, the text of `source`. The emissions that begin at one of the bytes `passed`
/// over have failed before: they are not evaluated again.
pub fn instrument(
    text: &str,
    name: &str,
    source: SourceId,
    passed: &[usize],
    register: &mut Register,
) -> Outcome {
    let text = &*line_breaks::without_needless_control(text);
    let tree = match parse(text, name, syntax()) {
        Ok(tree) => tree,
        Err(error) => return Outcome::Syntax(error),
    };
    let mut walker = Walker {
        text,
        source,
        passed,
        register,
        insertions: Vec::new(),
        lines: line_breaks::mixed(text),
        refusals: Vec::new(),
        captures: Captures::find(&tree),
        scopes: vec![HashMap::new()],
        guards: Vec::new(),
        loops: 0,
        in_macro: 0,
    };
    walker.statement(&tree);
    walker.keep_line_breaks();
    if !walker.refusals.is_empty() {
        return Outcome::Refused(walker.refusals);
    }
    Outcome::Ready(apply(text, walker.insertions))
}

fn apply(text: &str, mut insertions: Vec<(usize, String)>) -> Instrumented {
    insertions.sort_by_key(|(at, _)| *at);
    let added: usize = insertions.iter().map(|(_, inserted)| inserted.len()).sum();
    let mut source = String::with_capacity(text.len() + added);
    let mut edits = Edits::default();
    let mut done = 0;
    for (at, inserted) in insertions {
        source.push_str(&text[done..at]);
        source.push_str(&inserted);
        edits.inserted.push((at, inserted.len()));
        done = at;
    }
    source.push_str(&text[done..]);
    Instrumented { source, edits }
}
