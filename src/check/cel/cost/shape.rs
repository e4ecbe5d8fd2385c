//! How large the values can be that an expression sees: `DeclType` of `k8s.io/apiserver/pkg/cel`.

use std::collections::BTreeMap;

/// A value, and what is in it.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// How many characters, items or entries it has at most. Of what has a fixed size, 0.
    pub most: u64,
    /// How many bytes of JSON it is at least.
    pub bytes: u64,
    pub parts: Parts,
}

#[derive(Clone, Debug)]
pub(crate) enum Parts {
    None,
    Fields(BTreeMap<String, Shape>),
    Items(Box<Shape>),
    /// The values of a map, whose keys are texts.
    Values(Box<Shape>),
}

/// Steps of a path that are no fields: what a list or a map holds.
pub(crate) const ITEMS: &str = "@items";
pub(crate) const VALUES: &str = "@values";
pub(crate) const KEYS: &str = "@keys";
pub(crate) const INDICES: &str = "@indices";

impl Shape {
    /// How large at most what a path leads to is; nothing where it leads nowhere.
    pub(crate) fn most_at(&self, path: &[String]) -> Option<u64> {
        let Some((step, rest)) = path.split_first() else { return Some(self.most) };
        match (step.as_str(), &self.parts) {
            (ITEMS | VALUES, Parts::Items(of) | Parts::Values(of)) => of.most_at(rest),
            // The texts that are keys are taken for empty.
            (KEYS, Parts::Values(_)) => rest.is_empty().then_some(0),
            (field, Parts::Fields(fields)) => fields.get(field)?.most_at(rest),
            _ => None,
        }
    }
}
