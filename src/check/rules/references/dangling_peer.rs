//! Peers in `NetworkPolicies` that select no pods.

use crate::check::index::Index;
use crate::check::index::selector::Selector;
use crate::check::rules::fields::{is, items};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let namespace = index.namespace(object);
    if !is(object, "networking.k8s.io", "NetworkPolicy") || !index.answers_for(namespace) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (rules, peers) in [("spec.ingress", "from"), ("spec.egress", "to")] {
        let peers = items(&object.root, rules).flat_map(|rule| items(rule, peers));
        let here = peers.filter(|peer| peer.get("namespaceSelector").is_none());
        for node in here.filter_map(|peer| peer.get("podSelector")) {
            let selector = Selector::of(node);
            let is_others = selector.is_empty() || selector.may_take_made(index, namespace);
            if is_others || selector.pods(index, namespace).next().is_some() {
                continue;
            }
            let message = "lets pods through that no workload of its namespace makes";
            let fault = say(Code::DanglingPeer, object, Spot::At(node), index, message);
            let help = "select the labels of their pod template, with a `namespaceSelector` if they \
                        are in another namespace";
            faults.push(fault.help(help));
        }
    }
    faults
}
