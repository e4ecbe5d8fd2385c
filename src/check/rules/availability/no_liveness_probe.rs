//! Containers that nobody asks whether they are alive.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, lasting, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let lacking = lasting(pods).filter(|container| set(container, "livenessProbe").is_none());
    let fault = |container| {
        let message = format!("has no `livenessProbe` in its container `{}`", called(container));
        let fault = say(
            Code::NoLivenessProbe,
            pods.owner,
            Spot::Lacks(container, "livenessProbe"),
            index,
            message,
        );
        fault.help("add one that asks what only a container that works answers")
    };
    lacking.map(fault).collect()
}
