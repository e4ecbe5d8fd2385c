//! Workloads whose replicas may all be on one node.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::index::selector::Selector;
use crate::check::rules::fields::{items, text, whole};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let replicas = whole(&pods.owner.root, "spec.replicas");
    let is_single = match replicas {
        Some(replicas) => replicas < 2,
        // They are left to who scales it.
        None => pods.owner.identity.kind != "StatefulSet",
    };
    if is_single || pods.owner.identity.group == "batch" || is_spread(pods, index) {
        return Vec::new();
    }
    let number = replicas.map_or_else(String::new, |replicas| format!("{replicas} "));
    let message = format!("may have all its {number}replicas on one node");
    let spot = Spot::Lacks(pods.spec, "affinity.podAntiAffinity");
    let fault = say(Code::SharedNode, pods.owner, spot, index, message);
    vec![fault.help("prefer other nodes, by a `podAntiAffinity` or `topologySpreadConstraints`")]
}

fn is_spread<'m>(pods: &Pods<'m>, index: &Index<'m>) -> bool {
    let list = |path: &'static str| items(pods.spec, path);
    let anti = "affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution";
    let preferred = "affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution";
    let terms = list(preferred).filter_map(|term| term.get("podAffinityTerm"));
    let all = list(anti).chain(list("topologySpreadConstraints")).chain(terms);
    let is_here = |term: &&Node| {
        let mut named = items(term, "namespaces").map(text).peekable();
        named.peek().is_none()
            || pods.namespace.is_none_or(|namespace| named.any(|name| name == namespace))
    };
    let mut selectors = all.filter(is_here).filter_map(|term| term.get("labelSelector"));
    selectors.any(|node: &'m Node| {
        let mut selected = Selector::of(node).pods(index, pods.namespace);
        selected.any(|other| std::ptr::eq(other.owner, pods.owner))
    })
}
