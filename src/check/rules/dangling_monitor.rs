//! `ServiceMonitor`s whose selector takes no Services.

use super::{Found, HELPED};
use crate::check::at;
use crate::check::index::Index;
use crate::check::index::monitors::{Monitored, label};
use crate::check::index::pods::pairs;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for monitor in index.objects {
        let Some(monitored) = Monitored::by(monitor, index) else { continue };
        // Where the stack has no Services, it watches those of others.
        if monitored.seen.is_empty() || !monitored.taken.is_empty() {
            continue;
        }
        let fault =
            Diagnostic::error(Code::DanglingMonitor, format!("{monitor} selects no Services"));
        let near = closest(&monitored).filter(|_| found.len() < HELPED);
        found.push((monitor, explained(fault, &monitored, near)));
    }
    found
}

fn explained(fault: Diagnostic, monitored: &Monitored<'_>, near: Option<&Object>) -> Diagnostic {
    let wrong = near.and_then(|service| {
        let (key, value) =
            pairs(monitored.selector).find(|(key, value)| label(service, key) != Some(*value))?;
        Some((service, key, value, monitored.selector.get(key)?))
    });
    let Some((service, key, value, node)) = wrong else {
        let first = monitored.selector.entries().first().map(|entry| &entry.value.origin);
        let label = "no Services here are labelled so";
        return first.into_iter().fold(fault, |fault, origin| at(fault, origin, label));
    };
    at(fault, &node.origin, format!("is `{key}: {value}`")).help(match label(service, key) {
        Some(other) => format!("the nearest, {service}, is labelled `{key}: {other}`"),
        None => format!("the nearest, {service}, has no label `{key}`"),
    })
}

/// The Service that has most of the labels, if it has any of their keys.
fn closest<'m>(monitored: &Monitored<'m>) -> Option<&'m Object> {
    let score = |service: &Object| {
        let same = pairs(monitored.selector).filter(|(k, v)| label(service, k) == Some(*v)).count();
        let keys = pairs(monitored.selector).filter(|(k, _)| label(service, k).is_some()).count();
        (same, keys)
    };
    let scored = monitored.seen.iter().map(|&service| (score(service), service));
    let best = scored.rev().max_by_key(|(score, _)| *score)?;
    (best.0.1 > 0).then_some(best.1)
}
