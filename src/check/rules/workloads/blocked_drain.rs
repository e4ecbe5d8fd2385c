//! `PodDisruptionBudget`s that forbid every eviction.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::labelled::pairs;
use crate::check::index::scaling::{Replicas, number};
use crate::check::rules::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Map, Node, Number, Value};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let budgets = || {
        let of_kind = |object: &&Object| object.identity.kind == "PodDisruptionBudget";
        // Whatever version it is said to be of.
        index.objects.iter().filter(of_kind)
    };
    if budgets().next().is_none() {
        return Vec::new();
    }
    let mut counts = Counts { index, known: HashMap::new() };
    budgets().filter_map(|budget| Some((budget, fault(budget, &mut counts)?))).collect()
}

fn fault<'m>(budget: &'m Object, counts: &mut Counts<'_, 'm>) -> Option<Diagnostic> {
    let message = "allows no eviction, so that a drain of a node never ends";
    let fault = Diagnostic::warning(Code::BlockedDrain, message).subject(budget);
    if let Some(node) = budget.root.below("spec.maxUnavailable") {
        let none = matches!(amount(node)?, Amount::Pods(0) | Amount::Percent(0));
        let fault = at(fault.field("spec.maxUnavailable"), &node.origin, "no pod may be missing");
        return none.then(|| fault.help("let one be missing: 1"));
    }
    let node = budget.root.below("spec.minAvailable")?;
    let fault = fault.field("spec.minAvailable");
    let help = "let one be missing: `maxUnavailable: 1` in place of `minAvailable`";
    if amount(node)? == Amount::Percent(100) {
        return Some(at(fault, &node.origin, "no pod may be missing").help(help));
    }
    let Selected { count, keeper, replicas } = &*counts.of(budget)?;
    let count = *count;
    let wanted = match amount(node)? {
        Amount::Pods(pods) => pods,
        // The server rounds up.
        Amount::Percent(percent) => (percent * count + 99) / 100,
    };
    // What no autoscaler keeps is another rule's.
    let is_unmet = *keeper == Keeper::Autoscalers && matches!(amount(node)?, Amount::Pods(_));
    if wanted < count || count == 0 || (is_unmet && wanted > count) {
        return None;
    }
    let mut fault = at(fault, &node.origin, format!("wants {wanted} of {count}"));
    for replicas in replicas.iter().take(SHOWN) {
        if let Some(origin) = replicas.origin {
            fault = origin.explain(fault.context(origin.at, "so many at the least"));
        }
    }
    let below = if count > 1 { "set it below the number of pods, or " } else { "" };
    Some(fault.help(format!("{below}{help}")))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Amount {
    Pods(i64),
    Percent(i64),
}

fn amount(node: &Node) -> Option<Amount> {
    match &node.value {
        Value::Number(Number::Int(pods)) => Some(Amount::Pods(*pods)),
        Value::String(text) => text.strip_suffix('%')?.parse().ok().map(Amount::Percent),
        _ => None,
    }
}

/// At most so many of the workloads are shown.
const SHOWN: usize = 100;

/// The workloads whose pods a budget selects, and the number of these pods.
struct Selected<'m> {
    count: i64,
    keeper: Keeper,
    replicas: Vec<Replicas<'m>>,
}

/// Who keeps the number of pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeper {
    /// Autoscalers that say how many there are at the least.
    Autoscalers,
    Others,
}

/// A namespace and the labels of a selector.
type Selection<'m> = (Option<&'m str>, Vec<(&'m str, &'m str)>);

/// The pods by selector; budgets with the same selector are counted once.
struct Counts<'a, 'm> {
    index: &'a Index<'m>,
    known: HashMap<Selection<'m>, Option<Rc<Selected<'m>>>>,
}

impl<'m> Counts<'_, 'm> {
    /// The pods that a budget selects; `None` if not all of them are known.
    fn of(&mut self, budget: &'m Object) -> Option<Rc<Selected<'m>>> {
        let selector = budget.root.below("spec.selector")?;
        if selector.get("matchExpressions").is_some() {
            return None;
        }
        let labels = selector.get("matchLabels")?.as_map()?;
        let namespace = self.index.namespace(budget);
        let key = (namespace, pairs(labels).collect());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let counted = self.count(namespace, labels).map(Rc::new);
        self.known.insert(key, counted.clone());
        counted
    }

    fn count(&self, namespace: Option<&'m str>, labels: &'m Map) -> Option<Selected<'m>> {
        let mut keeper = Keeper::Autoscalers;
        let selected = self.index.pods.selected(namespace, labels);
        let replicas = selected.map(|pods| {
            let identity = &pods.owner.identity;
            let counted = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"];
            let known = self.index.scalings().get(pods.owner).map(|scaling| scaling.least);
            if known.is_none_or(|known| known.origin.is_none()) {
                keeper = Keeper::Others;
            }
            let written = || number(pods.owner.root.below("spec.replicas"), 1);
            counted.contains(&&*identity.kind).then(|| known.unwrap_or_else(written))
        });
        let replicas: Vec<Replicas<'_>> = replicas.collect::<Option<_>>()?;
        let count = replicas.iter().map(|replicas| replicas.count).sum();
        Some(Selected { count, keeper, replicas })
    }
}
