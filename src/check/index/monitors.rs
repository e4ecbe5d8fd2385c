//! `ServiceMonitor`s into the Services that they select.

use std::collections::BTreeSet;

use super::labelled::{Where, pairs, places};
use super::{Index, follow};
use crate::kube::known;
use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

/// A monitor: where it looks for Services, and what it selects.
pub(crate) struct Monitor<'m> {
    /// The labels that it asks for; of a monitor without any, all Services are taken.
    pub selector: Option<&'m Map>,
    places: BTreeSet<Where<'m>>,
    /// The names of the ports that it scrapes.
    pub asked: Vec<&'m Node>,
}

/// Equal for monitors that select the same Services.
pub(crate) type Choice<'m> = (BTreeSet<Where<'m>>, BTreeSet<(&'m str, &'m str)>);

impl<'m> Monitor<'m> {
    /// `None` for a selector with `matchExpressions`, or where others provide Services.
    pub(crate) fn of(monitor: &'m Object, index: &Index<'m>) -> Option<Self> {
        let watch = known::watch(&monitor.identity.group, &monitor.identity.kind)?;
        let selector = monitor.root.below(watch.selector);
        if selector.is_some_and(|selector| selector.get("matchExpressions").is_some()) {
            return None;
        }
        let labels = selector.and_then(|selector| selector.get("matchLabels"));
        let selector = labels.and_then(Node::as_map);
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
        (self.places.clone(), self.labels().collect())
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = (&'m str, &'m str)> {
        self.selector.into_iter().flat_map(pairs)
    }

    /// The Services in the namespaces that it looks at.
    pub(crate) fn seen(&self, index: &Index<'m>) -> impl Iterator<Item = &'m Object> {
        self.places.iter().flat_map(|place| index.services.at(*place)).copied()
    }

    /// Those that it selects.
    pub(crate) fn taken(&self, index: &Index<'m>) -> impl Iterator<Item = &'m Object> {
        let at = |place: &Where<'m>| index.services.candidates(*place, self.labels());
        let candidates = self.places.iter().flat_map(at).copied();
        candidates
            .filter(|service| self.labels().all(|(key, value)| label(service, key) == Some(value)))
    }
}

/// A label of the object itself, not of its pods.
pub(crate) fn label<'m>(object: &'m Object, key: &str) -> Option<&'m str> {
    object.root.below("metadata.labels")?.get(key)?.as_str()
}

/// The namespaces that a monitor in the namespace `own` looks at: a list, or only `Anywhere`.
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

/// The core `Service`; custom resources have that kind, too.
pub(crate) fn is_service(object: &Object) -> bool {
    object.identity.kind == "Service" && object.identity.group.is_empty()
}
