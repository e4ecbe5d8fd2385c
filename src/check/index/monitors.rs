//! Monitors into the Services or pods that they select.

use std::collections::BTreeSet;
use std::fmt;

use super::labelled::{Where, pairs, places};
use super::pods::{Pods, Which};
use super::selector::Selector;
use super::{Index, follow};
use crate::kube::known::{self, Watched};
use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

/// A monitor: what it looks for and where, and what it selects.
pub(crate) struct Monitor<'m> {
    pub of: Watched,
    /// The labels that it asks for; a monitor without any takes all that it sees.
    pub selector: Option<&'m Map>,
    places: BTreeSet<Where<'m>>,
    /// The names of the ports that it scrapes.
    pub asked: Vec<&'m Node>,
}

/// Equal for monitors that select the same.
pub(crate) type Choice<'m> = (Watched, BTreeSet<Where<'m>>, BTreeSet<(&'m str, &'m str)>);

/// A Service, or the pods of a workload.
#[derive(Clone, Copy)]
pub(crate) enum Seen<'m> {
    Service(&'m Object),
    Pods(Pods<'m>),
}

impl<'m> Monitor<'m> {
    /// `None` for a selector with `matchExpressions`, or where others may make what it looks for.
    pub(crate) fn of(monitor: &'m Object, index: &Index<'m>) -> Option<Self> {
        let watch = known::watch(&monitor.identity.group, &monitor.identity.kind)?;
        let selector = monitor.root.below(watch.selector);
        if selector.is_some_and(|selector| selector.get("matchExpressions").is_some()) {
            return None;
        }
        let namespaces = monitor.root.below(watch.namespaces);
        let places = looks_at(namespaces, index.namespace(monitor));
        let is_foreign = match watch.of {
            Watched::Services => may_be_services(&places, index),
            Watched::Pods => {
                is_everywhere(namespaces)
                    || selector.map(Selector::of).is_some_and(|it| may_be_pods(&it, &places, index))
            }
        };
        if is_foreign {
            return None;
        }
        let labels = selector.and_then(|selector| selector.get("matchLabels"));
        let asked = follow::each(&monitor.root, watch.ports);
        Some(Monitor { of: watch.of, selector: labels.and_then(Node::as_map), places, asked })
    }

    pub(crate) fn choice(&self) -> Choice<'m> {
        (self.of, self.places.clone(), self.labels().collect())
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = (&'m str, &'m str)> {
        self.selector.into_iter().flat_map(pairs)
    }

    /// What is in the namespaces that it looks at.
    pub(crate) fn seen(&self, index: &Index<'m>) -> impl Iterator<Item = Seen<'m>> {
        self.candidates(index, None)
    }

    /// What it selects of that.
    pub(crate) fn taken(&self, index: &Index<'m>) -> impl Iterator<Item = Seen<'m>> {
        let candidates = self.candidates(index, self.selector);
        candidates.filter(|seen| self.labels().all(|(key, value)| seen.has(key, value)))
    }

    fn candidates(
        &self,
        index: &Index<'m>,
        labels: Option<&'m Map>,
    ) -> impl Iterator<Item = Seen<'m>> {
        let places = |of| self.places.iter().filter(move |_| self.of == of);
        let services = places(Watched::Services).flat_map(move |place| {
            let candidates = index.services.candidates(*place, labels.into_iter().flat_map(pairs));
            candidates.map(|service| Seen::Service(service))
        });
        let pods = places(Watched::Pods).flat_map(move |place| {
            index.pods.candidates(*place, labels).map(|pods| Seen::Pods(*pods))
        });
        services.chain(pods)
    }
}

impl<'m> Seen<'m> {
    /// A label of the Service itself, or of the pods.
    pub(crate) fn label(&self, key: &str) -> Option<&'m str> {
        let labels = match self {
            Seen::Service(service) => service.root.below("metadata.labels"),
            Seen::Pods(pods) => return pods.labels?.get(key)?.as_str(),
        };
        labels?.get(key)?.as_str()
    }

    fn has(&self, key: &str, value: &str) -> bool {
        match self {
            Seen::Service(_) => self.label(key) == Some(value),
            Seen::Pods(pods) => pods.have(key, value),
        }
    }

    /// The names of its ports.
    pub(crate) fn ports(&self) -> impl Iterator<Item = &'m str> + use<'m> {
        let (service, pods) = match *self {
            Seen::Service(service) => (service.root.below("spec.ports"), None),
            Seen::Pods(pods) => (None, Some(pods)),
        };
        let containers = pods.into_iter().flat_map(|pods| pods.containers(Which::Lasting));
        let lists = containers.filter_map(|container| container.get("ports")).chain(service);
        let ports = lists.filter_map(Node::as_list).flatten();
        ports.filter_map(|port| port.get("name")?.as_str())
    }
}

/// ``Service `shop/web` ``, ``the pods of Deployment `shop/web` ``
impl fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Seen::Service(service) => service.fmt(f),
            Seen::Pods(pods) => write!(f, "the pods of {}", pods.owner),
        }
    }
}

/// Whether others provide Services at one of the places.
fn may_be_services(places: &BTreeSet<Where<'_>>, index: &Index<'_>) -> bool {
    let foreign = &index.foreign_services;
    let is_systems =
        |place: &Where<'_>| matches!(place, Where::In(namespace) if namespace.starts_with("kube-"));
    match places.first() {
        Some(Where::Anywhere) => !foreign.is_empty(),
        _ => places.iter().any(|place| foreign.contains(place) || is_systems(place)),
    }
}

/// Whether an operator may make the pods.
fn may_be_pods<'m>(
    selector: &Selector<'m>,
    places: &BTreeSet<Where<'m>>,
    index: &Index<'m>,
) -> bool {
    let mut namespaces = places.iter().map(|place| match place {
        Where::In(namespace) => Some(*namespace),
        Where::Somewhere | Where::Anywhere => None,
    });
    namespaces.any(|namespace| selector.may_take_made(index, namespace))
}

fn is_everywhere(namespaces: Option<&Node>) -> bool {
    let any = namespaces.and_then(|namespaces| namespaces.get("any"));
    any.is_some_and(|any| any.value == Value::Bool(true))
}

/// The namespaces that a monitor in the namespace `own` looks at: a list, or only `Anywhere`.
fn looks_at<'m>(selector: Option<&'m Node>, own: Option<&'m str>) -> BTreeSet<Where<'m>> {
    if is_everywhere(selector) {
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
