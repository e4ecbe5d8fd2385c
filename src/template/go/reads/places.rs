//! The places in the values that templates come to, as a tree.

use std::collections::BTreeMap;

use crate::values::usage::{Itself, Usage};

pub(super) struct Places(Vec<Place>);

#[derive(Default)]
struct Place {
    keys: BTreeMap<String, u32>,
    /// Any entry of a map, any item of a list.
    entries: Option<u32>,
    depth: usize,
    itself: Itself,
    looped: bool,
    computed: bool,
}

/// How an entry is come to that is not named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// All of them.
    Loop,
    /// By a key that a template computes.
    Computed,
    /// By its number.
    Item,
}

/// Below, and once there are so many, values are taken as a whole.
const DEPTH: usize = 24;
const PLACES: usize = 40_000;

impl Places {
    /// Only the values themselves, at zero.
    pub(super) fn new() -> Self {
        Places(vec![Place::default()])
    }

    pub(super) fn at(&mut self, path: &[String]) -> u32 {
        path.iter().fold(0, |place, key| self.key(place, key))
    }

    pub(super) fn key(&mut self, place: u32, key: &str) -> u32 {
        if let Some(known) = self.0[place as usize].keys.get(key) {
            return *known;
        }
        let Some(new) = self.below(place) else { return place };
        self.0[place as usize].keys.insert(key.to_owned(), new);
        new
    }

    pub(super) fn entry(&mut self, place: u32, way: Way) -> u32 {
        let at = &mut self.0[place as usize];
        at.looped |= way == Way::Loop;
        at.computed |= way == Way::Computed;
        if let Some(known) = at.entries {
            return known;
        }
        let Some(new) = self.below(place) else { return place };
        self.0[place as usize].entries = Some(new);
        new
    }

    fn below(&mut self, place: u32) -> Option<u32> {
        let depth = self.0[place as usize].depth + 1;
        let new = u32::try_from(self.0.len()).ok();
        let new = new.filter(|_| depth <= DEPTH && self.0.len() < PLACES);
        match new {
            Some(_) => self.0.push(Place { depth, ..Place::default() }),
            None => self.take_whole(place),
        }
        new
    }

    /// The places that keys lead to from one, by way of any entry too, and all below them.
    pub(super) fn below_path(&self, place: u32, keys: &[String], found: &mut Vec<u32>) {
        let at = &self.0[place as usize];
        let entries = at.entries.into_iter();
        match keys.split_first() {
            Some((key, rest)) => {
                let next = at.keys.get(key).copied().into_iter().chain(entries);
                next.for_each(|next| self.below_path(next, rest, found));
            }
            None => {
                found.push(place);
                let next = at.keys.values().copied().chain(entries);
                next.for_each(|next| self.below_path(next, &[], found));
            }
        }
    }

    pub(super) fn examine(&mut self, place: u32) {
        let itself = &mut self.0[place as usize].itself;
        *itself = (*itself).max(Itself::Examined);
    }

    pub(super) fn take_whole(&mut self, place: u32) {
        self.0[place as usize].itself = Itself::PassedOn;
    }

    /// Says that anything in it may be read.
    pub(super) fn lose(&mut self, place: u32) {
        let itself = &mut self.0[place as usize].itself;
        *itself = (*itself).max(Itself::Lost);
    }

    pub(super) fn usage(&self, place: u32) -> Usage {
        let at = &self.0[place as usize];
        Usage {
            itself: at.itself,
            looped: at.looped,
            computed: at.computed,
            keys: at.keys.iter().map(|(key, below)| (key.clone(), self.usage(*below))).collect(),
            entries: at.entries.map(|below| Box::new(self.usage(below))),
            ..Usage::default()
        }
    }
}
