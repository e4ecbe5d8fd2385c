//! Which values are secret.
//!
//! A value is secret if a schema marks it `writeOnly`, or if only the data of Secrets reads it,
//! which the caller knows from the templates. All others are shown.

mod texts;
mod unread;

pub(crate) use texts::{Own, find};

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::schema::{Others, Shape};
use super::{Contract, GLOBAL, Marking, WriteOnly};
use crate::diagnostic::{Span, nearest};
use crate::yaml::{Node, Value};

/// One step down from a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyOrItem {
    Key(String),
    /// Any item of a list.
    Item,
}

/// Who reads the values, as the templates say.
pub(crate) trait WhoReads {
    /// Whether only the data of Secrets reads the value at a path.
    fn are_secrets(&self, path: &[KeyOrItem]) -> bool;

    /// The paths at which values are read.
    fn paths(&self) -> Vec<Vec<KeyOrItem>>;
}

/// Which values of a chart are secret.
pub(crate) struct SecretPaths<'a> {
    contract: &'a Contract,
    readers: &'a dyn WhoReads,
    /// The paths of secrets among the values that the chart knows.
    known: BTreeSet<Vec<KeyOrItem>>,
    /// Their last keys.
    names: BTreeSet<String>,
    /// With how many keys strangers were compared.
    compared: Cell<usize>,
}

/// After so many comparisons each stranger counts as one that is meant for a secret.
const COMPARED: usize = 1_000_000;

/// Shapes that are deeper are circular.
const MAX_DEPTH: usize = 32;

impl<'a> SecretPaths<'a> {
    pub(crate) fn new(contract: &'a Contract, readers: &'a dyn WhoReads) -> Self {
        let known = readers.paths().into_iter().filter(|path| readers.are_secrets(path));
        let mut secrets = SecretPaths {
            contract,
            readers,
            known: known.collect(),
            names: BTreeSet::new(),
            compared: Cell::new(0),
        };
        secrets.learn(&contract.shape, &mut Vec::new());
        let names = secrets.known.iter().map(|path| last_name(path));
        secrets.names = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        secrets
    }

    fn learn(&mut self, shape: &Shape, path: &mut Vec<KeyOrItem>) {
        if path.len() > MAX_DEPTH {
            return;
        }
        match shape {
            _ if self.is_marked(path) => {
                self.known.insert(path.clone());
            }
            Shape::Map { keys, others } => {
                for (key, below) in keys {
                    path.push(KeyOrItem::Key(key.clone()));
                    self.learn(below, path);
                    path.pop();
                }
                if let Others::Taken(below) = others {
                    path.push(KeyOrItem::Key(String::new()));
                    self.learn(below, path);
                    path.pop();
                }
            }
            Shape::List(item) => {
                path.push(KeyOrItem::Item);
                self.learn(item, path);
                path.pop();
            }
            Shape::Open | Shape::PassedOn(_) | Shape::Scalar(_) => {
                if self.readers.are_secrets(path) {
                    self.known.insert(path.clone());
                }
            }
        }
    }

    /// Whether the value at a path is secret with all that is in it, keys included.
    fn is_marked(&self, path: &[KeyOrItem]) -> bool {
        !path.is_empty() && self.contract.is_write_only(path)
    }

    /// Whether the value at a path is secret as a whole; also if a map stands where a scalar
    /// should.
    fn is_whole(&self, path: &[KeyOrItem]) -> bool {
        let meant = || self.shape_at(path);
        self.is_marked(path)
            || (!matches!(meant(), Some(Shape::Open | Shape::Map { .. }))
                && (self.is_read_as_such(path) || self.is_misplaced(path)))
    }

    fn shape_at(&self, path: &[KeyOrItem]) -> Option<&Shape> {
        path.iter().try_fold(&self.contract.shape, |shape, step| match step {
            KeyOrItem::Key(key) => shape.get(key),
            KeyOrItem::Item => shape.item(),
        })
    }

    /// Whether a scalar is secret; also if it stands where a map with a secret in it should, or
    /// under a misspelt key of a secret.
    pub(crate) fn is_secret(&self, path: &[KeyOrItem]) -> bool {
        self.is_read_as_such(path) || self.leads_to_known(path) || self.is_misplaced(path)
    }

    fn leads_to_known(&self, path: &[KeyOrItem]) -> bool {
        // What begins with a path comes right behind it.
        let from = (Bound::Included(path), Bound::Unbounded);
        self.known.range::<[KeyOrItem], _>(from).next().is_some_and(|known| known.starts_with(path))
    }

    fn is_read_as_such(&self, path: &[KeyOrItem]) -> bool {
        self.is_marked(path) || self.readers.are_secrets(path)
    }

