//! Pods that policies cut off.

use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::isolation::Direction;
use crate::check::rules::Found;
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let both = [Direction::Ingress, Direction::Egress].map(|it| (it, index.isolated(it)));
    let mut found = Vec::new();
    for pods in index.pods.within(None) {
        for (direction, _) in both.iter().filter(|(_, isolated)| isolated.cuts_off(pods)) {
            let what = match direction {
                Direction::Ingress => "can be reached by nobody",
                Direction::Egress => "can reach nobody, not even DNS",
            };
            let node = pods.owner.root.below("metadata.name").unwrap_or(&pods.owner.root);
            let message = format!("{what}: its NetworkPolicies have no rules for that");
            let fault = say(Code::CutOffPod, pods.owner, Spot::At(node), index, message);
            found.push((pods.owner, fault.help("add a rule for who or what is needed")));
        }
    }
    found
}
