//! Containers with ids that a node may know.

use super::fields::{called, containers, effective};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Number, Value};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let fault = |container| {
        let low = ["runAsUser", "runAsGroup"].into_iter().find_map(|field| {
            let node = effective(pods, container, field);
            let is_low = node.is_none_or(
                |node| !matches!(node.value, Value::Number(Number::Int(id)) if id >= LEAST),
            );
            is_low.then_some((field, node))
        });
        let (field, node) = low?;
        let lacking = match field {
            "runAsUser" => "securityContext.runAsUser",
            _ => "securityContext.runAsGroup",
        };
        let spot = node.map_or(Spot::Lacks(container, lacking), Spot::At);
        let name = called(container);
        let message = format!("runs its container `{name}` with a `{field}` that a node may know");
        let fault = say(Code::LowUserId, pods.owner, spot, index, message);
        Some(fault.help(format!("set `{field}` to {LEAST} or more")))
    };
    containers(pods).filter_map(fault).collect()
}

const LEAST: i64 = 10000;
