//! Pods that no node can run, by what they themselves ask of it.

use std::collections::HashSet;
use std::fmt;

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
            Some("Gt") => {
                let least = values.peek().and_then(|it| it.parse::<i64>().ok());
                let others = all.iter().filter(|it| word(it, "key") == Some(&key));
                let most = others.filter_map(|it| below(it)).min();
                // A number lies between two others.
                least.zip(most).is_some_and(|(least, most)| least >= most.saturating_sub(1))
            }
            Some("NotIn") => {
                let label = fixed.and_then(|fixed| fixed.get(&key));
                label.is_some_and(|label| values.any(|it| it == text(label)))
            }
            _ => false,
        }
    })
}

/// The number that a label must be below.
fn below(expression: &Node) -> Option<i64> {
    let is_meant = word(expression, "operator") == Some("Lt");
    let value = items(expression, "values").next().filter(|_| is_meant)?;
    text(value).parse().ok()
}

/// Whether an expression holds of a node whose label has the value, or that has none.
fn admits(expression: &Node, label: Option<&str>) -> bool {
    let has = |label: &str| items(expression, "values").any(|it| text(it) == label);
    match word(expression, "operator") {
        Some("In") => label.is_some_and(has),
        Some("NotIn") => !label.is_some_and(has),
        Some("Exists") => label.is_some(),
        Some("DoesNotExist") => label.is_none(),
        Some("Gt" | "Lt") => label.is_some_and(|label| {
            let bound = items(expression, "values").next().map(text);
            let numbers = label.parse::<i64>().ok().zip(bound.and_then(|it| it.parse().ok()));
            let is_greater = word(expression, "operator") == Some("Gt");
            numbers.is_some_and(
                |(label, bound)| if is_greater { label > bound } else { label < bound },
            )
        }),
        _ => true,
    }
}

/// Pods that must be beside others and must not.
fn torn<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Option<Diagnostic> {
    let of = |sort: &str| items(pods.spec, &format!("affinity.{sort}.{REQUIRED}"));
    let mut beside = of("podAffinity").peekable();
    beside.peek()?;
    let apart = of("podAntiAffinity");
    let node = beside.find(|term| apart.clone().any(|other| excludes(other, term, pods, index)))?;
    let message = "must run beside pods that it must not run beside";
    let fault = say(Code::UnsatisfiableAffinity, pods.owner, Spot::At(node), index, message);
    Some(fault.help("leave out the affinity or the anti-affinity"))
}

/// Whether no place that one term keeps away from can be one that the other asks for: they are
/// alike, or all pods that the other selects are among those of the first.
fn excludes<'m>(apart: &'m Node, beside: &'m Node, pods: &Pods<'m>, index: &Index<'m>) -> bool {
    let fields = ["topologyKey", "namespaces", "namespaceSelector"];
    if fields.iter().any(|field| apart.get(field) != beside.get(field)) {
        return false;
    }
    let selectors = [apart, beside].map(|term| term.get("labelSelector"));
    if selectors[0] == selectors[1] {
        return true;
    }
    let [Some(shunned), Some(wanted)] = selectors.map(|it| it.map(Selector::of)) else {
        return false;
    };
    let is_here = ["namespaces", "namespaceSelector"].iter().all(|it| beside.get(it).is_none());
    let mut meant = wanted.pods(index, pods.namespace).peekable();
    is_here && meant.peek().is_some() && meant.all(|it| shunned.takes(it))
}

/// Replicas that must be apart, and more of them than there are places.
fn crowded<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Option<Diagnostic> {
    let scaled = || index.scalings().get(pods.owner).map(|scaling| scaling.least.count);
    let written = whole(&pods.owner.root, "spec.replicas");
    let replicas = written.or_else(scaled).filter(|it| *it > 1)?;
    let mut apart = items(pods.spec, &format!("affinity.podAntiAffinity.{REQUIRED}"));
    let (node, places) = apart.find_map(|term| {
        let selector = term.get("labelSelector").map(Selector::of)?;
        let places = places(pods.spec, word(term, "topologyKey")?)?;
        let is_crowded = i64::try_from(places.count()).is_ok_and(|places| places < replicas);
        (is_crowded && selector.takes(pods)).then_some((term, places))
    })?;
    let message = format!("has {replicas} replicas that must be apart, and its {places}");
    let fault = say(Code::UnsatisfiableAffinity, pods.owner, Spot::At(node), index, message);
    Some(fault.help("use fewer replicas, or leave the place open"))
}

/// The places that pods may be in.
#[derive(Clone, Copy)]
enum Places {
    /// One, by a label of nodes that is fixed.
    One,
    Listed(usize),
}

impl Places {
    fn count(self) -> usize {
        match self {
            Places::One => 1,
            Places::Listed(count) => count,
        }
    }
}

/// It goes on from "its".
impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Places::One => write!(f, "nodeSelector has one place"),
            Places::Listed(1) => write!(f, "nodeAffinity has one place"),
            Places::Listed(count) => write!(f, "nodeAffinity has {count} places"),
        }
    }
}

/// Where nodes have a label, as far as pods say which values it has to have.
fn places(spec: &Node, key: &str) -> Option<Places> {
    if spec.get("nodeSelector").is_some_and(|fixed| fixed.get(key).is_some()) {
        return Some(Places::One);
    }
    let terms = spec.below(&format!("affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms"));
    let terms = terms.and_then(Node::as_list).filter(|terms| !terms.is_empty())?;
    let mut values = HashSet::new();
    for term in terms {
        let listed = items(term, "matchExpressions")
            .find(|it| word(it, "key") == Some(key) && word(it, "operator") == Some("In"))?;
        values.extend(items(listed, "values").map(text));
    }
    Some(Places::Listed(values.len()))
}

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
