//! Sysctls that a kubelet refuses.

use super::fields::{items, text};
use super::pod_security::is_safe_sysctl;
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
    let minor = u32::from(index.surroundings.kubernetes.number());
    let is_safe = |node: &&Node| is_safe_sysctl(&text(node).replace('/', "."), minor);
    all.filter(|node| !is_safe(node)).map(fault).collect()
}
