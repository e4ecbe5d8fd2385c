//! `ServiceMonitor`s that select no Services.

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::monitors::{Monitor, label};
use crate::check::rules::{Found, HELPED, SEARCHED};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for monitor in index.objects {
        let Some(wanted) = Monitor::of(monitor, index) else { continue };
        // It may select Services of others where the stack has none.
        let may_be_others = wanted.seen(index).next().is_none() && !index.is_all_there_is();
        if may_be_others || wanted.taken(index).next().is_some() {
            continue;
        }
        let fault =
            Diagnostic::error(Code::DanglingMonitor, "selects no Services").subject(monitor);
        let near = if found.len() < HELPED { closest(&wanted, index) } else { None };
        found.push((monitor, explained(fault, &wanted, near)));
    }
    found
}

fn explained(fault: Diagnostic, wanted: &Monitor<'_>, near: Option<&Object>) -> Diagnostic {
    let wrong = near.and_then(|service| {
        let (key, value) =
            wanted.labels().find(|(key, value)| label(service, key) != Some(*value))?;
        Some((service, key, value, wanted.selector?.get(key)?))
    });
    let Some((service, key, value, node)) = wrong else {
        let first = wanted
            .selector
            .and_then(|selector| selector.entries().first())
            .map(|entry| &entry.value.origin);
        let label = "no Services here are labelled so";
        return first.into_iter().fold(fault, |fault, origin| at(fault, origin, label));
    };
    at(fault, &node.origin, format!("is `{key}: {value}`")).help(match label(service, key) {
        Some(other) => format!("the nearest, {service}, is labelled `{key}: {other}`"),
        None => format!("the nearest, {service}, has no label `{key}`"),
    })
}

/// The Service with the most of the labels, if it has at least one of the keys.
fn closest<'m>(wanted: &Monitor<'m>, index: &Index<'m>) -> Option<&'m Object> {
    let score = |service: &Object| {
        let same = wanted.labels().filter(|(k, v)| label(service, k) == Some(*v)).count();
        let keys = wanted.labels().filter(|(k, _)| label(service, k).is_some()).count();
        (same, keys)
    };
    let seen: Vec<&Object> = wanted.seen(index).take(SEARCHED).collect();
    let scored = seen.into_iter().map(|service| (score(service), service));
    let best = scored.rev().max_by_key(|(score, _)| *score)?;
    (best.0.1 > 0).then_some(best.1)
}
