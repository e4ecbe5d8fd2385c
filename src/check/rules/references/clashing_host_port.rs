//! Ports of the nodes that pods of two workloads take.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::Found;
use crate::check::rules::fields::{containers, integer, items, set, truth, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut taken: HashMap<(i64, &str), Vec<Taken<'m>>> = HashMap::new();
    let mut found = Vec::new();
    for pods in index.pods.within(None) {
        for (key, node, address) in ports(pods) {
            let here = Taken { pods: *pods, address };
            let others = taken.entry(key).or_default();
            if let Some(other) = others.iter().find(|other| clash(&here, other)) {
                let (number, other) = (key.0, other.pods.owner);
                let message = format!("takes the port {number} of its nodes, as {other} does");
                let fault = say(Code::ClashingHostPort, pods.owner, Spot::At(node), index, message);
                found.push((pods.owner, fault.help("give it another one, or run it elsewhere")));
            } else if others.len() < MOST {
                others.push(here);
            }
        }
    }
    found
}

/// No more pods than this are held against each other.
const MOST: usize = 16;

#[derive(Clone, Copy)]
struct Taken<'m> {
    pods: Pods<'m>,
    address: &'m str,
}

/// Pods that a selector keeps on other nodes do not meet.
fn clash(one: &Taken<'_>, other: &Taken<'_>) -> bool {
    let (a, b) = (one.pods.spec, other.pods.spec);
    let differ = |path: &str| {
        let fields = a.below(path).zip(b.below(path));
        fields.is_some_and(|(a, b)| a != b)
    };
    let apart = ["nodeSelector", "nodeName", "os.name", NODE_AFFINITY].into_iter().any(differ);
    let meet = |address: &str| matches!(address, "" | "0.0.0.0" | "::");
    let is_same = one.address == other.address || meet(one.address) || meet(other.address);
    let is_own = std::ptr::eq(one.pods.owner, other.pods.owner);
    is_same && !is_own && !apart && (runs_on_all(one) || runs_on_all(other))
}

const NODE_AFFINITY: &str = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";

/// Two Deployments may find nodes of their own.
fn runs_on_all(taken: &Taken<'_>) -> bool {
    taken.pods.owner.identity.kind == "DaemonSet"
}

type Port<'m> = ((i64, &'m str), &'m Node, &'m str);

/// The ports of the node that pods take; on its network these are all of theirs.
fn ports<'m>(pods: &Pods<'m>) -> Vec<Port<'m>> {
    let is_on_host = pods.spec.get("hostNetwork").and_then(truth) == Some(true);
    let all = containers(pods).flat_map(|container| items(container, "ports"));
    let of_host = all.filter_map(|port| {
        let node = set(port, "hostPort");
        let node = node.or_else(|| port.get("containerPort").filter(|_| is_on_host))?;
        let number = integer(node).filter(|number| *number != 0)?;
        let protocol = word(port, "protocol").unwrap_or("TCP");
        Some(((number, protocol), node, word(port, "hostIP").unwrap_or_default()))
    });
    of_host.collect()
}
