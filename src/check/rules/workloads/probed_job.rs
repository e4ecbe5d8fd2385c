//! Probes of containers that are to end.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, items, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if pods.owner.identity.group != "batch" {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for container in items(pods.spec, "containers") {
        let name = called(container);
        let mut tell = |node: &'m Node, what: &str, help: &str| {
            let message = format!("asks its container `{name}` {what}, and it is of a Job");
            let fault = say(Code::ProbedJob, pods.owner, Spot::At(node), index, message);
            faults.push(fault.help(help));
        };
        if let Some(node) = set(container, "readinessProbe").filter(|_| !is_served(pods, index)) {
            tell(node, "whether it is ready", "leave the probe out: no Service sends to its pods");
        }
        if let Some(node) = set(container, "livenessProbe") {
            let help = "leave the probe out, and limit the Job by `activeDeadlineSeconds`";
            tell(node, "whether it is alive", help);
        }
    }
    faults
}

/// Whether a Service sends to the pods.
fn is_served<'m>(pods: &Pods<'m>, index: &Index<'m>) -> bool {
    let mut services = index.services.at_namespace(pods.namespace);
    services.any(|service| {
        let selector = service.root.below("spec.selector").and_then(Node::as_map);
        let selector = selector.filter(|selector| !selector.is_empty());
        selector.is_some_and(|it| {
            crate::check::index::labelled::pairs(it).all(|(key, value)| pods.have(key, value))
        })
    })
}
