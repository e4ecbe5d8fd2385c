//! Containers that may take more than is set aside for them.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, quantity, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let pairs = containers(pods).flat_map(|it| RESOURCES.map(|resource| (it, resource)));
    let unequal = pairs.filter_map(|(it, resource)| Some((it, resource, excess(it, resource)?)));
    let fault = |(container, resource, node): (&'m Node, &str, &'m Node)| {
        let message = format!(
            "lets its container `{}` take more {resource} than it requests",
            called(container)
        );
        let fault = say(Code::BurstableContainer, pods.owner, Spot::At(node), index, message);
        fault.help(format!("set `resources.limits.{resource}` to what is requested"))
    };
    unequal.map(fault).collect()
}

const RESOURCES: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// What is requested, if the limit is another or there is none.
fn excess<'m>(container: &'m Node, resource: &str) -> Option<&'m Node> {
    let list = |list| quantity(set(set(container, "resources")?, list)?, resource);
    let (node, requested) = list("requests")?;
    list("limits").is_none_or(|(_, limit)| limit != requested).then_some(node)
}
