//! Containers whose processes may gain privileges.

use super::fields::{called, containers, context, is_of_windows, truth};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if is_of_windows(pods) {
        return Vec::new();
    }
    let fault = |container| {
        let spot = match context(container, "allowPrivilegeEscalation") {
            Some(node) if truth(node) == Some(false) => return None,
            Some(node) => Spot::At(node),
            None => Spot::Lacks(container, "securityContext.allowPrivilegeEscalation"),
        };
        let message = format!("lets its container `{}` gain privileges", called(container));
        let fault = say(Code::PrivilegeEscalation, pods.owner, spot, index, message);
        Some(fault.help("set `securityContext: {allowPrivilegeEscalation: false}`"))
    };
    containers(pods).filter_map(fault).collect()
}
