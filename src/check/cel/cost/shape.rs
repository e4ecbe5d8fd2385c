//! How large the values can be that an expression sees: `DeclType` of `k8s.io/apiserver/pkg/cel`.

use std::collections::BTreeMap;

/// The largest size of a value and of what it holds.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// The largest number of characters, items or entries; 0 for a type of fixed size.
    pub most: u64,
    /// The least number of bytes that it takes in JSON.
    pub bytes: u64,
    pub parts: Parts,
}

#[derive(Clone, Debug)]
pub(crate) enum Parts {
    None,
    Fields(BTreeMap<String, Shape>),
    Items(Box<Shape>),
    /// The values of a map; its keys are strings.
    Values(Box<Shape>),
}

/// Steps of a path that are no fields: the items of a list, the keys and values of a map.
pub(crate) const ITEMS: &str = "@items";
pub(crate) const VALUES: &str = "@values";
pub(crate) const KEYS: &str = "@keys";
pub(crate) const INDICES: &str = "@indices";

impl Shape {
    /// The largest size of what a path leads to; `None` if it leads nowhere.
    pub(crate) fn most_at(&self, path: &[String]) -> Option<u64> {
        let Some((step, rest)) = path.split_first() else { return Some(self.most) };
        match (step.as_str(), &self.parts) {
            (ITEMS | VALUES, Parts::Items(of) | Parts::Values(of)) => of.most_at(rest),
            // The server takes keys for empty strings.
            (KEYS, Parts::Values(_)) => rest.is_empty().then_some(0),
            (field, Parts::Fields(fields)) => fields.get(field)?.most_at(rest),
            _ => None,
        }
    }
}
