//! Pods that two `PodDisruptionBudgets` select.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::index::selector::{Key, Selector};
use crate::check::rules::Found;
use crate::check::rules::fields::{by_name, is};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut first: HashMap<*const Object, &'m Object> = HashMap::new();
    // The first pods of each selector.
    let mut seen: HashMap<Key<'m>, &'m Object> = HashMap::new();
    let mut found = Vec::new();
    let budgets = index.objects.iter().filter(|object| is(object, "policy", "PodDisruptionBudget"));
    let selecting = budgets.filter_map(|it| Some((it, it.root.below("spec.selector")?)));
    for (budget, node) in by_name(selecting) {
        let (selector, namespace) = (Selector::of(node), index.namespace(budget));
        let key = selector.key(namespace);
        let mut clash = None;
        if let Some(owner) = key.as_ref().and_then(|key| seen.get(key)) {
            // All that it selects has been counted, from the first pods on.
            clash = first.get(&std::ptr::from_ref(*owner)).map(|other| (*other, *owner));
        } else {
            let mut key = key;
            for owner in selector.pods(index, namespace).map(|pods| pods.owner) {
                if let Some(key) = key.take() {
                    seen.insert(key, owner);
                }
                let other = *first.entry(owner).or_insert(budget);
                if !std::ptr::eq(other, budget) {
                    clash = clash.or(Some((other, owner)));
                }
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
