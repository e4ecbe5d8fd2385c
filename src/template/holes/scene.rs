//! What happens while a template runs: values go into holes, faults are written down.
//!
//! The scene is shared with the filters and functions of the engine; it outlives a single
//! template, so that imported macros and included text speak of the same holes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use minijinja::Value;
use minijinja::value::{Object, ValueKind};

use super::marks::{Piece, pieces};
use crate::diagnostic::{Diagnostic, SourceId, Span};
use crate::template::jinja::instrument::{Edits, Raw, Register, Site, Step};
use crate::template::jinja::traced::{self, Found, Places};

/// A value that was emitted, and where.
#[derive(Clone, Debug)]
pub struct Hole {
    pub value: Value,
    pub site: usize,
    /// The values of the names that the site's expression reads from.
    pub arguments: Vec<Value>,
}

/// What a value that was read is to a hole with another value.
#[derive(Clone, Copy)]
enum Unlike {
    /// Something the hole's value may have been made of.
    Counts,
    /// Perhaps a part of what stands beside it.
    IsOther,
}

/// Everything the engine's filters write down.
#[derive(Default)]
pub struct Scene {
    pub register: Register,
    /// By template name: which source it is, and how the engine's text differs from it.
    pub templates: HashMap<String, (SourceId, Edits)>,
    holes: Vec<Hole>,
    /// Captured text that was no more than one hole: which emission it was emitted by.
    outer: RefCell<HashMap<usize, usize>>,
    /// The other holes of captured text: which emission they were emitted by.
    around: RefCell<HashMap<usize, usize>>,
    pub faults: Vec<Diagnostic>,
    /// Whether a stand-in for a missing value went on into an expression.
    pub poisoned: bool,
    /// The values, to look up what a condition read.
    pub values: Value,
    /// What the chart itself gives, some of which may have been deleted.
    pub defaults: Value,
    pub tpl_depth: usize,
    /// The text of every template and file, to quote from.
    pub texts: HashMap<SourceId, Arc<str>>,
}

/// The scene as closures share it.
#[derive(Clone, Default)]
pub struct SharedScene(Arc<Mutex<Scene>>);

impl SharedScene {
    pub fn lock(&self) -> MutexGuard<'_, Scene> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Scene {
    pub fn hole(&self, number: usize) -> &Hole {
        &self.holes[number]
    }

    pub fn site(&self, number: usize) -> &Site {
        &self.register.sites[number]
    }

    pub fn site_of(&self, hole: usize) -> &Site {
        self.site(self.hole(hole).site)
    }

    pub fn raw(&self, number: usize) -> Raw {
        self.register.raws[number]
    }

    /// Writes a fault down; what it leaves stands in for the missing value.
    pub fn poison(&mut self, faults: impl IntoIterator<Item = Diagnostic>) -> Value {
        self.faults.extend(faults);
        self.poisoned = true;
        poison()
    }

    /// The emission that a place lies in.
    pub fn site_around(&self, place: Span) -> Option<&Site> {
        let holds = |site: &&Site| {
            let span = site.span;
            span.source == place.source && span.start <= place.start && place.end <= span.end
        };
        let sites = self.register.sites.iter().filter(holds);
        let emissions = sites.filter(|site| self.text(site.span).starts_with("{{"));
        emissions.min_by_key(|site| site.span.end - site.span.start)
    }

