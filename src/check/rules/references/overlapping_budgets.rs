//! Pods that two `PodDisruptionBudgets` select.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::index::selector::Selector;
use crate::check::rules::Found;
use crate::check::rules::fields::{by_name, is};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut first: HashMap<*const Object, &'m Object> = HashMap::new();
    let mut found = Vec::new();
    let budgets = index.objects.iter().filter(|object| is(object, "policy", "PodDisruptionBudget"));
    let selecting = budgets.filter_map(|it| Some((it, it.root.below("spec.selector")?)));
    for (budget, node) in by_name(selecting) {
        let selected = Selector::of(node).pods(index, index.namespace(budget));
        let mut clash = None;
        for owner in selected.map(|pods| pods.owner) {
            let other = *first.entry(owner).or_insert(budget);
            if !std::ptr::eq(other, budget) {
                clash = clash.or(Some((other, owner)));
            }
        }
        if let Some((other, owner)) = clash {
            let message = format!("selects the pods of {owner}, as {other} does");
            let fault = say(Code::OverlappingBudgets, budget, Spot::At(node), index, message);
            found.push((budget, fault.help("let each pod be selected by one budget")));
        }
    }
    found
}
