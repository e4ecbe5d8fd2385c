//! How the templates of a chart use its values, and what that means for their shape. A value that
//! is only passed on whole is open: the field that it becomes decides what it may contain.
//!
//! - A map or a list that is rendered whole is open, with all that is in it. If templates also read
//!   keys of it by name, a key that is similar to one of these is a misspelling.
//! - A map that is looped over may have other keys; their values have the shape of the known ones.
//! - A map that is only read by name stays closed. So do the values as a whole, and `global`.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::GLOBAL;
use super::schema::{Others, Shape};

/// How templates use a value and its parts.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    pub itself: Itself,
    /// The fields that it fills: `Deployment spec.template.spec.containers[].resources`.
    pub fields: BTreeSet<String>,
    pub looped: bool,
    /// Keys of it are read whose names a template computes.
    pub computed: bool,
    /// The keys that are read by name.
    pub keys: BTreeMap<String, Usage>,
    /// Any item of a list.
    pub items: Option<Box<Usage>>,
    /// Any entry of a map, any item of a list.
    pub entries: Option<Box<Usage>>,
}

/// How a value is used besides its parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Itself {
    #[default]
    Unused,
    /// Whether it is there, or true.
    Examined,
    /// Given to what could not be followed to its end.
    Lost,
    /// Rendered, or given to what may read anything of it.
    PassedOn,
}

/// The same for a chart and its dependencies.
#[derive(Debug)]
pub struct ChartUsage {
    /// `None` where the templates can't be followed.
    pub own: Option<Usage>,
    pub children: BTreeMap<String, ChartUsage>,
}

impl ChartUsage {
    /// Adds how the children use `global`, which they get from the parent.
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
    /// The usage of the values of all charts, those of a dependency below its name.
    pub fn joined(&self) -> Usage {
        let mut joined = self.own.clone().unwrap_or_default();
        for (name, child) in &self.children {
            joined.keys.entry(name.clone()).or_default().join(&child.joined());
        }
        joined
    }
}

impl Usage {
    /// The fields that the value at a path fills.
    pub fn fields_of<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> BTreeSet<&str> {
        keys.into_iter().fold(Uses::of(self), |uses, key| uses.below(key)).fields()
    }

    pub(crate) fn join(&mut self, other: &Usage) {
        self.itself = self.itself.max(other.itself);
        self.looped |= other.looped;
        self.computed |= other.computed;
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

/// The usage of one place in the values, by all paths that lead there.
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

    /// The fields that it fills.
    pub(super) fn fields(&self) -> BTreeSet<&'u str> {
        self.0.iter().flat_map(|usage| &usage.fields).map(String::as_str).collect()
    }

    pub(super) fn names(&self) -> BTreeSet<String> {
        self.0.iter().flat_map(|usage| usage.keys.keys()).cloned().collect()
    }

    pub(super) fn itself(&self) -> Itself {
        self.0.iter().map(|usage| usage.itself).max().unwrap_or_default()
    }

    pub(super) fn are_looped(&self) -> bool {
        self.0.iter().any(|usage| usage.looped)
    }

    pub(super) fn are_computed(&self) -> bool {
        self.0.iter().any(|usage| usage.computed)
    }

    /// Whether nobody comes to the place.
    pub(super) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn are_passed_on(&self) -> bool {
        self.itself() == Itself::PassedOn
    }
}

/// Whether a value, or one around it, is rendered whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    On,
    No,
}

impl Shape {
    /// The shape of all values, open where templates pass values on.
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

/// A map that stays closed, with its entries.
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
        // A value that is read on its own keeps its type.
        Shape::Scalar(kind) if around == Passed::On && uses.0.is_empty() => {
            Shape::PassedOn(Some(kind))
        }
        Shape::List(item) => Shape::List(Box::new(opened(*item, &uses.item(), here))),
        Shape::Map { keys, others } => {
            let keys = each_opened(keys, uses, here);
            if uses.are_looped() {
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

/// A map that is looped over: all entries that are maps get the keys that are known of any.
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
