//! `PodDisruptionBudget`s that want more pods than an autoscaler keeps.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::index::scaling::Replicas;
use crate::check::index::selector::{Key, Selector};
use crate::check::rules::Found;
use crate::check::rules::fields::{integer, is};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    if index.scalings().is_empty() {
        return Vec::new();
    }
    let mut known = Known::new();
    let budgets = index.objects.iter().filter(|it| is(it, "policy", "PodDisruptionBudget"));
    budgets.filter_map(|budget| Some((budget, fault(budget, index, &mut known)?))).collect()
}

/// What autoscalers keep of the pods that a selector selects, if they keep all of them.
type Known<'m> = HashMap<Key<'m>, Option<Replicas<'m>>>;

fn fault<'m>(budget: &'m Object, index: &Index<'m>, known: &mut Known<'m>) -> Option<Diagnostic> {
    let node = budget.root.below("spec.minAvailable")?;
    let wanted = integer(node)?;
    let selector = Selector::of(budget.root.below("spec.selector")?);
    let namespace = index.namespace(budget);
    let kept = match selector.key(namespace) {
        Some(key) => *known.entry(key).or_insert_with(|| kept(&selector, namespace, index)),
        None => kept(&selector, namespace, index),
    };
    let Replicas { count, origin } = kept?;
    let written = origin.filter(|_| count < wanted)?;
    let message = format!("wants {wanted} pods, and the autoscaler keeps {count} at the least");
    let fault = say(Code::UnmetBudget, budget, Spot::At(node), index, message);
    let fault = written.explain(fault.context(written.at, "so many at the least"));
    Some(fault.help("let one be missing: `maxUnavailable: 1` in place of `minAvailable`"))
}

fn kept<'m>(
    selector: &Selector<'m>,
    namespace: Option<&'m str>,
    index: &Index<'m>,
) -> Option<Replicas<'m>> {
    let mut all = Replicas { count: 0, origin: None };
    for pods in selector.pods(index, namespace) {
        let Replicas { count, origin } = index.scalings().get(pods.owner)?.least;
        all = Replicas { count: all.count + count, origin: all.origin.or(origin) };
    }
    Some(all)
}
