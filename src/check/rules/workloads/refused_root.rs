//! Containers that would be root, and may not.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, effective, integer, truth};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let refused = containers(pods).filter_map(|container| {
        let switch = effective(pods, container, "runAsNonRoot")?;
        let user = effective(pods, container, "runAsUser")?;
        let is_refused = truth(switch) == Some(true) && integer(user) == Some(0);
        is_refused.then_some((container, switch, user))
    });
    let fault = |(container, switch, user): (_, &crate::yaml::Node, _)| {
        let message = format!("never starts its container `{}`, which is root", called(container));
        let fault = say(Code::RefusedRoot, pods.owner, Spot::At(user), index, message);
        fault.context(switch.origin.at, "must not be root").help("give it a user that is not 0")
    };
    refused.map(fault).collect()
}
