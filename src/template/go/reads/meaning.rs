//! What an expression may come to, each known once by a number.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;

/// A set of things, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Meaning(u32);

/// Nothing that has to do with values.
pub(super) const NOTHING: Meaning = Meaning(0);

/// Known by what it is, which no one chooses to be slow to find.
pub(super) type Found<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    /// A place in the values.
    Place(u32),
    /// What the templates of a chart are run with, and parts of it.
    Root(usize),
    About(usize),
    Subcharts(usize),
    Own(usize),
    Files(usize),
    /// `.Files.Get` before it is given a name.
    Get(usize),
    /// A file of a chart.
    File(usize, usize),
    /// A map that a template makes.
    Map(u32),
    /// A list that a template makes: what its items may be.
    List(Meaning),
    /// A list whose items are known one by one.
    Sequence(u32),
    Text(u32),
    /// A number that is written.
    Count(u32),
    Number,
}

/// A map that a template makes, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct MadeMap {
    pub site: (usize, u32),
    pub entries: Vec<(Rc<str>, Meaning)>,
    /// What stands under keys that are computed.
    pub others: Option<Meaning>,
}

#[derive(Default)]
pub(super) struct Meanings {
    sets: Vec<Rc<[Thing]>>,
    numbers: Found<Rc<[Thing]>, Meaning>,
    /// Those of one thing.
    singles: Found<Thing, Meaning>,
    /// Those of two together.
    pairs: Found<(Meaning, Meaning), Meaning>,
    texts: Vec<Rc<str>>,
    text_numbers: Found<Rc<str>, u32>,
    maps: Vec<Rc<MadeMap>>,
    map_numbers: Found<Rc<MadeMap>, u32>,
    sequences: Vec<Rc<[Meaning]>>,
    sequence_numbers: Found<Rc<[Meaning]>, u32>,
}

impl Meanings {
    pub(super) fn new() -> Self {
        let mut meanings = Meanings::default();
        // The first one is `NOTHING`.
        meanings.of(Vec::new());
        meanings
    }

    pub(super) fn of(&mut self, mut things: Vec<Thing>) -> Meaning {
        things.sort_unstable();
        things.dedup();
        if let Some(known) = self.numbers.get(&*things) {
            return *known;
        }
        let things: Rc<[Thing]> = things.into();
        let meaning = Meaning(number(self.sets.len()));
        self.sets.push(Rc::clone(&things));
        self.numbers.insert(things, meaning);
        meaning
    }

    pub(super) fn one(&mut self, thing: Thing) -> Meaning {
        if let Some(known) = self.singles.get(&thing) {
            return *known;
        }
        let meaning = self.of(vec![thing]);
        self.singles.insert(thing, meaning);
        meaning
    }

    pub(super) fn things(&self, meaning: Meaning) -> Rc<[Thing]> {
        Rc::clone(&self.sets[meaning.0 as usize])
    }

    pub(super) fn both(&mut self, one: Meaning, other: Meaning) -> Meaning {
        if one == other || other == NOTHING {
            return one;
        }
        if one == NOTHING {
            return other;
        }
        if let Some(known) = self.pairs.get(&(one, other)) {
            return *known;
        }
        let things = self.things(one).iter().chain(&*self.things(other)).copied().collect();
        let both = self.of(things);
        self.pairs.insert((one, other), both);
        both
    }

    pub(super) fn union(&mut self, all: impl IntoIterator<Item = Meaning>) -> Meaning {
        all.into_iter().fold(NOTHING, |all, one| self.both(all, one))
    }

    pub(super) fn text(&mut self, text: &str) -> Meaning {
        let known = self.text_numbers.get(text).copied();
        let text = known.unwrap_or_else(|| {
            let at = number(self.texts.len());
            let text: Rc<str> = text.into();
            self.texts.push(Rc::clone(&text));
            self.text_numbers.insert(text, at);
            at
        });
        self.one(Thing::Text(text))
    }

    pub(super) fn text_of(&self, number: u32) -> Rc<str> {
        Rc::clone(&self.texts[number as usize])
    }

    pub(super) fn map(&mut self, map: MadeMap) -> Meaning {
        let known = self.map_numbers.get(&map).copied();
        let map = known.unwrap_or_else(|| {
            let at = number(self.maps.len());
            let map = Rc::new(map);
            self.maps.push(Rc::clone(&map));
            self.map_numbers.insert(map, at);
            at
        });
        self.one(Thing::Map(map))
    }

    pub(super) fn map_of(&self, number: u32) -> Rc<MadeMap> {
        Rc::clone(&self.maps[number as usize])
    }

    pub(super) fn sequence(&mut self, items: &[Meaning]) -> Meaning {
        let known = self.sequence_numbers.get(items).copied();
        let sequence = known.unwrap_or_else(|| {
            let at = number(self.sequences.len());
            let items: Rc<[Meaning]> = items.into();
            self.sequences.push(Rc::clone(&items));
            self.sequence_numbers.insert(items, at);
            at
        });
        self.one(Thing::Sequence(sequence))
    }

    pub(super) fn sequence_of(&self, number: u32) -> Rc<[Meaning]> {
        Rc::clone(&self.sequences[number as usize])
    }

    pub(super) fn list(&mut self, items: Meaning) -> Meaning {
        self.one(Thing::List(items))
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Makes a number of a key in a few steps.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u8(&mut self, it: u8) {
        self.write_u64(it.into());
    }

    fn write_u32(&mut self, it: u32) {
        self.write_u64(it.into());
    }

    fn write_u64(&mut self, it: u64) {
        const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
        self.0 = (self.0.rotate_left(5) ^ it).wrapping_mul(FACTOR).rotate_left(20);
    }

    fn write_usize(&mut self, it: usize) {
        self.write_u64(it as u64);
    }
}
