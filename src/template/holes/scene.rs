//! The values that a template emitted: each in a hole, with the site that emitted it.
//!
//! A hole may hold captured text, which has holes of its own. In
//!
//! ```text
//! {% macro name(app) %}{{ app }}-web{% endmacro %}
//! name: {{ name(values.app) }}
//! ```
//!
//! `{{ app }}` makes hole 0, and `{{ name(values.app) }}` hole 1, which holds the text `⟨0⟩-web`.
//! Nothing in the macro says where `app` was set; what hole 1 was emitted from does. So the scene
//! remembers which hole stands in which.
//!
//! Imported macros and included text speak of the same holes, so a scene outlives a template.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use indexmap::IndexSet;

use super::marks::{Piece, pieces};
use super::site::{LookUp, Passing, Raw, Read, Register, Root, Site};
use crate::diagnostic::Span;
use crate::template::budget::Budget;
use crate::yaml::{Calls, Node, Origin};

/// The places a value was set at; empty for what no value file or flag wrote.
pub(crate) type Places = Option<Arc<[Span]>>;

/// A value as the engine keeps it.
pub(crate) trait Bound: Clone + PartialEq {
    /// Captured text, which a macro or a block left: it has marks of its own.
    fn captured(&self) -> Option<&str>;

    /// The text that it is, if it is one.
    fn text(&self) -> Option<&str>;

    /// Whether it stands in for a value whose absence has been reported. It becomes null.
    fn is_gone(&self) -> bool;

    /// The value as a node of this origin.
    ///
    /// # Errors
    /// What it is, if YAML has no such thing.
    fn to_node(&self, origin: &Origin, budget: &Budget) -> Result<Node, String>;

    /// The value as it stands inside of a larger text.
    ///
    /// # Errors
    /// What it is, if it can't be part of a text.
    fn to_text(&self) -> Result<String, String>;

    fn is_number(&self) -> bool;

    /// How an item of this list or map that is `number` was written, if not as we would.
    fn spelling_within(&self, number: &Self) -> Option<Arc<str>>;

    /// What a chain of look-ups leads to; `None` where it leaves what knows its places.
    fn follow(&self, lookups: &[LookUp], arguments: &[Self]) -> Option<Found<Self>>;
}

/// A value that a chain of look-ups leads to, with the places it was set at.
pub(crate) struct Found<V> {
    pub value: V,
    pub places: Places,
    /// How a number was written, if not as we would.
    pub spelling: Option<Arc<str>>,
}

/// A value that was emitted, and where.
#[derive(Clone, Debug)]
pub(crate) struct Hole<V> {
    pub value: V,
    /// The number of the site.
    pub site: usize,
    /// The values of the names that the site's expression reads from.
    pub arguments: Vec<V>,
}

/// What a value that was read is to a hole with another value.
#[derive(Clone, Copy)]
enum Unlike {
    /// Something the hole's value may have been made of.
    Counts,
    /// Perhaps a part of what stands beside it.
    IsOther,
}

/// The holes that templates made, and the sites that made them.
pub(crate) struct Scene<V> {
    pub register: Register,
    /// The values of the chart.
    pub values: Option<V>,
    /// What the render may still make.
    pub budget: Arc<Budget>,
    holes: Vec<Hole<V>>,
    /// Texts that were made of holes and have none any more: what files came to.
    texts: HashMap<String, Places>,
    /// The places of the values in what a file came to.
    files: HashMap<String, Places>,
    /// The places that were found in the captured text of holes.
    inside: RefCell<HashMap<usize, Places>>,
    /// Captured text that was no more than one hole: which hole it was emitted by.
    outer: RefCell<Links>,
    /// The other holes of captured text: which hole they were emitted by.
    around: RefCell<Links>,
    /// The holes whose captured text was looked through for others.
    scanned: RefCell<BTreeSet<usize>>,
}

/// Another hole for each hole that has one.
#[derive(Default)]
struct Links(Vec<Option<usize>>);

impl Links {
    fn get(&self, hole: usize) -> Option<usize> {
        self.0.get(hole).copied().flatten()
    }

    fn entry(&mut self, hole: usize) -> &mut Option<usize> {
        if self.0.len() <= hole {
            self.0.resize(hole + 1, None);
        }
        &mut self.0[hole]
    }
}

impl<V> Default for Scene<V> {
    fn default() -> Self {
        Scene {
            register: Register::default(),
            values: None,
            budget: Arc::default(),
            holes: Vec::new(),
            texts: HashMap::new(),
            files: HashMap::new(),
            inside: RefCell::default(),
            outer: RefCell::default(),
            around: RefCell::default(),
            scanned: RefCell::default(),
        }
    }
}

