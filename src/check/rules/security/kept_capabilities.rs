//! Containers that keep capabilities.

use super::capabilities::{dropping, drops_all};
use super::fields::{called, containers, is_of_windows};
use super::saying::say;
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if is_of_windows(pods) {
        return Vec::new();
    }
    let keeps = |container: &&Node| !drops_all(container);
    let fault = |container: &'m Node| {
        let spot = dropping(container);
        let message = format!("keeps capabilities in its container `{}`", called(container));
        let fault = say(Code::KeptCapabilities, pods.owner, spot, index, message);
        fault.help("set `securityContext: {capabilities: {drop: [ALL]}}`")
    };
    containers(pods).filter(keeps).map(fault).collect()
}
