//! Containers without a seccomp profile.

use super::fields::{called, containers, effective, is_of_windows, text};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if is_of_windows(pods) {
        return Vec::new();
    }
    let fault = |container| {
        let profile = effective(pods, container, "seccompProfile.type");
        let spot = match profile {
            Some(node) if text(node) != "Unconfined" => return None,
            Some(node) => Spot::At(node),
            None => Spot::Lacks(container, "securityContext.seccompProfile"),
        };
        let message = format!("lets its container `{}` make every system call", called(container));
        let fault = say(Code::NoSeccomp, pods.owner, spot, index, message);
        Some(
            fault.help(
                "set `securityContext: {seccompProfile: {type: RuntimeDefault}}` for the pod",
            ),
        )
    };
    containers(pods).filter_map(fault).collect()
}
