//! `PodDisruptionBudget`s that want more pods than an autoscaler keeps.

use crate::check::index::Index;
use crate::check::index::scaling::Replicas;
use crate::check::index::selector::Selector;
use crate::check::rules::Found;
use crate::check::rules::fields::{integer, is};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    if index.scalings().is_empty() {
        return Vec::new();
    }
    let budgets = index.objects.iter().filter(|it| is(it, "policy", "PodDisruptionBudget"));
    budgets.filter_map(|budget| Some((budget, fault(budget, index)?))).collect()
}

fn fault<'m>(budget: &'m Object, index: &Index<'m>) -> Option<Diagnostic> {
    let node = budget.root.below("spec.minAvailable")?;
    let wanted = integer(node)?;
    let selector = Selector::of(budget.root.below("spec.selector")?);
    let mut count = 0;
    let mut written = None;
    for pods in selector.pods(index, index.namespace(budget)) {
        let Replicas { count: kept, origin } = index.scalings().get(pods.owner)?.least;
        count += kept;
        written = written.or(origin);
    }
    let written = written.filter(|_| count < wanted)?;
    let message = format!("wants {wanted} pods, and the autoscaler keeps {count} at the least");
    let fault = say(Code::UnmetBudget, budget, Spot::At(node), index, message);
    let fault = written.explain(fault.context(written.at, "so many at the least"));
    Some(fault.help("let one be missing: `maxUnavailable: 1` in place of `minAvailable`"))
}