impl<V: Bound> Scene<V> {
    /// A scene whose sites are known before it begins.
    pub(crate) fn with(register: Register) -> Self {
        Scene { register, ..Scene::default() }
    }

    pub(crate) fn hole(&self, number: usize) -> &Hole<V> {
        &self.holes[number]
    }

    pub(crate) fn site(&self, number: usize) -> &Site {
        self.register.site(number)
    }

    pub(crate) fn site_of(&self, hole: usize) -> &Site {
        self.site(self.hole(hole).site)
    }

    pub(crate) fn raw(&self, number: usize) -> Raw {
        self.register.raw(number)
    }

    pub(crate) fn hole_count(&self) -> usize {
        self.holes.len()
    }

    /// The holes from number `begin` on that were made at a place.
    pub(crate) fn holes_at(&self, place: Span, begin: usize) -> impl Iterator<Item = usize> {
        let numbers = begin.min(self.holes.len())..self.holes.len();
        numbers.filter(move |number| self.site_of(*number).span == place)
    }

    /// Makes a hole and returns its number.
    pub(crate) fn push(&mut self, hole: Hole<V>) -> usize {
        self.holes.push(hole);
        self.holes.len() - 1
    }

    /// The hole that captured text comes down to, if it is no more than one, and the calls that
    /// lead there, where `calls` lead to the text.
    pub(crate) fn innermost(&self, number: usize, calls: Calls) -> (usize, Calls) {
        let Some(inner) = self.hole(number).value.captured().and_then(single_hole) else {
            return (number, calls);
        };
        *self.outer.borrow_mut().entry(inner) = Some(number);
        self.innermost(inner, self.calls_into(number, &calls))
    }

    /// The calls that lead into the captured text in a hole.
    pub(crate) fn calls_into(&self, number: usize, calls: &Calls) -> Calls {
        let site = self.site_of(number);
        calls.then(site.span, site.calling)
    }

    /// The calls that lead to a hole, as far as they are known.
    pub(crate) fn calls_to(&self, number: usize) -> Calls {
        let around = std::iter::successors(Some(number), |number| {
            let outer = self.outer.borrow().get(*number);
            outer.or_else(|| self.around.borrow().get(*number))
        });
        let mut around: Vec<usize> = around.skip(1).take(MOST_CALLS).collect();
        around.reverse();
        around.into_iter().fold(Calls::default(), |calls, number| self.calls_into(number, &calls))
    }

    /// Looks through all captured text, so that it is known which holes stand in which.
    pub(crate) fn look_through(&self) {
        for number in 0..self.holes.len() {
            self.captured(number);
        }
    }

    /// The captured text in a hole. Its own holes are known as such from here on.
    pub(crate) fn captured(&self, number: usize) -> Option<&str> {
        let text = self.hole(number).value.captured()?;
        if self.scanned.borrow_mut().insert(number) {
            for piece in pieces(text) {
                if let Piece::Hole(inner) = piece {
                    self.around.borrow_mut().entry(inner).get_or_insert(number);
                }
            }
        }
        Some(text)
    }

    /// Remembers the places of the values in what a file came to.
    pub(crate) fn note_file(&mut self, name: &str, text: &str, places: &Places) {
        if places.is_some() {
            self.texts.insert(text.to_owned(), places.clone());
            self.files.insert(name.to_owned(), places.clone());
        }
    }

    /// The places of the values that a hole's value was made of.
    pub(crate) fn places(&self, number: usize) -> Places {
        self.places_around(number).or_else(|| self.places_inside(number, DEEPEST))
    }

    /// The places of the values in captured text that a hole's value is or was made of.
    fn places_inside(&self, number: usize, deepest: usize) -> Places {
        if let Some(known) = self.inside.borrow().get(&number) {
            return known.clone();
        }
        let Hole { value, site, arguments } = self.hole(number);
        let read = |read: &Read| match (read.root, &*read.lookups) {
            (Root::Argument(at), []) => self.places_within(arguments.get(at)?, deepest),
            (Root::Files, [LookUp::Key(name)]) => self.files.get(&**name)?.clone(),
            _ => None,
        };
        let places = self.places_within(value, deepest);
        let places = places.or_else(|| union(self.site(*site).reads.iter().map(read)));
        self.inside.borrow_mut().insert(number, places.clone());
        places
    }

