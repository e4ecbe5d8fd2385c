//! Containers that take ports of their nodes.

use super::fields::{called, containers, items, set};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Number, Value};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let ports = containers(pods).flat_map(|it| items(it, "ports").map(move |port| (it, port)));
    let taken = ports.filter_map(|(container, port)| Some((container, set(port, "hostPort")?)));
    let taken = taken.filter(|(_, node)| node.value != Value::Number(Number::Int(0)));
    let fault = |(container, node)| {
        let message = format!("takes a port of its node for its container `{}`", called(container));
        let fault = say(Code::HostPort, pods.owner, Spot::At(node), index, message);
        fault.help("leave out `hostPort`, and put a Service before the pods")
    };
    taken.map(fault).collect()
}
