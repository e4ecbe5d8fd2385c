//! What pods request of a resource and may have of it at the most, once the `LimitRange`s of their
//! namespace have filled in what they leave out.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{is, items, quantity, set, word};
use crate::kube::quantity::Amount;
use crate::manifest::Object;
use crate::yaml::{Map, Node};

/// Which of the lists of resources is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Requests,
    Limits,
}

impl List {
    pub(super) fn field(self) -> &'static str {
        match self {
            List::Requests => "requests",
            List::Limits => "limits",
        }
    }
}

/// What a `LimitRange` says of containers, pods or claims.
#[derive(Clone, Copy)]
pub(super) struct Range<'m> {
    pub object: &'m Object,
    pub limits: &'m Node,
}

impl<'m> Range<'m> {
    /// `max`, `min`, `default` or `defaultRequest` of a resource.
    pub(super) fn bound(&self, list: &str, resource: &str) -> Option<Amount> {
        Some(quantity(self.limits.get(list)?, resource)?.1)
    }

    /// The resources that it bounds.
    pub(super) fn resources(&self) -> impl Iterator<Item = &'m str> {
        let limits = self.limits;
        let of = |list| limits.get(list).and_then(Node::as_map);
        let min = of("min").into_iter().flat_map(Map::iter);
        let min =
            min.filter(move |(key, _)| of("max").is_none_or(|it| it.get(&key.text).is_none()));
        of("max").into_iter().flat_map(Map::iter).chain(min).map(|(key, _)| &*key.text)
    }

    /// Those of which it says how far a limit may be above the request.
    pub(super) fn ratios(&self) -> impl Iterator<Item = &'m str> {
        let ratios = self.limits.get("maxLimitRequestRatio").and_then(Node::as_map);
        ratios.into_iter().flat_map(Map::iter).map(|(key, _)| &*key.text)
    }
}

/// The `LimitRange`s of each namespace.
pub(super) struct Ranges<'m>(HashMap<Option<&'m str>, Vec<Range<'m>>>);

impl<'m> Ranges<'m> {
    pub(super) fn of(index: &Index<'m>) -> Self {
        let mut ranges: HashMap<_, Vec<Range<'m>>> = HashMap::new();
        for object in index.objects.iter().filter(|object| is(object, "", "LimitRange")) {
            let all = items(&object.root, "spec.limits").map(|limits| Range { object, limits });
            ranges.entry(index.namespace(object)).or_default().extend(all);
        }
        Ranges(ranges)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of a namespace for `Container`, `Pod` or `PersistentVolumeClaim`.
    pub(super) fn at(
        &self,
        namespace: Option<&'m str>,
        sort: &'static str,
    ) -> impl Iterator<Item = Range<'m>> {
        let here = self.0.get(&namespace).into_iter().flatten().copied();
        here.filter(move |range| word(range.limits, "type") == Some(sort))
    }

    /// The limit that a container is given where it has none of its own.
    pub(super) fn given(&self, namespace: Option<&'m str>, resource: &str) -> Option<Amount> {
        self.first(namespace, &["default", "max"], resource)
    }

    fn first(&self, namespace: Option<&'m str>, bounds: &[&str], resource: &str) -> Option<Amount> {
        let mut ranges = self.at(namespace, "Container");
        ranges.find_map(|range| bounds.iter().find_map(|it| range.bound(it, resource)))
    }

    /// What a container of a namespace has in a list. What is not requested is what the limit is,
    /// and a maximum is the limit where none is given.
    pub(super) fn amount(
        &self,
        namespace: Option<&'m str>,
        container: &Node,
        list: List,
        resource: &str,
    ) -> Option<Amount> {
        let own = |list: List| {
            let amounts = set(container, "resources")?.get(list.field())?;
            Some(quantity(amounts, resource)?.1)
        };
        let filled = |bounds: &[&str]| self.first(namespace, bounds, resource);
        match list {
            List::Limits => own(list).or_else(|| self.given(namespace, resource)),
            List::Requests => own(list)
                .or_else(|| own(List::Limits))
                .or_else(|| filled(&["defaultRequest", "default", "max", "min"])),
        }
    }

    /// What a pod has of a resource in all: of its containers together, or of the one that needs
    /// most to begin with.
    pub(super) fn total(&self, pods: &Pods<'m>, list: List, resource: &str) -> Total<'m> {
        let of_pod = set(pods.spec, "resources").and_then(|it| it.get(list.field()));
        if let Some((_, amount)) = of_pod.and_then(|amounts| quantity(amounts, resource)) {
            return Total { amount, bare: None };
        }
        let mut bare = None;
        let mut amount = |container: &'m Node| {
            let amount = self.amount(pods.namespace, container, list, resource);
            if amount.is_none() {
                bare = bare.or(Some(container));
            }
            amount.unwrap_or(Amount::ZERO)
        };
        let (mut first, mut lasting) = (Amount::ZERO, Amount::ZERO);
        for container in items(pods.spec, "initContainers") {
            let own = amount(container);
            if word(container, "restartPolicy") == Some("Always") {
                lasting = lasting.saturating_add(own);
                first = first.max(lasting);
            } else {
                first = first.max(lasting.saturating_add(own));
            }
        }
        for container in items(pods.spec, "containers") {
            lasting = lasting.saturating_add(amount(container));
        }
        Total { amount: first.max(lasting), bare }
    }
}

/// What a pod has of a resource, and a container that says nothing of it.
pub(super) struct Total<'m> {
    pub amount: Amount,
    pub bare: Option<&'m Node>,
}
