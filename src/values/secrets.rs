//! Which values are secret.
//!
//! Secret are values that a schema marks `writeOnly`, and those of which the caller knows that
//! only the data of Secrets reads them. Nothing is hidden here but what is said to be secret.

mod texts;
mod unread;

pub(crate) use texts::find;

use std::collections::{BTreeMap, BTreeSet};

use super::schema::{Others, Shape};
use super::{Contract, GLOBAL, WriteOnly};
use crate::diagnostic::{Span, nearest};
use crate::yaml::{Node, Value};

/// One step down from a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyOrItem {
    Key(String),
    /// Any item of a list.
    Item,
}

/// What is known of who reads the values.
pub(crate) trait WhoReads {
    /// Whether the data of Secrets reads what stands at a path, and nothing else.
    fn are_secrets(&self, path: &[KeyOrItem]) -> bool;

    /// The paths at which values are read.
    fn paths(&self) -> Vec<Vec<KeyOrItem>>;
}

/// Where secrets stand among the values of a chart.
pub(crate) struct SecretPaths<'a> {
    contract: &'a Contract,
    readers: &'a dyn WhoReads,
    /// The secret ones among the values that the chart knows.
    known: BTreeSet<Vec<KeyOrItem>>,
}

/// Deeper shapes go round.
const MAX_DEPTH: usize = 32;

impl<'a> SecretPaths<'a> {
    pub(crate) fn new(contract: &'a Contract, readers: &'a dyn WhoReads) -> Self {
        let known = readers.paths().into_iter().filter(|path| readers.are_secrets(path));
        let mut secrets = SecretPaths { contract, readers, known: known.collect() };
        secrets.learn(&contract.shape, &mut Vec::new());
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
            Shape::Open | Shape::Scalar(_) => {
                if self.readers.are_secrets(path) {
                    self.known.insert(path.clone());
                }
            }
        }
    }

    /// Whether what stands at a path is secret with all that is in it, names included.
    fn is_marked(&self, path: &[KeyOrItem]) -> bool {
        !path.is_empty() && self.contract.is_write_only(path)
    }

    /// Whether what stands at a path is secret as a whole: also where no map is meant to stand.
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

    /// Whether a scalar is secret: also in the place of a map of which a part is, and under a key
    /// that is meant for one that is.
    pub(crate) fn is_secret(&self, path: &[KeyOrItem]) -> bool {
        self.is_read_as_such(path)
            || self.known.iter().any(|known| known.starts_with(path))
            || self.is_misplaced(path)
    }

    fn is_read_as_such(&self, path: &[KeyOrItem]) -> bool {
        self.is_marked(path) || self.readers.are_secrets(path)
    }

    fn is_misplaced(&self, path: &[KeyOrItem]) -> bool {
        let mut meant = Vec::new();
        let mut shape = Some(&self.contract.shape);
        for step in path {
            shape = match (shape, step) {
                (Some(shape @ Shape::Map { .. }), KeyOrItem::Key(key))
                    if shape.get(key).is_none() =>
                {
                    let plain = key.trim_matches(|c: char| !c.is_alphanumeric());
                    let known = shape.keys().find(|known| *known == plain);
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
            let (name, names) = (last_name(path), self.names());
            // `a.b: x` is meant for what stands under `a`.
            let below = name.rsplit('.').next().unwrap_or(name);
            shape.is_none() && (names.contains(name) || names.contains(below))
        };
        (meant != path && self.is_read_as_such(&meant)) || unknown()
    }

    /// The last keys of the paths of secrets.
    fn names(&self) -> BTreeSet<&str> {
        let names = self.known.iter().map(|path| last_name(path));
        names.filter(|name| !name.is_empty()).collect()
    }
}

/// The last key of a path; empty if there is none.
fn last_name(path: &[KeyOrItem]) -> &str {
    let mut keys = path.iter().rev().filter_map(|step| match step {
        KeyOrItem::Key(key) if !key.is_empty() => Some(key.as_str()),
        _ => None,
    });
    keys.next().unwrap_or("")
}

/// The values that are marked `writeOnly`, and their parts, by where they stand.
pub(crate) fn write_only<'n>(contract: &Contract, values: &'n Node) -> BTreeMap<Span, &'n Node> {
    let mut found = BTreeMap::new();
    if contract.marks_any() {
        add_write_only(contract, values, &mut Vec::new(), &mut found);
    }
    found
}

fn add_write_only<'n>(
    contract: &Contract,
    node: &'n Node,
    path: &mut Vec<KeyOrItem>,
    found: &mut BTreeMap<Span, &'n Node>,
) {
    let is_marked = !path.is_empty() && contract.is_write_only(path);
    if is_marked {
        found.insert(node.origin.at, node);
    }
    for (step, below) in parts(node) {
        path.push(step);
        add_write_only(contract, below, path, found);
        path.pop();
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
    /// Whether any schema marks anything `writeOnly`.
    fn marks_any(&self) -> bool {
        !matches!(self.write_only, WriteOnly::Nothing)
            || self.children.values().any(Contract::marks_any)
    }

    /// Whether a schema marks the value at a path `writeOnly`: the chart's own, or that of a chart
    /// it brings along.
    pub fn is_write_only(&self, path: &[KeyOrItem]) -> bool {
        self.write_only.marks(path)
            || match path.split_first() {
                Some((KeyOrItem::Key(name), _)) if name == GLOBAL => {
                    self.children.values().any(|child| child.is_write_only(path))
                }
                Some((KeyOrItem::Key(name), below)) => {
                    self.children.get(name).is_some_and(|child| child.is_write_only(below))
                }
                _ => false,
            }
    }
}
