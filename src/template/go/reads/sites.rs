//! Where templates read a value, or a part of it, in whatever branch.

use std::collections::{BTreeMap, BTreeSet};

use super::meaning::{Meaning, Thing};
use super::walk::Frame;
use super::{Charts, Reader};
use crate::values::GLOBAL;

/// A read: the path of the template, and the byte where what reads begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    pub template: String,
    pub at: u32,
}

/// The reads of each place, by the numbers of the templates.
pub(super) type Sites = BTreeMap<u32, BTreeSet<(usize, u32)>>;

/// Where the value that some keys lead to is read; of a list the key of an item is any.
pub fn sites<'t>(
    charts: &Charts,
    given: impl IntoIterator<Item = &'t str>,
    keys: &[String],
) -> BTreeSet<Site> {
    let mut reader = Reader::new(charts);
    reader.sites = Some(Sites::new());
    reader.run_all(given);
    let mut places = Vec::new();
    reader.places.below_path(0, keys, &mut places);
    if keys.first().is_some_and(|key| key == GLOBAL) {
        // Each chart has them among its own.
        for values in &reader.values {
            reader.places.below_path(*values, keys, &mut places);
        }
    }
    let all = reader.sites.unwrap_or_default();
    let found = places.iter().filter_map(|place| all.get(place)).flatten();
    let named = found.map(|(template, at)| {
        let template = reader.templates[*template].source.name.clone();
        Site { template, at: *at }
    });
    named.collect()
}

impl Reader<'_> {
    /// Remembers that a template reads here what an expression comes to.
    pub(super) fn note(&mut self, what: Meaning, frame: &Frame, at: u32) {
        if self.sites.is_none() {
            return;
        }
        let things = self.meanings.things(what);
        for thing in things.iter() {
            if let (Thing::Place(place), Some(sites)) = (thing, &mut self.sites)
                && !self.values.contains(place)
            {
                sites.entry(*place).or_default().insert((frame.number, at));
            }
        }
    }
}
