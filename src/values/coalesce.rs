//! The user's values laid over the defaults of a chart and its dependencies, exactly as Helm 4 does
//! it: for `--helm-merge`.
//!
//! First the defaults of all charts are merged, and keep their nulls. Then the user's values are
//! laid over them, and nulls delete. Both times each child gets its parent's `global`. Where one of
//! two values is a map and the other is not, the lower one is silently dropped.

use super::instance::not_a_map;
use super::{Contract, GLOBAL};
use crate::diagnostic::Report;
use crate::yaml::{Entry, Key, Map, Node, Origin, Value};

/// Fills in the defaults, those of dependencies included, where the user says nothing.
pub(super) fn coalesce(contract: &Contract, user: &mut Node, report: &mut Report) {
    Defaults::of(contract).under(user, Nulls::Delete, report);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Nulls {
    Delete,
    Keep,
}

/// The defaults of a chart with those of its children in them, and the same for each child.
struct Defaults<'a> {
    values: Node,
    children: Vec<(&'a str, Defaults<'a>)>,
}

impl<'a> Defaults<'a> {
    fn of(contract: &'a Contract) -> Self {
        let children = contract.children.iter();
        let children = children.map(|(name, child)| (name.as_str(), Self::of(child))).collect();
        let own = Defaults { values: contract.own.clone(), children };
        if own.children.is_empty() {
            return own;
        }
        let mut values = empty(own.values.origin.clone());
        // Anything but a map was reported when the contract was made.
        own.under(&mut values, Nulls::Keep, &mut Report::new());
        add_imported(&mut values, &contract.defaults);
        Defaults { values, ..own }
    }

    fn under(&self, values: &mut Node, nulls: Nulls, report: &mut Report) {
        self.under_own(values, nulls);
        let Some(map) = values.as_map_mut() else { return };
        for (name, child) in &self.children {
            let global = map.get(GLOBAL).cloned();
            if !map.contains(name) {
                let origin = child.values.origin.clone();
                map.insert(Key::new(*name, origin.clone()), empty(origin));
            }
            match map.get_mut(name) {
                Some(below) if below.as_map().is_some() => {
                    hand_down(below, global.as_ref());
                    child.under(below, nulls, report);
                }
                Some(other) => report.push(not_a_map(name, other)),
                None => {}
            }
        }
    }

    /// A user's null deletes a default of the chart. In the table of a child it stays until the
    /// child's defaults are filled in.
    fn under_own(&self, values: &mut Node, nulls: Nulls) {
        let is_child = |key: &str| self.children.iter().any(|(name, _)| *name == key);
        under_each(values, &self.values, &mut |key, value, default| {
            if value.is_null() {
                return nulls == Nulls::Keep;
            }
            under_table(value, default, if is_child(key) { Nulls::Keep } else { nulls });
            true
        });
    }
}

/// A null over a null stays as well.
fn under_table(values: &mut Node, defaults: &Node, nulls: Nulls) {
    under_each(values, defaults, &mut |_, value, default| {
        if value.is_null() {
            return nulls == Nulls::Keep || default.is_null();
        }
        under_table(value, default, nulls);
        true
    });
}

/// Adds each default whose key is missing. For a key that is there, `stays` decides, and may change
/// the value.
fn under_each(
    values: &mut Node,
    defaults: &Node,
    stays: &mut dyn FnMut(&str, &mut Node, &Node) -> bool,
) {
    let (Some(map), Some(defaults)) = (values.as_map_mut(), defaults.as_map()) else { return };
    let places: Vec<Option<usize>> =
        defaults.iter().map(|(key, _)| map.position(&key.text)).collect();
    let mut given: Vec<Option<Entry>> =
        std::mem::take(map).into_entries().into_iter().map(Some).collect();
    let mut merged = Map::new();
    for ((key, default), at) in defaults.iter().zip(places) {
        match at.and_then(|at| given[at].take()) {
            None => merged.insert(key.clone(), default.clone()),
            Some(Entry { key, mut value }) => {
                if stays(&key.text, &mut value, default) {
                    merged.insert(key, value);
                }
            }
        }
    }
    for Entry { key, value } in given.into_iter().flatten() {
        merged.insert(key, value);
    }
    *map = merged;
}

/// The parent's globals over the child's; a map does not merge with anything else.
fn hand_down(values: &mut Node, above: Option<&Node>) {
    let origin = values.origin.clone();
    let Some(map) = values.as_map_mut() else { return };
    if above.is_some_and(|above| above.as_map().is_none()) {
        return;
    }
    if !map.contains(GLOBAL) {
        map.insert(Key::new(GLOBAL, origin.clone()), empty(origin));
    }
    let Some(own) = map.get_mut(GLOBAL).and_then(Node::as_map_mut) else { return };
    for Entry { key, value } in above.and_then(Node::as_map).map(Map::entries).unwrap_or_default() {
        match own.get_mut(&key.text) {
            None => own.insert(key.clone(), value.clone()),
            Some(below) => match (below.as_map().is_some(), value.as_map().is_some()) {
                (true, true) => {
                    let mut merged = value.clone();
                    under_table(&mut merged, below, Nulls::Keep);
                    *below = merged;
                }
                (false, false) => *below = value.clone(),
                _ => {}
            },
        }
    }
}

/// The defaults of the contract; what the chart imports from its children is in them.
fn add_imported(values: &mut Node, defaults: &Node) {
    under_each(values, defaults, &mut |_, value, default| {
        add_imported(value, default);
        true
    });
}

fn empty(origin: Origin) -> Node {
    Node::new(Value::Map(Map::new()), origin)
}
