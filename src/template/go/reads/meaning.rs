//! What an expression may come to, each known once by a number.

use std::collections::HashMap;
use std::rc::Rc;

/// A set of things, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Meaning(u32);

/// Nothing that has to do with values.
pub(super) const NOTHING: Meaning = Meaning(0);

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

pub(super) struct Meanings {
    sets: Vec<Rc<[Thing]>>,
    numbers: HashMap<Rc<[Thing]>, Meaning>,
    texts: Vec<Rc<str>>,
    text_numbers: HashMap<Rc<str>, u32>,
    maps: Vec<Rc<MadeMap>>,
    map_numbers: HashMap<Rc<MadeMap>, u32>,
    sequences: Vec<Rc<[Meaning]>>,
    sequence_numbers: HashMap<Rc<[Meaning]>, u32>,
}

impl Default for Meanings {
    fn default() -> Self {
        let nothing: Rc<[Thing]> = Rc::new([]);
        Meanings {
            sets: vec![Rc::clone(&nothing)],
            numbers: HashMap::from([(nothing, NOTHING)]),
            texts: Vec::new(),
            text_numbers: HashMap::new(),
            maps: Vec::new(),
            map_numbers: HashMap::new(),
            sequences: Vec::new(),
            sequence_numbers: HashMap::new(),
        }
    }
}

impl Meanings {
    pub(super) fn of(&mut self, mut things: Vec<Thing>) -> Meaning {
        things.sort_unstable();
        things.dedup();
        let things: Rc<[Thing]> = things.into();
        if let Some(known) = self.numbers.get(&things) {
            return *known;
        }
        let meaning = Meaning(number(self.sets.len()));
        self.sets.push(Rc::clone(&things));
        self.numbers.insert(things, meaning);
        meaning
    }

    pub(super) fn one(&mut self, thing: Thing) -> Meaning {
        self.of(vec![thing])
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
        let things = self.things(one).iter().chain(&*self.things(other)).copied().collect();
        self.of(things)
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
