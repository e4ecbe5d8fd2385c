//! Containers that run as root, or as whom the image says.

use super::fields::{called, containers, effective, is_of_windows, truth};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Node, Number, Value};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if is_of_windows(pods) {
        return Vec::new();
    }
    let fault = |container| {
        let user = effective(pods, container, "runAsUser");
        let non_root = effective(pods, container, "runAsNonRoot");
        let group = effective(pods, container, "runAsGroup").filter(|node| is_root(node));
        let spot = match (user, non_root) {
            _ if group.is_some() => Spot::At(group?),
            (Some(user), _) if is_root(user) => Spot::At(user),
            (Some(_), None) => return None,
            (_, Some(node)) if truth(node) == Some(true) => return None,
            (_, Some(node)) => Spot::At(node),
            (None, None) => Spot::Lacks(container, "securityContext.runAsNonRoot"),
        };
        let message = format!("may run its container `{}` as root", called(container));
        let fault = say(Code::RootUser, pods.owner, spot, index, message);
        Some(fault.help(
            "set `securityContext: {runAsNonRoot: true}`, and a `runAsUser` if the image has none",
        ))
    };
    containers(pods).filter_map(fault).collect()
}

fn is_root(id: &Node) -> bool {
    id.value == Value::Number(Number::Int(0))
}
