//! Workloads that no `PodDisruptionBudget` selects.

use std::collections::HashSet;

use crate::check::index::Index;
use crate::check::index::selector::Selector;
use crate::check::rules::Found;
use crate::check::rules::fields::{is, whole};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut guarded: HashSet<*const Object> = HashSet::new();
    let mut seen = HashSet::new();
    let budgets = index.objects.iter().filter(|object| is(object, "policy", "PodDisruptionBudget"));
    for budget in budgets {
        if let Some(node) = budget.root.below("spec.selector") {
            let (selector, namespace) = (Selector::of(node), index.namespace(budget));
            if selector.key(namespace).is_some_and(|key| !seen.insert(key)) {
                continue;
            }
            let selected = selector.pods(index, namespace);
            guarded.extend(selected.map(|pods| std::ptr::from_ref(pods.owner)));
        }
    }
    let mut found = Vec::new();
    for object in index.pods.within(None).map(|pods| pods.owner) {
        let is_meant = matches!(&*object.identity.kind, "Deployment" | "StatefulSet");
        let replicas = whole(&object.root, "spec.replicas");
        let is_single = replicas.is_some_and(|replicas| replicas < 2);
        if !is_meant || is_single || guarded.contains(&std::ptr::from_ref(object)) {
            continue;
        }
        let name = object.root.below("metadata.name").unwrap_or(&object.root);
        let message = "is guarded by no PodDisruptionBudget";
        let fault = say(Code::NoBudget, object, Spot::At(name), index, message);
        found.push((object, fault.help("add one with `maxUnavailable: 1` that selects its pods")));
    }
    found
}