    /// Where the values at some paths were set.
    pub fn places_of(&self, paths: &[Vec<String>]) -> Vec<Span> {
        let step =
            |name: &String| name.parse().map_or_else(|_| Step::Key(name.clone()), Step::Index);
        let mut places = Vec::new();
        for path in paths {
            let steps: Vec<Step> = path.iter().map(step).collect();
            let found = traced::follow(&self.values, &steps, &[]);
            for &place in found.iter().filter_map(|found| found.places.as_deref()).flatten() {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    /// Where the chart gives a value by default.
    pub fn defaults_at(&self, path: &[String]) -> Vec<Span> {
        let get = |value: Value, name: &String| value.get_attr(name).unwrap_or(Value::UNDEFINED);
        if path.iter().fold(self.defaults.clone(), get).is_undefined() {
            return Vec::new();
        }
        let steps: Vec<Step> = path.iter().cloned().map(Step::Key).collect();
        let found = traced::follow(&self.defaults, &steps, &[]);
        found.and_then(|found| found.places).iter().flat_map(|at| at.iter().copied()).collect()
    }

    pub fn text(&self, span: Span) -> &str {
        self.texts.get(&span.source).and_then(|text| text.get(span.range())).unwrap_or("")
    }

    /// The line that a place begins in.
    pub fn line(&self, span: Span) -> &str {
        let Some(text) = self.texts.get(&span.source) else { return "" };
        let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        text[start..].lines().next().unwrap_or("")
    }

    /// The names of all macros.
    pub fn macros(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.texts.values().flat_map(|text| macros(text)).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    /// The macro that a place is in, if it takes an argument called `name`.
    pub fn macro_taking(&self, name: &str, place: Span) -> Option<&str> {
        let before = self.texts.get(&place.source)?.get(..place.start as usize)?;
        let (of, arguments) = macros(before).last()?;
        let mut names = arguments.split(',').map(|one| one.split('=').next().unwrap_or(one).trim());
        names.any(|argument| argument == name).then_some(of)
    }

    /// Makes a hole and returns its number.
    pub fn push(&mut self, hole: Hole) -> usize {
        self.holes.push(hole);
        self.holes.len() - 1
    }

    /// The hole that captured text comes down to, if it is no more than one.
    pub fn innermost(&self, number: usize) -> usize {
        let Some(inner) = as_capture(&self.hole(number).value).and_then(single_hole) else {
            return number;
        };
        self.outer.borrow_mut().insert(inner, number);
        self.innermost(inner)
    }

    /// The captured text in a hole. Its own holes are known as such from here on.
    pub fn captured(&self, number: usize) -> Option<&str> {
        let text = as_capture(&self.hole(number).value)?;
        for piece in pieces(text) {
            if let Piece::Hole(inner) = piece {
                self.around.borrow_mut().entry(inner).or_insert(number);
            }
        }
        Some(text)
    }

    /// The places of the values that a hole's value was made of. What a macro was called with is
    /// found where it was called.
    pub fn places(&self, number: usize) -> Places {
        let value = &self.hole(number).value;
        let (mut number, mut unlike) = (number, Unlike::Counts);
        loop {
            let places = self.places_read(self.hole(number), value, unlike);
            if places.is_some() {
                return places;
            }
            number = if let Some(outer) = self.outer.borrow().get(&number) {
                *outer
            } else {
                unlike = Unlike::IsOther;
                *self.around.borrow().get(&number)?
            };
        }
    }

    /// Of the values that the site reads, the places of those that are `value`; where none is, of
    /// all that may count.
    fn places_read(&self, hole: &Hole, value: &Value, unlike: Unlike) -> Places {
        let site = self.site(hole.site);
        let found: Vec<Found> = site
            .reads
            .iter()
            .filter_map(|read| {
                let root = hole.arguments.get(read.root)?;
                traced::follow(root, &read.steps, &hole.arguments)
            })
            .collect();
        let same: Vec<&Found> = found.iter().filter(|found| found.value == *value).collect();
        let chosen = match unlike {
            Unlike::Counts if same.is_empty() => found.iter().collect(),
            _ => same,
        };
        let mut spans: Vec<Span> = Vec::new();
        for found in chosen {
            for span in found.places.iter().flat_map(|places| places.iter()) {
                if !spans.contains(span) {
                    spans.push(*span);
                }
            }
        }
        (!spans.is_empty()).then(|| spans.into())
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

/// The text that a macro or a block left, if the value is that.
pub fn as_capture(value: &Value) -> Option<&str> {
    if value.kind() == ValueKind::String && value.is_safe() { value.as_str() } else { None }
}

/// Stands for a value whose absence has been reported; it is emitted as nothing.
#[derive(Debug)]
pub struct Poison;

impl Object for Poison {}

pub fn poison() -> Value {
    Value::from_object(Poison)
}

pub fn is_poison(value: &Value) -> bool {
    value.downcast_object_ref::<Poison>().is_some()
}

/// The hole that captured text consists of, if it is one alone.
pub fn single_hole(text: &str) -> Option<usize> {
    let mut only = None;
    for piece in pieces(text) {
        match piece {
            Piece::Raw(_) => {}
            Piece::Text(text) if text.trim().is_empty() => {}
            Piece::Hole(number) if only.is_none() => only = Some(number),
            _ => return None,
        }
    }
    only
}
