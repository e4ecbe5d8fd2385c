//! Pods that no node can run, by what they themselves ask of it.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::index::selector::Selector;
use crate::check::rules::fields::{items, text, whole, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let faults = [barred(pods, index), torn(pods, index), crowded(pods, index)];
    faults.into_iter().flatten().collect()
}

/// Terms of which none can hold: each asks for two values of a label, or for none.
fn barred<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Option<Diagnostic> {
    let node = pods.spec.below(&format!("affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms"))?;
    let terms = node.as_list().filter(|terms| !terms.is_empty())?;
    let fixed = pods.spec.get("nodeSelector").and_then(Node::as_map);
    if !terms.iter().all(|term| contradicts(term, fixed)) {
        return None;
    }
    let message = "runs on no node: each term of its nodeAffinity contradicts itself or the \
                   nodeSelector";
    let fault = say(Code::UnsatisfiableAffinity, pods.owner, Spot::At(node), index, message);
    Some(fault.help("write what may be in place of another as terms of their own"))
}

fn contradicts(term: &Node, fixed: Option<&Map>) -> bool {
    let all: Vec<&Node> = items(term, "matchExpressions").collect();
    let key = |it: &Node| word(it, "key").unwrap_or_default().to_owned();
    let is_ruled_out = |key: &str, value: &str| {
        let others = all.iter().filter(|other| word(other, "key") == Some(key));
        let label = fixed.and_then(|fixed| fixed.get(key));
        label.is_some_and(|label| text(label) != value)
            || others.into_iter().any(|other| !admits(other, Some(value)))
    };
    all.iter().any(|expression| {
        let key = key(expression);
        let mut values = items(expression, "values").map(text).peekable();
        match word(expression, "operator") {
            Some("In") => values.peek().is_some() && values.all(|it| is_ruled_out(&key, it)),
            Some("DoesNotExist") => {
                let needs = |it: &&&Node| word(it, "key") == Some(&key) && !admits(it, None);
                fixed.is_some_and(|fixed| fixed.get(&key).is_some())
                    || all.iter().any(|it| needs(&it))
            }
            Some("NotIn") => {
                let label = fixed.and_then(|fixed| fixed.get(&key));
                label.is_some_and(|label| values.any(|it| it == text(label)))
            }
            _ => false,
        }
    })
}

/// Whether an expression holds of a node whose label has the value, or that has none.
fn admits(expression: &Node, label: Option<&str>) -> bool {
    let has = |label: &str| items(expression, "values").any(|it| text(it) == label);
    match word(expression, "operator") {
        Some("In") => label.is_some_and(has),
        Some("NotIn") => !label.is_some_and(has),
        Some("Exists") => label.is_some(),
        Some("DoesNotExist") => label.is_none(),
        _ => true,
    }
}

/// Pods that must be beside others and must not.
fn torn<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Option<Diagnostic> {
    let of = |sort: &str| items(pods.spec, &format!("affinity.{sort}.{REQUIRED}"));
    let fields = ["labelSelector", "topologyKey", "namespaces", "namespaceSelector"];
    let is_same = |a: &Node, b: &Node| fields.iter().all(|field| a.get(field) == b.get(field));
    let apart = of("podAntiAffinity");
    let mut beside = of("podAffinity");
    let node = beside.find(|term| apart.clone().any(|other| is_same(term, other)))?;
    let message = "must run beside pods that it must not run beside";
    let fault = say(Code::UnsatisfiableAffinity, pods.owner, Spot::At(node), index, message);
    Some(fault.help("leave out the affinity or the anti-affinity"))
}

/// Replicas that must be apart, and all in one place.
fn crowded<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Option<Diagnostic> {
    let replicas = whole(&pods.owner.root, "spec.replicas").filter(|it| *it > 1)?;
    let fixed = pods.spec.get("nodeSelector").and_then(Node::as_map)?;
    let mut apart = items(pods.spec, &format!("affinity.podAntiAffinity.{REQUIRED}"));
    let node = apart.find(|term| {
        let key = word(term, "topologyKey").unwrap_or_default();
        let selector = term.get("labelSelector");
        fixed.get(key).is_some() && selector.is_some_and(|it| Selector::of(it).takes(pods))
    })?;
    let message =
        format!("has {replicas} replicas that must be apart, and its nodeSelector has one place");
    let fault = say(Code::UnsatisfiableAffinity, pods.owner, Spot::At(node), index, message);
    Some(fault.help("use one replica, or leave the place open"))
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
