//! Containers that open port 22.

use super::fields::{called, containers, items, set, text};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::{Number, Value};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let ports = containers(pods).flat_map(|it| items(it, "ports").map(move |port| (it, port)));
    let open = ports.filter_map(|(container, port)| {
        let is_tcp = port.get("protocol").is_none_or(|protocol| text(protocol) == "TCP");
        let node = set(port, "containerPort").filter(|_| is_tcp)?;
        (node.value == Value::Number(Number::Int(22))).then_some((container, node))
    });
    let fault = |(container, node)| {
        let message = format!("opens the port of SSH in its container `{}`", called(container));
        let fault = say(Code::SshPort, pods.owner, Spot::At(node), index, message);
        fault.help("use `kubectl exec`, or another port if it is no SSH")
    };
    open.map(fault).collect()
}
