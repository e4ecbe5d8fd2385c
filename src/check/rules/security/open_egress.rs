//! Pods that can reach everything.

use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::isolation::Direction;
use crate::check::rules::Found;
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let isolated = index.isolated(Direction::Egress);
    let mut found = Vec::new();
    for pods in index.pods.within(None).filter(|pods| !isolated.has(pods)) {
        let labels = pods.owner.root.below("metadata.name").unwrap_or(&pods.owner.root);
        let fault = say(
            Code::OpenEgress,
            pods.owner,
            Spot::At(labels),
            index,
            "can reach everything: no NetworkPolicy selects its pods for egress",
        );
        found.push((
            pods.owner,
            fault.help("select them by a NetworkPolicy, with `policyTypes: [Egress]`"),
        ));
    }
    found
}
