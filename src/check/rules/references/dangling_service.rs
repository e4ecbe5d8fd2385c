//! Services that select no pods.

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::labelled::pairs;
use crate::check::index::monitors::is_service;
use crate::check::index::pods::Pods;
use crate::check::rules::{Found, HELPED, SEARCHED};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for service in index.objects.iter().filter(|object| is_service(object)) {
        let selector = service.root.below("spec.selector").and_then(Node::as_map);
        let Some(selector) = selector.filter(|selector| !selector.is_empty()) else { continue };
        let namespace = index.namespace(service);
        if index.pods.selected(namespace, selector).next().is_some() {
            continue;
        }
        let elsewhere = index.pods.selected(None, selector).next();
        // It may select pods of others where the stack has none.
        let may_be_made = || pairs(selector).any(|(_, value)| index.may_be_made(namespace, value));
        if elsewhere.is_none() && (!index.answers_for(namespace) || may_be_made()) {
            continue;
        }
        let fault = Diagnostic::error(Code::DanglingService, "selects no pods").subject(service);
        let near = index.pods.within(namespace).take(SEARCHED).filter(|_| found.len() < HELPED);
        let fault = match elsewhere {
            Some(pods) => in_another_namespace(fault, selector, pods),
            None => differently_labelled(fault, selector, closest(selector, near)),
        };
        found.push((service, fault));
    }
    found
}

fn in_another_namespace(fault: Diagnostic, selector: &Map, pods: &Pods<'_>) -> Diagnostic {
    let help = format!("the pods of {} are labelled so, but in another namespace", pods.owner);
    none_here(fault, selector).help(help)
}

fn none_here(fault: Diagnostic, selector: &Map) -> Diagnostic {
    let first = selector.entries().first().map(|entry| &entry.value.origin);
    first.into_iter().fold(fault, |fault, origin| at(fault, origin, "no pods here are labelled so"))
}

fn differently_labelled(fault: Diagnostic, selector: &Map, near: Option<&Pods<'_>>) -> Diagnostic {
    let wrong = near.and_then(|pods| {
        let (key, value) = pairs(selector).find(|(key, value)| !pods.have(key, value))?;
        Some((pods, key, value, selector.get(key)?))
    });
    let Some((pods, key, value, node)) = wrong else { return none_here(fault, selector) };
    let fault = at(fault, &node.origin, format!("is `{key}: {value}`"));
    let owner = pods.owner;
    fault.help(match label(pods, key) {
        Some(other) => {
            format!("the nearest pods, those of {owner}, are labelled `{key}: {other}`")
        }
        None => format!("the nearest pods, those of {owner}, have no label `{key}`"),
    })
}

fn label<'m>(pods: &Pods<'m>, key: &str) -> Option<&'m str> {
    pods.labels?.get(key)?.as_str()
}

/// The pods with the most of the labels; among these, those that differ by a typing error.
fn closest<'a, 'm: 'a>(
    selector: &Map,
    pods: impl Iterator<Item = &'a Pods<'m>>,
) -> Option<&'a Pods<'m>> {
    let mut best: Option<((usize, usize), &Pods<'_>)> = None;
    for candidate in pods {
        let shared = pairs(selector).filter(|(key, value)| candidate.have(key, value)).count();
        let similar =
            pairs(selector).filter(|(key, value)| nearest(value, label(candidate, key)).is_some());
        let score = (shared, similar.count());
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, pods)| pods)
}
