//! Parts of what an expression may come to, and what templates put into maps.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Reader;
use super::meaning::{Meaning, NOTHING, Thing};
use super::places::Way;

/// Who holds what a template puts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Owner {
    Site(usize, u32),
    Place(u32),
    Root(usize),
}

/// What templates have put into a map.
#[derive(Debug)]
pub(super) struct Made {
    keys: BTreeMap<String, Meaning>,
    /// Under keys that are computed.
    others: Meaning,
    /// Maps that were merged into it.
    merged: Meaning,
}

/// More things than this are not told apart.
const THINGS: usize = 256;

impl Reader<'_> {
    /// What stands under a key.
    pub(super) fn key(&mut self, of: Meaning, key: &str) -> Meaning {
        self.key_within(of, key, &mut BTreeSet::new())
    }

    /// Maps may be merged into each other: each is followed once.
    fn key_within(&mut self, of: Meaning, key: &str, seen: &mut BTreeSet<Owner>) -> Meaning {
        let mut found = NOTHING;
        for thing in self.meanings.things(of).iter() {
            let own = self.own_key(*thing, key);
            let owner = self.owner(*thing);
            self.seen.extend(owner);
            let made = owner.and_then(|owner| self.made.get(&owner));
            let (put, merged) = made.map_or((NOTHING, NOTHING), |made| {
                (made.keys.get(key).copied().unwrap_or(NOTHING), made.merged)
            });
            let others = made.map_or(NOTHING, |made| made.others);
            let is_new = merged != NOTHING && owner.is_some_and(|owner| seen.insert(owner));
            let merged = if is_new { self.key_within(merged, key, seen) } else { NOTHING };
            found = self.meanings.union([found, own, put, others, merged]);
        }
        self.bounded(found)
    }

    fn own_key(&mut self, thing: Thing, key: &str) -> Meaning {
        let thing = match (thing, key) {
            (Thing::Place(place), "AsMap") if self.values.contains(&place) => thing,
            (Thing::Place(place), "PathValue" | "Table" | "YAML")
                if self.values.contains(&place) =>
            {
                self.places.take_whole(place);
                thing
            }
            (Thing::Place(place), _) => Thing::Place(self.places.key(place, key)),
            (Thing::Root(chart), "Values") => Thing::Place(self.values[chart]),
            (Thing::Root(chart), "Chart") => Thing::About(chart),
            (Thing::Root(chart), "Subcharts") => Thing::Subcharts(chart),
            (Thing::Root(chart), "Template") => Thing::Own(chart),
            (Thing::Root(chart), "Files") => Thing::Files(chart),
            (Thing::Files(chart), "Get" | "GetBytes" | "Glob" | "Lines") => Thing::Get(chart),
            (Thing::File(..), "AsConfig" | "AsSecrets" | "Get") => thing,
            (Thing::About(chart), "Name") => return self.meanings.text(&self.charts[chart].name),
            (Thing::Own(chart), "BasePath") => {
                return self.meanings.text(&self.charts[chart].base);
            }
            (Thing::Own(_), "Name") => return self.meanings.text("\0"),
            (Thing::Subcharts(chart), _) => {
                let mut children = self.charts[chart].children.iter();
                match children.find(|(name, _)| name == key) {
                    Some((_, child)) => Thing::Root(*child),
                    None => return NOTHING,
                }
            }
            (Thing::Map(map), _) => {
                let map = self.meanings.map_of(map);
                let own = map.entries.iter().find(|(name, _)| &**name == key);
                let own = own.map_or(NOTHING, |(_, value)| *value);
                return self.meanings.both(own, map.others.unwrap_or(NOTHING));
            }
            (Thing::Sequence(parts), _) => {
                let parts = self.meanings.sequence_of(parts);
                let part = number_of_part(key).and_then(|number| parts.get(number));
                return part.copied().unwrap_or(NOTHING);
            }
            (Thing::List(parts), _) if number_of_part(key).is_some() => return parts,
            _ => return NOTHING,
        };
        self.meanings.one(thing)
    }

    /// What stands under a key that an expression gives.
    pub(super) fn step(&mut self, of: Meaning, key: Meaning) -> Meaning {
        let (mut found, mut computed) = (NOTHING, key == NOTHING);
        for thing in self.meanings.things(key).iter() {
            let below = match self.exact(*thing) {
                Some(text) => self.key(of, &text),
                None if let Thing::Count(at) = *thing => self.item(of, at),
                None if *thing == Thing::Number => self.entries(of, Way::Item).1,
                None => {
                    computed = true;
                    continue;
                }
            };
            found = self.meanings.both(found, below);
        }
        if computed {
            self.take_whole(key);
            let below = self.entries(of, Way::Computed).1;
            found = self.meanings.both(found, below);
        }
        found
    }

    /// An item of lists by its number.
    fn item(&mut self, of: Meaning, at: u32) -> Meaning {
        let mut found = NOTHING;
        for thing in self.meanings.things(of).iter() {
            let own = match *thing {
                Thing::Sequence(items) => {
                    let items = self.meanings.sequence_of(items);
                    items.get(at as usize).copied().unwrap_or(NOTHING)
                }
                thing => {
                    let one = self.meanings.one(thing);
                    self.entries(one, Way::Item).1
                }
            };
            found = self.meanings.both(found, own);
        }
        found
    }

    /// The keys of all entries as far as they are known, and what the entries may be.
    pub(super) fn entries(&mut self, of: Meaning, way: Way) -> (Meaning, Meaning) {
        self.entries_within(of, way, &mut BTreeSet::new())
    }

    fn entries_within(
        &mut self,
        of: Meaning,
        way: Way,
        seen: &mut BTreeSet<Owner>,
    ) -> (Meaning, Meaning) {
        let (mut keys, mut found) = (NOTHING, NOTHING);
        for thing in self.meanings.things(of).iter() {
            match *thing {
                Thing::Place(place) => {
                    let entry = Thing::Place(self.places.entry(place, way));
                    let (entry, any) = (self.meanings.one(entry), self.meanings.text("\0"));
                    (keys, found) =
                        (self.meanings.both(keys, any), self.meanings.both(found, entry));
                }
                Thing::List(items) => found = self.meanings.both(found, items),
                Thing::Sequence(items) => {
                    let items = self.meanings.sequence_of(items);
                    let items = self.meanings.union(items.iter().copied());
                    found = self.meanings.both(found, items);
                }
                Thing::Map(map) => {
                    let map = self.meanings.map_of(map);
                    for (key, value) in &map.entries {
                        let key = self.meanings.text(key);
                        keys = self.meanings.both(keys, key);
                        found = self.meanings.both(found, *value);
                    }
                    if let Some(others) = map.others {
                        let any = self.meanings.text("\0");
                        keys = self.meanings.both(keys, any);
                        found = self.meanings.both(found, others);
                    }
                }
                Thing::Subcharts(chart) => {
                    for (name, child) in &self.charts[chart].children {
                        let (name, root) =
                            (self.meanings.text(name), self.meanings.one(Thing::Root(*child)));
                        (keys, found) =
                            (self.meanings.both(keys, name), self.meanings.both(found, root));
                    }
                }
                Thing::File(..) => {
                    let (file, any) = (self.meanings.one(*thing), self.meanings.text("\0"));
                    (keys, found) =
                        (self.meanings.both(keys, any), self.meanings.both(found, file));
                }
                _ => {}
            }
            let owner = self.owner(*thing);
            self.seen.extend(owner);
            let Some(made) = owner.and_then(|owner| self.made.get(&owner)) else {
                continue;
            };
            let (merged, others) = (made.merged, made.others);
            let put: Vec<(String, Meaning)> =
                made.keys.iter().map(|(key, value)| (key.clone(), *value)).collect();
            for (key, value) in put {
                let key = self.meanings.text(&key);
                keys = self.meanings.both(keys, key);
                found = self.meanings.both(found, value);
            }
            found = self.meanings.both(found, others);
            if merged != NOTHING && owner.is_some_and(|owner| seen.insert(owner)) {
                let more = self.entries_within(merged, way, seen);
                keys = self.meanings.both(keys, more.0);
                found = self.meanings.both(found, more.1);
            }
        }
        (keys, self.bounded(found))
    }

    /// The lists that it may be, where their items are known one by one; not too many.
    pub(super) fn each(&self, of: Meaning) -> Option<Vec<Rc<[Meaning]>>> {
        const MOST: usize = 32;
        let things = self.meanings.things(of);
        let lists = things.iter().map(|thing| match thing {
            Thing::Sequence(items) => {
                Some(self.meanings.sequence_of(*items)).filter(|items| items.len() <= MOST)
            }
            _ => None,
        });
        lists.collect::<Option<Vec<_>>>().filter(|lists| (1..=MOST).contains(&lists.len()))
    }

    /// Whether there is such a thing is asked.
    pub(super) fn examine(&mut self, what: Meaning) {
        for thing in self.meanings.things(what).iter() {
            if let Thing::Place(place) = thing {
                self.places.examine(*place);
            }
        }
    }

    /// It goes where it is not followed.
    pub(super) fn take_whole(&mut self, what: Meaning) {
        let mut seen = BTreeSet::new();
        self.take_each(what, &mut seen);
    }

    fn take_each(&mut self, what: Meaning, seen: &mut BTreeSet<Meaning>) {
        if !seen.insert(what) {
            return;
        }
        for thing in self.meanings.things(what).iter() {
            match *thing {
                Thing::Place(place) => self.places.take_whole(place),
                // A text that is no template of Helm's may print all that it is given.
                Thing::Root(chart) if !self.is_in_given() => {
                    self.places.take_whole(self.values[chart]);
                }
                Thing::Subcharts(chart) => {
                    let children = &self.charts[chart].children;
                    children
                        .iter()
                        .for_each(|(_, child)| self.places.take_whole(self.values[*child]));
                }
                Thing::List(items) => self.take_each(items, seen),
                Thing::Sequence(items) => {
                    let items = self.meanings.sequence_of(items);
                    items.iter().for_each(|item| self.take_each(*item, seen));
                }
                Thing::Map(map) => {
                    let map = self.meanings.map_of(map);
                    let values = map.entries.iter().map(|(_, value)| *value).chain(map.others);
                    values.for_each(|value| self.take_each(value, seen));
                }
                _ => {}
            }
            let owner = self.owner(*thing);
            self.seen.extend(owner);
            if let Some(made) = owner.and_then(|owner| self.made.get(&owner)) {
                let mut all: Vec<Meaning> = made.keys.values().copied().collect();
                all.extend([made.others, made.merged]);
                all.into_iter().for_each(|value| self.take_each(value, seen));
            }
        }
    }

    fn is_in_given(&self) -> bool {
        self.within.last().is_some_and(|(template, _)| self.given.contains(template))
    }

    /// It goes where it is followed no longer: of charts any value may be read.
    pub(super) fn lose(&mut self, what: Meaning) {
        for thing in self.meanings.things(what).iter() {
            match *thing {
                Thing::Root(chart) => self.places.lose(self.values[chart]),
                Thing::Map(map) => {
                    let map = self.meanings.map_of(map);
                    let values = map.entries.iter().map(|(_, value)| *value).chain(map.others);
                    values.for_each(|value| self.lose(value));
                }
                Thing::List(items) => self.lose(items),
                Thing::Sequence(items) => {
                    let items = self.meanings.sequence_of(items);
                    items.iter().for_each(|item| self.lose(*item));
                }
                Thing::Place(place) if self.values.contains(&place) => self.places.lose(place),
                thing => {
                    let one = self.meanings.one(thing);
                    self.take_whole(one);
                }
            }
        }
    }

    /// Puts a value under a key of a map; `None` is a key that is not known.
    pub(super) fn put(&mut self, into: Meaning, key: Option<&str>, value: Meaning) {
        for owner in self.owners(into) {
            let made = self.made.entry(owner).or_default();
            let slot = match key {
                Some(key) => made.keys.entry(key.to_owned()).or_insert(NOTHING),
                None => &mut made.others,
            };
            let both = self.meanings.both(*slot, value);
            self.grown |= both != *slot && self.seen.contains(&owner);
            *slot = both;
        }
    }

    /// Merges maps into another.
    pub(super) fn merge(&mut self, into: Meaning, maps: Meaning) {
        for owner in self.owners(into) {
            let slot = &mut self.made.entry(owner).or_default().merged;
            let both = self.meanings.both(*slot, maps);
            self.grown |= both != *slot && self.seen.contains(&owner);
            *slot = both;
        }
    }

    fn owners(&self, of: Meaning) -> Vec<Owner> {
        self.meanings.things(of).iter().filter_map(|thing| self.owner(*thing)).collect()
    }

    fn owner(&self, thing: Thing) -> Option<Owner> {
        match thing {
            Thing::Place(place) => Some(Owner::Place(place)),
            Thing::Root(chart) => Some(Owner::Root(chart)),
            Thing::Map(map) => {
                let (template, at) = self.meanings.map_of(map).site;
                Some(Owner::Site(template, at))
            }
            _ => None,
        }
    }

    fn bounded(&mut self, found: Meaning) -> Meaning {
        if self.meanings.things(found).len() <= THINGS {
            return found;
        }
        self.lose(found);
        NOTHING
    }
}

/// Which part of a text `split` keeps under a key.
fn number_of_part(key: &str) -> Option<usize> {
    key.strip_prefix('_')?.parse().ok()
}

impl Default for Made {
    fn default() -> Self {
        Made { keys: BTreeMap::new(), others: NOTHING, merged: NOTHING }
    }
}
