//! Containers whose root file system is writable.

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
        let spot = match context(container, "readOnlyRootFilesystem") {
            Some(node) if truth(node) == Some(true) => return None,
            Some(node) => Spot::At(node),
            None => Spot::Lacks(container, "securityContext.readOnlyRootFilesystem"),
        };
        let message =
            format!("lets its container `{}` write its root file system", called(container));
        let fault = say(Code::WritableRoot, pods.owner, spot, index, message);
        Some(fault.help("set `securityContext: {readOnlyRootFilesystem: true}`, with an emptyDir where it writes"))
    };
    containers(pods).filter_map(fault).collect()
}