    /// The same of captured text, or of what a file came to. All holes in it are older.
    fn places_within(&self, value: &V, deepest: usize) -> Places {
        let Some(text) = value.captured() else {
            return value.text().and_then(|text| self.texts.get(text).cloned().flatten());
        };
        let deeper = deepest.checked_sub(1)?;
        let holes = pieces(text).filter_map(|piece| match piece {
            Piece::Hole(number) => Some(number),
            _ => None,
        });
        union(holes.map(|number| {
            let hole = self.hole(number);
            let read = self.places_read(hole, &hole.value, Unlike::Counts);
            read.or_else(|| self.places_inside(number, deeper))
        }))
    }

    /// The places of the values that a hole's expression reads. What a macro was called with is
    /// found where it was called.
    fn places_around(&self, number: usize) -> Places {
        let value = &self.hole(number).value;
        let (mut number, mut unlike) = (number, Unlike::Counts);
        loop {
            let places = self.places_read(self.hole(number), value, unlike);
            if places.is_some() {
                return places;
            }
            number = if let Some(outer) = self.outer.borrow().get(number) {
                outer
            } else {
                unlike = Unlike::IsOther;
                self.around.borrow().get(number)?
            };
        }
    }

    /// How a hole's number was written in the values, if not as we would. A macro's argument was
    /// read where the macro was called.
    pub(crate) fn spelling(&self, number: usize) -> Option<Arc<str>> {
        let value = &self.hole(number).value;
        let mut number = number;
        loop {
            let Hole { site, arguments, .. } = self.hole(number);
            if let Some(spelling) = self.spelling_read(*site, arguments, value) {
                return Some(spelling);
            }
            let is_argument = |read: &Read| {
                let is_value = |at| arguments.get(at) == Some(value);
                read.passing == Passing::Argument
                    && matches!(read.root, Root::Argument(at) if is_value(at))
            };
            if !self.site(*site).reads.iter().any(is_argument) {
                return None;
            }
            let outer = self.outer.borrow().get(number);
            number = outer.or_else(|| self.around.borrow().get(number))?;
        }
    }

    /// How `value` was written, which a site has read and not calculated with.
    pub(crate) fn spelling_read(
        &self,
        site: usize,
        arguments: &[V],
        value: &V,
    ) -> Option<Arc<str>> {
        if !value.is_number() {
            return None;
        }
        let reads = self.site(site).reads.iter().filter(|read| read.passing != Passing::Computed);
        let mut spellings = reads.filter_map(|read| {
            let found = self.found(read, arguments)?;
            if found.value == *value {
                Some(found.spelling)
            } else {
                found.value.spelling_within(value).map(Some)
            }
        });
        let first = spellings.next()?;
        first.filter(|first| spellings.all(|other| other.as_ref() == Some(first)))
    }

    /// Of the values that the site reads, the places of those that are `value`; where none is, of
    /// all that may count.
    fn places_read(&self, hole: &Hole<V>, value: &V, unlike: Unlike) -> Places {
        let reads = &self.site(hole.site).reads;
        if let [read] = &**reads {
            let found = self.found(read, &hole.arguments)?;
            let counts = matches!(unlike, Unlike::Counts) || found.value == *value;
            return found.places.filter(|places| counts && !places.is_empty());
        }
        let found: Vec<Found<V>> =
            reads.iter().filter_map(|read| self.found(read, &hole.arguments)).collect();
        let same: Vec<&Found<V>> = found.iter().filter(|found| found.value == *value).collect();
        let chosen = match unlike {
            Unlike::Counts if same.is_empty() => found.iter().collect(),
            _ => same,
        };
        union(chosen.into_iter().map(|found| found.places.clone()))
    }

    /// What a site read that was given these arguments.
    fn found(&self, read: &Read, arguments: &[V]) -> Option<Found<V>> {
        let root = match read.root {
            Root::Values => self.values.as_ref()?,
            Root::Argument(at) => arguments.get(at)?,
            Root::Files => return None,
        };
        root.follow(&read.lookups, arguments)
    }
}

/// All of these places, each once.
fn union(all: impl Iterator<Item = Places>) -> Places {
    let mut spans: IndexSet<Span> = IndexSet::new();
    for places in all.flatten() {
        spans.extend(places.iter().copied());
    }
    (!spans.is_empty()).then(|| spans.into_iter().collect())
}

/// Captured text within captured text is looked through so deep.
const DEEPEST: usize = 64;

/// Calls further out are not looked for.
const MOST_CALLS: usize = 64;

/// The hole that captured text consists of, if it is one alone.
pub(crate) fn single_hole(text: &str) -> Option<usize> {
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
