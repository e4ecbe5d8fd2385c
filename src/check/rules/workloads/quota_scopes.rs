//! Which pods a `ResourceQuota` is for, by its scopes: all of them must hold.

use super::amounts::{List, Ranges};
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, items, set, text, whole, word};
use crate::manifest::Object;
use crate::yaml::Node;

/// A scope, and what its words are asked about.
struct Scope<'m> {
    name: &'m str,
    operator: &'m str,
    values: Vec<&'m str>,
}

pub(super) struct Scopes<'m>(Vec<Scope<'m>>);

impl<'m> Scopes<'m> {
    pub(super) fn of(quota: &'m Object) -> Self {
        let names = items(&quota.root, "spec.scopes");
        let named =
            names.map(|name| Scope { name: text(name), operator: "Exists", values: Vec::new() });
        let selected = items(&quota.root, "spec.scopeSelector.matchExpressions");
        let selected = selected.map(|it| Scope {
            name: word(it, "scopeName").unwrap_or_default(),
            operator: word(it, "operator").unwrap_or_default(),
            values: items(it, "values").map(text).collect(),
        });
        Scopes(named.chain(selected).collect())
    }

    /// Whether they are those of pods.
    pub(super) fn have(&self, pods: &Pods<'m>, ranges: &Ranges<'m>) -> bool {
        self.0.iter().all(|scope| scope.has(pods, ranges))
    }
}

impl Scope<'_> {
    fn has<'m>(&self, pods: &Pods<'m>, ranges: &Ranges<'m>) -> bool {
        match self.name {
            "Terminating" => ends(pods),
            "NotTerminating" => !ends(pods),
            "BestEffort" => asks_nothing(pods, ranges),
            "NotBestEffort" => !asks_nothing(pods, ranges),
            "PriorityClass" => {
                let class = word(pods.spec, "priorityClassName");
                let is_one = class.is_some_and(|class| self.values.contains(&class));
                match self.operator {
                    "In" => is_one,
                    "NotIn" => !is_one,
                    "DoesNotExist" => class.is_none(),
                    _ => class.is_some(),
                }
            }
            "CrossNamespacePodAffinity" => looks_elsewhere(pods.spec),
            _ => false,
        }
    }
}

/// The deadline of a Job is not that of its pods.
fn ends(pods: &Pods<'_>) -> bool {
    whole(pods.spec, "activeDeadlineSeconds").is_some_and(|seconds| seconds >= 0)
}

fn asks_nothing<'m>(pods: &Pods<'m>, ranges: &Ranges<'m>) -> bool {
    let of_pod = set(pods.spec, "resources");
    let has = |list: List| of_pod.and_then(|it| set(it, list.field())).is_some();
    let mut amounts = containers(pods).flat_map(|container| {
        let both =
            move |resource| [List::Requests, List::Limits].map(|list| (container, list, resource));
        ["cpu", "memory"].into_iter().flat_map(both)
    });
    !has(List::Requests)
        && !has(List::Limits)
        && amounts.all(|(container, list, resource)| {
            ranges.amount(pods.namespace, container, list, resource).is_none()
        })
}

fn looks_elsewhere(spec: &Node) -> bool {
    let sorts = ["podAffinity", "podAntiAffinity"].into_iter();
    let mut terms = sorts.filter_map(|sort| spec.get("affinity")?.get(sort)).flat_map(|affinity| {
        let required = items(affinity, "requiredDuringSchedulingIgnoredDuringExecution");
        let preferred = items(affinity, "preferredDuringSchedulingIgnoredDuringExecution");
        required.chain(preferred.filter_map(|it| it.get("podAffinityTerm")))
    });
    terms.any(|term| {
        items(term, "namespaces").next().is_some() || set(term, "namespaceSelector").is_some()
    })
}