    fn is_misplaced(&self, path: &[KeyOrItem]) -> bool {
        if self.known.is_empty() {
            return false;
        }
        let mut meant = Vec::new();
        let mut shape = Some(&self.contract.shape);
        for step in path {
            shape = match (shape, step) {
                (Some(shape @ Shape::Map { .. }), KeyOrItem::Key(key))
                    if shape.get(key).is_none() =>
                {
                    let plain = key.trim_matches(|c: char| !c.is_alphanumeric());
                    let known = Some(plain).filter(|plain| shape.has_key(plain));
                    if known.is_none() {
                        let compared = self.compared.get() + shape.keys().count();
                        self.compared.set(compared);
                        if compared > COMPARED {
                            return true;
                        }
                    }
                    let near = known.or_else(|| nearest(key, shape.keys())).unwrap_or(key);
                    meant.push(KeyOrItem::Key(near.to_owned()));
                    shape.get(near)
                }
                (shape, step) => {
                    meant.push(step.clone());
                    shape.and_then(|shape| match step {
                        KeyOrItem::Key(key) => shape.get(key),
                        KeyOrItem::Item => shape.item(),
                    })
                }
            };
        }
        let unknown = || {
            let (name, names) = (last_name(path), &self.names);
            // `a.b: x` is meant for the key `b` under `a`.
            let below = name.rsplit('.').next().unwrap_or(name);
            shape.is_none() && (names.contains(name) || names.contains(below))
        };
        (meant != path && self.is_read_as_such(&meant)) || unknown()
    }

    /// The last keys of the paths of all secrets.
    fn names(&self) -> BTreeSet<&str> {
        self.names.iter().map(String::as_str).collect()
    }
}

/// The last key of a path, or an empty string.
fn last_name(path: &[KeyOrItem]) -> &str {
    let mut keys = path.iter().rev().filter_map(|step| match step {
        KeyOrItem::Key(key) if !key.is_empty() => Some(key.as_str()),
        _ => None,
    });
    keys.next().unwrap_or("")
}

/// The `writeOnly` values and their parts, by place.
pub(crate) fn write_only<'n>(contract: &Contract, values: &'n Node) -> BTreeMap<Span, &'n Node> {
    let mut found = BTreeMap::new();
    if contract.marks_any() {
        add_write_only(&Held::at_top(contract), values, &mut found);
    }
    found
}

fn add_write_only<'n>(held: &Held<'_>, node: &'n Node, found: &mut BTreeMap<Span, &'n Node>) {
    if held.is_free() {
        return;
    }
    for (step, below) in parts(node) {
        let held = held.below(&step);
        if held.is_marked() {
            found.insert(below.origin.at, below);
        }
        add_write_only(&held, below, found);
    }
}

/// A value, held against the schemas of a chart and of the charts it brings along.
struct Held<'a> {
    by: Vec<Marking<'a>>,
    /// The charts whose values all stand here.
    charts: Vec<&'a Contract>,
}

impl<'a> Held<'a> {
    fn at_top(contract: &'a Contract) -> Self {
        Held { by: vec![contract.write_only.root()], charts: vec![contract] }
    }

    fn is_marked(&self) -> bool {
        self.by.iter().any(Marking::is_marked)
    }

    /// Whether nothing below is marked.
    fn is_free(&self) -> bool {
        self.by.iter().all(Marking::is_free)
            && self.charts.iter().all(|chart| chart.children.is_empty())
    }

    fn below(&self, step: &KeyOrItem) -> Self {
        let mut below =
            Held { by: self.by.iter().map(|held| held.below(step)).collect(), charts: Vec::new() };
        if let KeyOrItem::Key(name) = step {
            let charts = self.charts.iter().copied();
            if name == GLOBAL {
                charts.for_each(|chart| below.add_global(chart, step));
            } else {
                charts.filter_map(|chart| chart.children.get(name)).for_each(|child| {
                    below.by.push(child.write_only.root());
                    below.charts.push(child);
                });
            }
        }
        below
    }

    /// What is handed down to a chart's children is held against their schemas, too.
    fn add_global(&mut self, chart: &'a Contract, global: &KeyOrItem) {
        for child in chart.children.values() {
            self.by.push(child.write_only.root().below(global));
            self.add_global(child, global);
        }
    }
}

fn parts(node: &Node) -> Vec<(KeyOrItem, &Node)> {
    match &node.value {
        Value::Map(map) => {
            map.iter().map(|(key, node)| (KeyOrItem::Key(key.text.clone()), node)).collect()
        }
        Value::List(items) => items.iter().map(|item| (KeyOrItem::Item, item)).collect(),
        _ => Vec::new(),
    }
}

impl Contract {
    /// Whether any schema marks any value `writeOnly`.
    fn marks_any(&self) -> bool {
        !matches!(self.write_only, WriteOnly::Nothing)
            || self.children.values().any(Contract::marks_any)
    }

    /// Whether a schema, of the chart or of a dependency, marks the value at a path `writeOnly`.
    pub fn is_write_only(&self, path: &[KeyOrItem]) -> bool {
        path.iter().fold(Held::at_top(self), |held, step| held.below(step)).is_marked()
    }
}
