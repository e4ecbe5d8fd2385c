//! Containers without a share of the disk.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, resource};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let lacking = containers(pods).filter(|it| {
        let has = |list| resource(it, list, "ephemeral-storage").is_some();
        !has("requests") || !has("limits")
    });
    let fault = |container| {
        let message = format!(
            "has no request and limit of ephemeral storage for its container `{}`",
            called(container)
        );
        let fault = say(
            Code::NoEphemeralStorage,
            pods.owner,
            Spot::Lacks(container, "resources.limits"),
            index,
            message,
        );
        fault.help("set both `resources.requests` and `resources.limits` of `ephemeral-storage`")
    };
    lacking.map(fault).collect()
}
