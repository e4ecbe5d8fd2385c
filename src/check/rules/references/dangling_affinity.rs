//! Required affinities to pods that do not exist.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::index::selector::Selector;
use crate::check::rules::fields::items;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let required = "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution";
    let terms = items(pods.spec, required).filter(|term| {
        let elsewhere = ["namespaces", "namespaceSelector", "matchLabelKeys", "mismatchLabelKeys"];
        elsewhere.into_iter().all(|field| term.get(field).is_none())
    });
    let selectors = terms.filter_map(|term| term.get("labelSelector"));
    let dangling = selectors.filter(|node| {
        let selector = Selector::of(node);
        !selector.is_empty() && selector.pods(index, pods.namespace).next().is_none()
    });
    let fault = |node| {
        let message = "must run beside pods that no workload of its namespace makes";
        let fault = say(Code::DanglingAffinity, pods.owner, Spot::At(node), index, message);
        fault.help("select the labels of their pod template, or only prefer to run beside them")
    };
    dangling.map(fault).collect()
}
