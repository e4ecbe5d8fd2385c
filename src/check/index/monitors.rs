//! Which Services a monitor scrapes.

use std::collections::BTreeSet;

use super::labelled::{Where, pairs, places};
use super::{Index, follow};
use crate::kube::known;
use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

/// Where a monitor looks for Services, and which of them it wants.
pub(crate) struct Monitor<'m> {
    pub selector: &'m Map,
    places: BTreeSet<Where<'m>>,
    /// The names of the ports that are asked.
    pub asked: Vec<&'m Node>,
}

/// What two monitors have alike that take the same Services.
pub(crate) type Choice<'m> = (BTreeSet<Where<'m>>, BTreeSet<(&'m str, &'m str)>);

impl<'m> Monitor<'m> {
    /// Not known for a selector with expressions, or where someone else provides Services.
    pub(crate) fn of(monitor: &'m Object, index: &Index<'m>) -> Option<Self> {
        let watch = known::watch(&monitor.identity.group, &monitor.identity.kind)?;
        let selector = monitor.root.below(watch.selector)?;
        if selector.get("matchExpressions").is_some() {
            return None;
        }
        let selector = selector.get("matchLabels")?.as_map()?;
        let places = looks_at(monitor.root.below(watch.namespaces), index.namespace(monitor));
        let foreign = &index.foreign_services;
        let is_foreign = match places.first() {
            Some(Where::Anywhere) => !foreign.is_empty(),
            _ => places.iter().any(|place| foreign.contains(place)),
        };
        let asked = || follow::each(&monitor.root, watch.ports);
        (!is_foreign).then(|| Monitor { selector, places, asked: asked() })
    }

    pub(crate) fn choice(&self) -> Choice<'m> {
        (self.places.clone(), pairs(self.selector).collect())
    }

    /// The Services that it looks at.
    pub(crate) fn seen(&self, index: &Index<'m>) -> impl Iterator<Item = &'m Object> {
        self.places.iter().flat_map(|place| index.services.at(*place)).copied()
    }

    /// Those of them that it takes.
    pub(crate) fn taken(&self, index: &Index<'m>) -> impl Iterator<Item = &'m Object> {
        let at = |place: &Where<'m>| index.services.candidates(*place, pairs(self.selector));
        let candidates = self.places.iter().flat_map(at).copied();
        candidates.filter(|service| {
            pairs(self.selector).all(|(key, value)| label(service, key) == Some(value))
        })
    }
}

/// A label of an object itself.
pub(crate) fn label<'m>(object: &'m Object, key: &str) -> Option<&'m str> {
    object.root.below("metadata.labels")?.get(key)?.as_str()
}

/// The namespaces that a monitor in the namespace `own` looks at; `Anywhere` stands alone.
fn looks_at<'m>(selector: Option<&'m Node>, own: Option<&'m str>) -> BTreeSet<Where<'m>> {
    let any = selector.and_then(|selector| selector.get("any"));
    if any.is_some_and(|any| any.value == Value::Bool(true)) {
        return BTreeSet::from([Where::Anywhere]);
    }
    let names = selector.and_then(|selector| selector.get("matchNames")).and_then(Node::as_list);
    let names: Vec<Option<&str>> = match names {
        Some(names) if !names.is_empty() => names.iter().map(Node::as_str).collect(),
        _ => vec![own],
    };
    if names.contains(&None) {
        return BTreeSet::from([Where::Anywhere]);
    }
    names.into_iter().flat_map(places).collect()
}

/// Custom resources may be called Service as well.
pub(crate) fn is_service(object: &Object) -> bool {
    object.identity.kind == "Service" && object.identity.group.is_empty()
}
