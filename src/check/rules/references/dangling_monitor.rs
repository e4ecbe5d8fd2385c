//! Monitors that select no Services, or no pods.

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::monitors::{Monitor, Seen};
use crate::check::rules::{Found, HELPED, SEARCHED};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::known::Watched;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for monitor in index.objects {
        let Some(wanted) = Monitor::of(monitor, index) else { continue };
        // It may select those of others where the stack has none.
        let may_be_others = wanted.seen(index).next().is_none() && !index.is_all_there_is();
        if may_be_others || wanted.taken(index).next().is_some() {
            continue;
        }
        let message = format!("selects no {}", word(wanted.of));
        let fault = Diagnostic::error(Code::DanglingMonitor, message).subject(monitor);
        let near = if found.len() < HELPED { closest(&wanted, index) } else { None };
        found.push((monitor, explained(fault, &wanted, near)));
    }
    found
}

fn word(of: Watched) -> &'static str {
    match of {
        Watched::Services => "Services",
        Watched::Pods => "pods",
    }
}

fn explained(fault: Diagnostic, wanted: &Monitor<'_>, near: Option<Seen<'_>>) -> Diagnostic {
    let wrong = near.and_then(|near| {
        let (key, value) = wanted.labels().find(|(key, value)| near.label(key) != Some(*value))?;
        Some((near, key, value, wanted.selector?.get(key)?))
    });
    let Some((near, key, value, node)) = wrong else {
        let first = wanted
            .selector
            .and_then(|selector| selector.entries().first())
            .map(|entry| &entry.value.origin);
        let label = format!("no {} here are labelled so", word(wanted.of));
        return first.into_iter().fold(fault, |fault, origin| at(fault, origin, &*label));
    };
    let verb = match near {
        Seen::Service(_) => ["is", "has"],
        Seen::Pods(_) => ["are", "have"],
    };
    at(fault, &node.origin, format!("is `{key}: {value}`")).help(match near.label(key) {
        Some(other) => format!("the nearest, {near}, {} labelled `{key}: {other}`", verb[0]),
        None => format!("the nearest, {near}, {} no label `{key}`", verb[1]),
    })
}

/// What has the most of the labels, if it has at least one of the keys.
fn closest<'m>(wanted: &Monitor<'m>, index: &Index<'m>) -> Option<Seen<'m>> {
    let score = |seen: &Seen<'m>| {
        let same = wanted.labels().filter(|(k, v)| seen.label(k) == Some(v)).count();
        let keys = wanted.labels().filter(|(k, _)| seen.label(k).is_some()).count();
        (same, keys)
    };
    let seen: Vec<Seen<'_>> = wanted.seen(index).take(SEARCHED).collect();
    let scored = seen.into_iter().map(|seen| (score(&seen), seen));
    let best = scored.rev().max_by_key(|(score, _)| *score)?;
    (best.0.1 > 0).then_some(best.1)
}
