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

use self::captures::Captures;
pub use self::line_breaks::without_needless_control;
use self::statements::Walker;
use super::parsed::Parsed;
use crate::diagnostic::Span;
use crate::template::holes::site::Register;

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

/// A construct that the engine takes, or breaks on, and that can't be meant.
pub struct Refusal {
    pub code: &'static str,
    pub span: Span,
    pub message: &'static str,
    pub help: &'static str,
}

pub enum Outcome<'t> {
    Ready(Instrumented),
    Refused(Vec<Refusal>),
    Syntax(&'t minijinja::Error),
}

/// Instruments a text. The emissions that begin at one of the bytes `passed` over have failed
/// before: they are not evaluated again.
pub fn instrument<'t>(
    parsed: &'t Parsed,
    passed: &[usize],
    register: &mut Register,
) -> Outcome<'t> {
    let text = parsed.read_text();
    let tree = match parsed.tree() {
        Ok(tree) => tree,
        Err(error) => return Outcome::Syntax(error),
    };
    let mut walker = Walker {
        text,
        source: parsed.template.source,
        passed,
        register,
        insertions: Vec::new(),
        lines: line_breaks::mixed(text),
        refusals: Vec::new(),
        captures: Captures::find(tree),
        scopes: vec![HashMap::new()],
        guards: Vec::new(),
        loops: 0,
        in_macro: 0,
    };
    walker.statement(tree);
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
