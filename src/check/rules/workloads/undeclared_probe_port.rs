//! Probes of ports that are not among those of the container.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, integer, items, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

const PROBES: [&str; 3] = ["startupProbe", "readinessProbe", "livenessProbe"];

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for container in containers(pods) {
        let asked = PROBES.into_iter().filter_map(|probe| container.get(probe)).flat_map(ports);
        for (node, number) in asked.filter_map(|node| Some((node, integer(node)?))) {
            let declared = items(container, "ports").filter(|port| {
                let protocol = word(port, "protocol");
                protocol.is_none_or(|protocol| protocol == "TCP")
            });
            let mut numbers = declared.filter_map(|port| integer(port.get("containerPort")?));
            if numbers.any(|known| known == number) {
                continue;
            }
            let message = format!("asks for the port {number}, which its container does not list");
            let code = Code::UndeclaredProbePort;
            let fault = say(code, pods.owner, Spot::At(node), index, message);
            faults.push(fault.help("list it in `ports`, or ask for one of those"));
        }
    }
    faults
}

fn ports(probe: &Node) -> impl Iterator<Item = &Node> {
    ["httpGet.port", "tcpSocket.port", "grpc.port"].into_iter().filter_map(|path| probe.below(path))
}
