//! Namespaces whose pods nobody isolates, beside others.

use std::collections::HashSet;

use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::isolation::Direction;
use crate::check::rules::Found;
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let isolated = index.isolated(Direction::Ingress);
    if isolated.namespaces.is_empty() || isolated.namespaces.contains(&None) {
        return Vec::new();
    }
    let mut told = HashSet::new();
    let mut found = Vec::new();
    for pods in index.pods.within(None) {
        let Some(namespace) = pods.namespace else { continue };
        if isolated.namespaces.contains(&Some(namespace)) || !told.insert(namespace) {
            continue;
        }
        let node = pods.owner.root.below("metadata.namespace").unwrap_or(&pods.owner.root);
        let message = format!(
            "is in the namespace `{namespace}`, which no NetworkPolicy isolates, while others have one"
        );
        let fault = say(Code::UnisolatedNamespace, pods.owner, Spot::At(node), index, message);
        found.push((
            pods.owner,
            fault.help("add one for the namespace: `podSelector: {}`, and who may come in"),
        ));
    }
    found
}
