//! Containers that may take all that there is.

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
            if has("limits") {
                continue;
            }
            let message =
                format!("has no limit of {name} for its container `{}`", called(container));
            let spot = Spot::Lacks(container, "resources.limits");
            let fault = say(Code::NoLimits, pods.owner, spot, index, message);
            faults.push(fault.help(format!("set `resources.limits.{name}`")));
        }
    }
    faults
}
