//! Sysctls that a kubelet refuses.

use super::fields::{items, text};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let all = items(pods.spec, "securityContext.sysctls").filter_map(|it| it.get("name"));
    let fault = |node| {
        let name = text(node);
        let message = format!(
            "sets the sysctl `{name}`, which nodes refuse unless they are told to allow it"
        );
        let fault = say(Code::UnsafeSysctl, pods.owner, Spot::At(node), index, message);
        fault.help("set it on the nodes, or allow it where the kubelets do")
    };
    let is_safe = |node: &&Node| SAFE.contains(&text(node).replace('/', ".").as_str());
    all.filter(|node| !is_safe(node)).map(fault).collect()
}

const SAFE: [&str; 12] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];
