//! What the templates of a chart do with its values, and the shape that leaves open what they pass
//! on whole: what that may hold is said by what it becomes, and judged there.
//!
//! - A map or a list that goes whole into what is rendered is open, with all that is in it. Where
//!   templates read keys of it by name too, one that is nearly such a key is misspelt.
//! - A map that is looped over takes other keys, each with what the known ones may hold.
//! - What templates read by name alone stays closed; so do all values together, and `global`, which
//!   are no part of anything.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::GLOBAL;
use super::schema::{Others, Shape};

/// What templates do with a value and with what is in it.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    pub passed_on: bool,
    /// The fields that it goes to: `Deployment spec.template.spec.containers[].resources`.
    pub fields: BTreeSet<String>,
    pub looped: bool,
    /// The keys that are read by name.
    pub keys: BTreeMap<String, Usage>,
    /// Any item of a list.
    pub items: Option<Box<Usage>>,
    /// Any entry of a map, any item of a list.
    pub entries: Option<Box<Usage>>,
}

/// The same of a chart and the charts it brings along.
#[derive(Debug)]
pub struct ChartUsage {
    /// `None` where the templates can't be followed.
    pub own: Option<Usage>,
    pub children: BTreeMap<String, ChartUsage>,
}

impl ChartUsage {
    /// Hands the values down that all charts of a release see.
    #[must_use]
    pub fn with_globals(mut self) -> Self {
        let globals =
            self.children.values().filter_map(|child| child.own.as_ref()?.keys.get(GLOBAL));
        if let Some(own) = &mut self.own {
            let known = own.keys.entry(GLOBAL.to_owned()).or_default();
            globals.for_each(|more| known.join(more));
        }
        self
    }
}

impl ChartUsage {
    /// What is done with the values of all charts together, those of each below its name.
    pub fn joined(&self) -> Usage {
        let mut joined = self.own.clone().unwrap_or_default();
        for (name, child) in &self.children {
            joined.keys.entry(name.clone()).or_default().join(&child.joined());
        }
        joined
    }
}

impl Usage {
    /// The fields that what stands at some keys goes to.
    pub fn fields_of<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> BTreeSet<&str> {
        keys.into_iter().fold(Uses::of(self), |uses, key| uses.below(key)).fields()
    }

    fn join(&mut self, other: &Usage) {
        self.passed_on |= other.passed_on;
        self.looped |= other.looped;
        self.fields.extend(other.fields.iter().cloned());
        for (key, below) in &other.keys {
            self.keys.entry(key.clone()).or_default().join(below);
        }
        let pairs = [(&mut self.items, &other.items), (&mut self.entries, &other.entries)];
        for (own, other) in pairs {
            if let Some(other) = other {
                own.get_or_insert_default().join(other);
            }
        }
    }
}

/// What is done with one place among the values, by all that leads there.
#[derive(Clone, Default)]
pub(super) struct Uses<'u>(Vec<&'u Usage>);

impl<'u> Uses<'u> {
    pub(super) fn of(usage: &'u Usage) -> Self {
        Uses(vec![usage])
    }

    pub(super) fn below(&self, key: &str) -> Self {
        let named = |usage: &&'u Usage| usage.keys.get(key);
        let any = self.0.iter().filter_map(|usage| usage.entries.as_deref());
        Uses(self.0.iter().filter_map(named).chain(any).collect())
    }

    pub(super) fn item(&self) -> Self {
        let both = |usage: &&'u Usage| [usage.items.as_deref(), usage.entries.as_deref()];
        Uses(self.0.iter().flat_map(both).flatten().collect())
    }

    /// The fields that it goes to.
    pub(super) fn fields(&self) -> BTreeSet<&'u str> {
        self.0.iter().flat_map(|usage| &usage.fields).map(String::as_str).collect()
    }

    fn names(&self) -> BTreeSet<String> {
        self.0.iter().flat_map(|usage| usage.keys.keys()).cloned().collect()
    }

    fn are_passed_on(&self) -> bool {
        self.0.iter().any(|usage| usage.passed_on)
    }
}

/// Whether something goes whole into what is rendered, or what it is in does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Passed {
    On,
    No,
}

impl Shape {
    /// The shape of all values, open where templates pass on what stands there.
    pub(super) fn opened(self, usage: &Usage) -> Self {
        let uses = Uses::of(usage);
        match self {
            Shape::Map { mut keys, others } if !usage.keys.is_empty() => {
                let global = keys.shift_remove(GLOBAL);
                let mut keys = each_opened(keys, &uses, Passed::No);
                if let Some(global) = global {
                    let global = entries_opened(global, &uses.below(GLOBAL));
                    keys.insert(GLOBAL.to_owned(), global);
                }
                Shape::Map { keys, others }
            }
            shape => opened(shape, &uses, Passed::No),
        }
    }
}

/// A map that stays closed, with what is in it.
fn entries_opened(shape: Shape, uses: &Uses<'_>) -> Shape {
    match shape {
        Shape::Map { keys, others } => {
            Shape::Map { keys: each_opened(keys, uses, Passed::No), others }
        }
        shape => opened(shape, uses, Passed::No),
    }
}

fn opened(shape: Shape, uses: &Uses<'_>, around: Passed) -> Shape {
    let here = if uses.are_passed_on() { Passed::On } else { around };
    match shape {
        Shape::Open if here == Passed::On => Shape::PassedOn(None),
        // What is read by itself has a type of its own.
        Shape::Scalar(kind) if around == Passed::On && uses.0.is_empty() => {
            Shape::PassedOn(Some(kind))
        }
        Shape::List(item) => Shape::List(Box::new(opened(*item, &uses.item(), here))),
        Shape::Map { keys, others } => {
            let keys = each_opened(keys, uses, here);
            if uses.0.iter().any(|usage| usage.looped) {
                return looped(keys);
            }
            let others = match here {
                Passed::On => {
                    Others::PassedOn { entry: Box::new(Shape::PassedOn(None)), read: uses.names() }
                }
                Passed::No => others,
            };
            Shape::Map { keys, others }
        }
        shape => shape,
    }
}

fn each_opened(
    keys: IndexMap<String, Shape>,
    uses: &Uses<'_>,
    around: Passed,
) -> IndexMap<String, Shape> {
    let each = keys.into_iter();
    each.map(|(key, shape)| {
        let shape = opened(shape, &uses.below(&key), around);
        (key, shape)
    })
    .collect()
}

/// A map that is looped over: what is known of one entry that is a map holds for all of them.
fn looped(mut keys: IndexMap<String, Shape>) -> Shape {
    let is_map = |shape: &&Shape| matches!(shape, Shape::Map { .. });
    let all = keys.values().filter(is_map).cloned().reduce(Shape::union);
    if let Some(all) = &all {
        for shape in keys.values_mut().filter(|shape| is_map(&&**shape)) {
            *shape = all.clone();
        }
    }
    let entry = Box::new(all.unwrap_or(Shape::PassedOn(None)));
    Shape::Map { keys, others: Others::PassedOn { entry, read: BTreeSet::new() } }
}
