//! Workloads whose selectors select each other's pods.

use crate::check::index::Index;
use crate::check::index::selector::Selector;
use crate::check::rules::Found;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for object in index.objects.iter().filter(|object| object.identity.group == "apps") {
        let Some(node) = object.root.below("spec.selector") else { continue };
        let selector = Selector::of(node);
        if selector.is_empty() {
            continue;
        }
        let mut selected = selector.pods(index, index.namespace(object));
        let other = selected.find(|pods| {
            let is_own = std::ptr::eq(pods.owner, object);
            !is_own && pods.owner.identity.kind == object.identity.kind
        });
        if let Some(pods) = other {
            let kind = &object.identity.kind;
            let message = format!("selects the pods of another {kind} besides its own");
            let fault = say(Code::OverlappingSelectors, object, Spot::At(node), index, message);
            let fault = fault.context(pods.spec.origin.at, format!("those of {}", pods.owner));
            found.push((object, fault.help("give each a label of its own, and select that")));
        }
    }
    found
}
