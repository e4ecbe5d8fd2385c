//! The meaning of an expression: the places in the values that it may evaluate to, and the few
//! other things that carry values, such as lists, macros and namespaces.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::path::{ValuePath, ValueStep};

/// All that an expression may evaluate to, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Meaning {
    /// Names carry their meanings from scope to scope, so that one is mostly shared.
    pub things: Rc<BTreeSet<Thing>>,
    /// Whether it may also be something that is not known.
    pub unknown: bool,
}

/// One thing that an expression may evaluate to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Thing {
    /// The value at a place in the values.
    Value(ValuePath),
    /// A string literal of a template.
    Text(String),
    /// A list of any length.
    List(Meaning),
    /// A list whose items are known one by one.
    Tuple(Vec<Meaning>),
    /// A map that a template makes: its entries, and the meaning of all other keys.
    Map(BTreeMap<String, Meaning>, Meaning),
    /// A `namespace()`, by the place of the call.
    Namespace(Stretch),
    Macro(Stretch),
    /// An imported template, by its number.
    Module(usize),
    /// `release`, `chart` and the like.
    Object(&'static str),
    /// The variable `loop` of a loop over such items, by the place of the loop.
    Loop(Stretch, Meaning),
}

/// A stretch of a text: of a file, or of a string that runs as a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    /// The number of the text.
    pub unit: usize,
    pub start: usize,
    pub end: usize,
}

/// Larger meanings are not followed.
const MAX_DEPTH: usize = 6;
const MAX_SIZE: usize = 256;
const MAX_STEPS: usize = 24;
/// A macro that calls itself with the parts of its argument goes one further in each round.
const MAX_WILDCARDS: usize = 5;

impl Meaning {
    pub(super) fn unknown() -> Self {
        Meaning { things: Rc::default(), unknown: true }
    }

    pub(super) fn of(thing: Thing) -> Self {
        Meaning { things: Rc::new(BTreeSet::from([thing])), unknown: false }
    }

    pub(super) fn list(item: Meaning) -> Self {
        Meaning { unknown: item.unknown, ..Meaning::of(Thing::List(item)) }
    }

    /// Whether it is all that another one is.
    pub(super) fn covers(&self, other: &Meaning) -> bool {
        (self.unknown || !other.unknown) && self.has_things_of(other)
    }

    fn has_things_of(&self, other: &Meaning) -> bool {
        Rc::ptr_eq(&self.things, &other.things) || other.things.is_subset(&self.things)
    }

    /// Adds another meaning. Returns whether that changed anything.
    pub(super) fn join(&mut self, other: &Meaning) -> bool {
        let was_unknown = self.unknown;
        self.unknown |= other.unknown;
        let is_more = !self.has_things_of(other);
        if is_more && self.things.is_empty() {
            self.things = Rc::clone(&other.things);
        } else if is_more {
            self.extend(other.things.iter().cloned());
        }
        is_more || was_unknown != self.unknown
    }

    pub(super) fn extend(&mut self, things: impl IntoIterator<Item = Thing>) {
        Rc::make_mut(&mut self.things).extend(things);
    }

    #[must_use]
    pub(super) fn or(mut self, other: &Meaning) -> Self {
        self.join(other);
        self
    }

    /// The meaning of the loop variable in a loop over it.
    pub(super) fn item(&self) -> Meaning {
        let mut item = Meaning { things: Rc::default(), unknown: self.unknown };
        for thing in self.things.iter() {
            match thing {
                Thing::Value(path) => item.join(&value(path.below(ValueStep::Item))),
                Thing::List(each) => item.join(each),
                Thing::Tuple(items) => items.iter().fold(false, |_, each| item.join(each)),
                Thing::Map(entries, rest) => {
                    let keys = entries.keys().map(|key| Thing::Text(key.clone()));
                    item.extend(keys);
                    item.unknown |= *rest != Meaning::default();
                    false
                }
                _ => {
                    item.unknown = true;
                    false
                }
            };
        }
        item
    }

    /// The meaning of a look-up with an unknown key: any entry of a map, any item of a list.
    pub(super) fn entry(&self) -> Meaning {
        let mut entry = Meaning { things: Rc::default(), unknown: self.unknown };
        for thing in self.things.iter() {
            match thing {
                Thing::Value(path) => entry.join(&value(path.below(ValueStep::Any))),
                Thing::Map(entries, rest) => {
                    entry.join(rest);
                    entries.values().fold(false, |_, each| entry.join(each))
                }
                Thing::List(each) => entry.join(each),
                Thing::Tuple(items) => items.iter().fold(false, |_, each| entry.join(each)),
                _ => {
                    entry.unknown = true;
                    false
                }
            };
        }
        entry
    }

    /// The strings that it may be, if it surely is one of some literals.
    pub(super) fn texts(&self) -> Option<Vec<&str>> {
        if self.unknown || self.things.is_empty() {
            return None;
        }
        self.things.iter().map(Thing::as_text).collect()
    }

    /// Whether it is small enough to be followed.
    pub(super) fn is_small(&self) -> bool {
        let mut size = 0;
        self.measure(0, &mut size)
    }

    fn measure(&self, depth: usize, size: &mut usize) -> bool {
        *size += self.things.len();
        depth <= MAX_DEPTH
            && *size <= MAX_SIZE
            && self.things.iter().all(|thing| match thing {
                Thing::Value(path) => {
                    let steps = path.steps();
                    let is_wild =
                        |step: &&ValueStep| matches!(step, ValueStep::Item | ValueStep::Any);
                    steps.len() <= MAX_STEPS
                        && steps.iter().filter(is_wild).count() <= MAX_WILDCARDS
                }
                Thing::List(item) | Thing::Loop(_, item) => item.measure(depth + 1, size),
                Thing::Tuple(items) => items.iter().all(|item| item.measure(depth + 1, size)),
                Thing::Map(entries, rest) => {
                    rest.measure(depth + 1, size)
                        && entries.values().all(|entry| entry.measure(depth + 1, size))
                }
                _ => true,
            })
    }
}

impl Thing {
    pub(super) fn as_value(&self) -> Option<&ValuePath> {
        match self {
            Thing::Value(path) => Some(path),
            _ => None,
        }
    }

    fn as_text(&self) -> Option<&str> {
        match self {
            Thing::Text(text) => Some(text),
            _ => None,
        }
    }
}

fn value(path: ValuePath) -> Meaning {
    Meaning::of(Thing::Value(path))
}
