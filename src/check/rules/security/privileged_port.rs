//! Containers that listen on ports of root.

use super::fields::{called, containers, items, set};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Number, Value};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let ports = containers(pods).flat_map(|it| items(it, "ports").map(move |port| (it, port)));
    let low = ports.filter_map(|(container, port)| {
        let node = set(port, "containerPort")?;
        matches!(node.value, Value::Number(Number::Int(1..1024))).then_some((container, node))
    });
    let fault = |(container, node)| {
        let message = format!("has a port below 1024 in its container `{}`", called(container));
        let fault = say(Code::PrivilegedPort, pods.owner, Spot::At(node), index, message);
        fault.help("listen on a higher one, and let the Service have the low one")
    };
    low.map(fault).collect()
}
