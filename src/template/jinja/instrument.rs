//! Template source into the source that the engine runs: every emission makes a hole, every use of a
//! capture is resolved first, every piece of raw text says where it was written.
//!
//! ```text
//! {% macro name(app) %}{{ app }}-web{% endmacro %}
//! {% if values.on %}
//! name: {{ name(values.app) | upper }}
//! {% endif %}
//! ```
//!
//! becomes (`⟪n⟫` is the mark of raw text n; the sites are 0 and 1)
//!
//! ```text
//! {% macro name(app) %}{{ app|__emit(0, app) }}⟪0⟫-web{% endmacro %}
//! {% if values.on %}
//! ⟪1⟫name: {{ ((name(values.app))|__text(1)) | upper|__emit(2) }}⟪2⟫
//! {% endif %}
//! ```
//!
//! - [`statements`] walks the tree and inserts. Site 1 remembers the guard `values.on`.
//! - [`expressions`] finds where a value is *used*: `upper` needs text, so the capture that the macro
//!   gives is resolved by `__text`. Where it is only handed on (`{% set n = name() %}`) it stays.
//! - [`captures`] tells which names may hold captures: here the call of `name`.
//! - [`reads`] tells what a site reads: site 1 reads `values.app`, so its hole can be traced to the
//!   values file. Local names are followed: in `{% for p in values.ports %}{{ p.name }}` the emission
//!   reads `values.ports[i].name`.
//! - [`super::line_breaks`] keeps the line break after a tag that shares its line with text.
//!
//! The rewriting only inserts; an [`Edits`] list takes positions back to what the author wrote.

mod captures;
mod expressions;
mod reads;
mod statements;
mod walker;

use std::collections::HashMap;
use std::sync::Arc;

use self::captures::Captures;
use self::walker::{Insertion, Walker};
use super::line_breaks;
use super::parsed::Parsed;
use crate::diagnostic::{Code, Span};
use crate::template::holes::site::Register;

/// Where the engine's source differs from the author's.
#[derive(Clone, Debug, Default)]
pub(super) struct Edits {
    /// Insertions: where in the author's source, and how many bytes.
    inserted: Vec<(usize, usize)>,
}

impl Edits {
    /// The author's position for a position in the engine's source.
    pub(super) fn original(&self, position: usize) -> usize {
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

pub(super) struct Instrumented {
    pub source: String,
    pub edits: Edits,
}

/// A construct that the engine takes, or breaks on, and that can't be meant.
pub(super) struct Refusal {
    pub code: Code,
    pub span: Span,
    pub message: &'static str,
    pub help: &'static str,
}

pub(super) enum Outcome<'t> {
    Ready(Instrumented),
    Refused(Vec<Refusal>),
    Syntax(&'t minijinja::Error),
}

/// Instruments a text. The emissions that begin at one of the bytes `passed` over have failed
/// before: they are not evaluated again.
pub(super) fn instrument<'t>(
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
        lines: line_breaks::mixed(text, tree),
        refusals: Vec::new(),
        captures: Captures::find(tree),
        scopes: vec![HashMap::new()],
        guards: Arc::default(),
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

fn apply(text: &str, mut insertions: Vec<Insertion>) -> Instrumented {
    insertions.sort_unstable_by_key(|insertion| (insertion.at, insertion.rank));
    let added: usize = insertions.iter().map(|insertion| insertion.text.len()).sum();
    let mut source = String::with_capacity(text.len() + added);
    let mut edits = Edits::default();
    let mut done = 0;
    for Insertion { at, text: inserted, .. } in insertions {
        source.push_str(&text[done..at]);
        source.push_str(&inserted);
        edits.inserted.push((at, inserted.len()));
        done = at;
    }
    source.push_str(&text[done..]);
    Instrumented { source, edits }
}
