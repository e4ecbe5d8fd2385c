//! Containers that do not say what they need.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, resource};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for container in containers(pods) {
        for name in ["cpu", "memory"] {
            let has = |list| resource(container, list, name).is_some();
            if has("requests") || has("limits") {
                continue;
            }
            let message = format!("requests no {name} for its container `{}`", called(container));
            let spot = Spot::Lacks(container, "resources.requests");
            let fault = say(Code::NoRequests, pods.owner, spot, index, message);
            faults.push(fault.help(format!("set `resources.requests.{name}`")));
        }
    }
    faults
}
