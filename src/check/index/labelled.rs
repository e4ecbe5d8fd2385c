//! Pods or Services by their labels: which of them a selector selects.

use std::collections::HashMap;

use crate::yaml::Map;

/// Items with labels, indexed by namespace and by label.
#[derive(Debug)]
pub(crate) struct Labelled<'m, T> {
    all: Vec<T>,
    by_place: HashMap<Where<'m>, Vec<usize>>,
    by_label: HashMap<(Where<'m>, &'m str, &'m str), Vec<usize>>,
}

/// Where a selector looks for items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Where<'m> {
    In(&'m str),
    /// In one namespace, but it is not known which.
    Somewhere,
    Anywhere,
}

impl<T> Default for Labelled<'_, T> {
    fn default() -> Self {
        Labelled { all: Vec::new(), by_place: HashMap::new(), by_label: HashMap::new() }
    }
}

impl<'m, T> Labelled<'m, T> {
    pub(crate) fn add(&mut self, thing: T, namespace: Option<&'m str>, labels: Option<&'m Map>) {
        let at = self.all.len();
        self.all.push(thing);
        for place in [namespace.map_or(Where::Somewhere, Where::In), Where::Anywhere] {
            self.by_place.entry(place).or_default().push(at);
            for (key, value) in labels.into_iter().flat_map(pairs) {
                self.by_label.entry((place, key, value)).or_default().push(at);
            }
        }
    }

    /// The items at a place.
    pub(crate) fn at(&self, place: Where<'m>) -> impl Iterator<Item = &T> {
        self.by_place.get(&place).into_iter().flatten().map(|&at| &self.all[at])
    }

    /// The items that are or may be in a namespace.
    pub(crate) fn at_namespace(&self, namespace: Option<&'m str>) -> impl Iterator<Item = &T> {
        places(namespace).flat_map(|place| self.at(place))
    }

    /// A small set that contains all items at a place with these labels: those of the rarest label.
    pub(crate) fn candidates(
        &self,
        place: Where<'m>,
        labels: impl Iterator<Item = (&'m str, &'m str)>,
    ) -> impl Iterator<Item = &T> {
        self.fewest(place, labels).into_iter().flatten().map(|&at| &self.all[at])
    }

    fn fewest(
        &self,
        place: Where<'m>,
        labels: impl Iterator<Item = (&'m str, &'m str)>,
    ) -> Option<&Vec<usize>> {
        let mut fewest = self.by_place.get(&place)?;
        for (key, value) in labels {
            let list = self.by_label.get(&(place, key, value))?;
            if list.len() < fewest.len() {
                fewest = list;
            }
        }
        Some(fewest)
    }
}

/// The places where items of a namespace may be. One whose namespace is not known may be in any.
pub(crate) fn places(namespace: Option<&str>) -> impl Iterator<Item = Where<'_>> {
    let places = match namespace {
        Some(namespace) => [Some(Where::In(namespace)), Some(Where::Somewhere)],
        None => [Some(Where::Anywhere), None],
    };
    places.into_iter().flatten()
}

/// The labels that a selector requires.
pub(crate) fn pairs(selector: &Map) -> impl Iterator<Item = (&str, &str)> {
    selector.iter().filter_map(|(key, value)| Some((&*key.text, value.as_str()?)))
}
