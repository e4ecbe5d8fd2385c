//! What one run of a chart's templates writes down: its scene, what went wrong, and what is needed
//! to say so in the author's words.
//!
//! The filters and functions of the engine share it, so it is locked for as long as one of them needs it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use minijinja::{Captured, Value};

use super::instrument::Edits;
use super::marked::poison;
use super::parsed::Parsed;
use crate::diagnostic::{Diagnostic, SourceId, Span};
use crate::template::holes::scene::{Bound, Hole, Scene};
use crate::template::holes::site::{LookUp, Site};

/// Everything that a run writes down.
#[derive(Default)]
pub(super) struct Session {
    pub scene: Scene<Value>,
    /// By template name: which source it is, and how the engine's text differs from it.
    pub templates: HashMap<String, (SourceId, Arc<Edits>)>,
    /// What templates may import, whether it is instrumented or not.
    pub names: Vec<String>,
    pub faults: Vec<Diagnostic>,
    /// Which of the faults belong to which hole: what was said while its value was made.
    pub homes: Vec<(usize, usize)>,
    /// How many faults were there when the last hole was made.
    pub settled: usize,
    /// The steps that the template has run so far, when it last emitted something.
    pub steps: u64,
    /// Whether a stand-in for a missing value went on into an expression.
    pub poisoned: bool,
    /// What the chart itself gives, some of which may have been deleted.
    pub defaults: Value,
    /// What runs as a template within others.
    pub nested: Nested,
    /// Every template and file, to quote from.
    pub texts: HashMap<SourceId, Arc<Parsed>>,
}

/// An emission that failed while it ran.
pub(super) struct Failure {
    pub fault: Diagnostic,
    pub emission: Span,
    /// How often it had gone well before in that run.
    pub before: usize,
}

/// The texts that have run as templates within others.
#[derive(Default)]
pub(super) struct Nested {
    /// What the engine calls a text that a call runs. Where another call runs it, it is another
    /// template: its parts are spoken of as the call.
    pub names: HashMap<(Span, Arc<str>), String>,
    /// What the engine is to run by that name.
    pub sources: HashMap<String, String>,
    /// How many run at the moment, each within the one before.
    pub depth: usize,
}

impl Nested {
    /// What the engine is to run for a name; it asks once.
    pub(super) fn source(&mut self, name: &str) -> Option<String> {
        self.sources.remove(name)
    }
}

/// The session as closures share it.
#[derive(Clone)]
pub(super) struct SharedSession(Arc<Mutex<Session>>);

impl SharedSession {
    pub(super) fn new(session: Session) -> Self {
        SharedSession(Arc::new(Mutex::new(session)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Session> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Session {
    /// Writes a fault down; what it leaves stands in for the missing value.
    pub(super) fn poison(&mut self, faults: impl IntoIterator<Item = Diagnostic>) -> Value {
        self.faults.extend(faults);
        self.poisoned = true;
        poison()
    }

    /// Makes a hole; the faults in its emission are found by it.
    pub(super) fn push_hole(&mut self, hole: Hole<Value>) -> usize {
        let number = self.scene.push(hole);
        let (from, to) = (self.settled.min(self.faults.len()), self.faults.len());
        self.settled = to;
        for at in from..to {
            let emission = self.scene.site_of(number).span;
            let place = self.faults[at].labels.first().map(|label| label.span);
            if place.is_some_and(|place| emission.encloses(place)) {
                self.homes.push((at, number));
            }
        }
        number
    }

    /// Takes the faults out, with the calls that lead to them.
    pub(super) fn take_faults(&mut self) -> Vec<Diagnostic> {
        self.settled = 0;
        let mut faults = std::mem::take(&mut self.faults);
        let homes = std::mem::take(&mut self.homes);
        if !homes.is_empty() {
            self.scene.look_through();
        }
        for (at, hole) in homes {
            faults[at] = self.scene.calls_to(hole).mark(faults[at].clone());
        }
        faults
    }

    /// A failure with the calls that lead to it: they are known of the run that passed over it,
    /// whose holes begin at `begin`.
    pub(super) fn reached(&self, failure: &Failure, begin: usize) -> Option<Diagnostic> {
        let hole = self.scene.holes_at(failure.emission, begin).nth(failure.before)?;
        self.scene.look_through();
        Some(self.scene.calls_to(hole).mark(failure.fault.clone()))
    }

    /// The emission that a place lies in.
    pub(super) fn site_around(&self, place: Span) -> Option<&Site> {
        let sites = self.scene.register.sites().filter(|site| site.span.encloses(place));
        let emissions = sites.filter(|site| self.text(site.span).starts_with("{{"));
        emissions.min_by_key(|site| site.span.end - site.span.start)
    }

    /// Where the values at some paths were set.
    pub(super) fn places_of(&self, paths: &[Vec<String>]) -> Vec<Span> {
        let look_up = |name: &String| {
            name.parse().map_or_else(|_| LookUp::Key((&**name).into()), LookUp::Index)
        };
        let mut places = Vec::new();
        for path in paths {
            let lookups: Vec<LookUp> = path.iter().map(look_up).collect();
            let found = self.scene.values.as_ref().and_then(|values| values.follow(&lookups, &[]));
            for &place in found.iter().filter_map(|found| found.places.as_deref()).flatten() {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    /// Where the chart gives a value by default.
    pub(super) fn defaults_at(&self, path: &[String]) -> Vec<Span> {
        let get = |value: Value, name: &String| value.get_attr(name).unwrap_or(Value::UNDEFINED);
        if path.iter().fold(self.defaults.clone(), get).is_undefined() {
            return Vec::new();
        }
        let lookups: Vec<LookUp> = path.iter().map(|name| LookUp::Key((&**name).into())).collect();
        let found = self.defaults.follow(&lookups, &[]);
        found.and_then(|found| found.places).iter().flat_map(|at| at.iter().copied()).collect()
    }

    pub(super) fn text_of(&self, source: SourceId) -> Option<&str> {
        self.texts.get(&source).map(|parsed| &*parsed.template.text)
    }

    pub(super) fn text(&self, span: Span) -> &str {
        self.text_of(span.source).and_then(|text| text.get(span.range())).unwrap_or("")
    }

    /// The line that a place begins in.
    pub(super) fn line(&self, span: Span) -> &str {
        let Some(text) = self.text_of(span.source) else { return "" };
        let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        text[start..].lines().next().unwrap_or("")
    }

    /// The names of all macros.
    pub(super) fn macros(&self) -> Vec<&str> {
        let texts = self.texts.values().map(|parsed| &*parsed.template.text);
        let mut names: Vec<&str> = texts.flat_map(macros).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    /// The macro that a place is in, if it takes an argument called `name`.
    pub(super) fn macro_taking(&self, name: &str, place: Span) -> Option<&str> {
        let before = self.text_of(place.source)?.get(..place.start as usize)?;
        let (of, arguments) = macros(before).last()?;
        let mut names = arguments.split(',').map(|one| one.split('=').next().unwrap_or(one).trim());
        names.any(|argument| argument == name).then_some(of)
    }
}

/// The macros of a template, each with what stands between its parentheses.
fn macros(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("{%").skip(1).filter_map(|tag| {
        let tag = tag.trim_start_matches(['-', '+']).trim_start().strip_prefix("macro ")?;
        let (name, rest) = tag.split_once('(')?;
        Some((name.trim(), rest.split_once(')')?.0))
    })
}

/// How many steps a template ran.
pub(super) fn steps_of(captured: &Captured<'_>) -> u64 {
    captured.state().fuel_levels().map_or(0, |(consumed, _)| consumed)
}
