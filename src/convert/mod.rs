//! A chart of Go templates into templates of ours, as far as they map: the text of each, or why it
//! stays as it is.
//!
//! ```text
//! text ─► texts and tags           scan: as they stand there
//! tags ─► blocks                   outline
//! pipelines ─► expressions         express, functions
//! blocks ─► lines                  blocks, inline
//! lines ─► text                    lines: in order, as one would write them
//! named templates ─► partials      macros, partials
//! ```
//!
//! What was seen of the values decides where both languages would part: what is empty, missing or
//! of another type. Nothing is rendered here: whether both ways give the same is for others to
//! prove.

mod blocks;
mod express;
mod expression;
mod functions;
mod inline;
mod keys;
mod lines;
mod macros;
mod outline;
mod partials;
mod scan;
mod scope;
mod seen;
mod translator;
mod units;

pub use keys::with_keys;
pub use seen::Seen;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use crate::template::go::program::{ParseFault, Program};
use units::Units;

/// A chart of Go templates.
pub struct Given<'a> {
    pub name: &'a str,
    /// All templates with their paths as Helm has them, `web/templates/service.yaml`, those of the
    /// charts that it brings along too.
    pub templates: Vec<(String, Arc<Vec<u8>>)>,
    pub seen: Rc<Seen>,
    pub app_version: Option<&'a str>,
    /// The names under which other charts have their values.
    pub subcharts: BTreeSet<String>,
}

/// What a chart comes to.
#[derive(Debug, Default)]
pub struct Converted {
    /// Each template of the chart itself that is no partial, by its path below `templates/`.
    pub templates: BTreeMap<String, Result<Ours, Left>>,
    /// Partials by their paths below `templates/`.
    pub partials: BTreeMap<String, String>,
    /// Keys that `values.yaml` needs besides those that it has.
    pub keys: BTreeSet<Vec<String>>,
    /// How many texts of values Helm would run as templates.
    pub run_texts: usize,
}

/// A template of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ours {
    pub text: String,
    /// The partials that it needs.
    pub partials: BTreeSet<String>,
    /// Other templates that it takes in.
    pub included: BTreeSet<String>,
}

/// Why a template stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The file, with the chart's folder left out: `templates/service.yaml`.
    pub file: String,
    /// `None` where it is the whole of it.
    pub line: Option<usize>,
    pub why: String,
}

/// Converts all templates but those that are `left` as they are.
///
/// # Errors
/// What is no template of Go.
pub fn convert(
    given: &Given<'_>,
    left: &BTreeMap<String, Left>,
) -> Result<Converted, Vec<ParseFault>> {
    let numbered = (0..).zip(&given.templates);
    let files = numbered.map(|(number, (path, bytes))| (number, path.clone(), Arc::clone(bytes)));
    let program = Program::parse(files.collect())?;
    let templates: Vec<_> = program.templates().cloned().collect();
    Ok(Units::of(given, &templates).converted(left))
}
