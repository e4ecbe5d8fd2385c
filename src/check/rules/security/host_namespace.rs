//! Pods that share namespaces of their node.

use super::fields::truth;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let shared = ["hostNetwork", "hostPID", "hostIPC"].into_iter();
    let shared = shared.filter_map(|field| Some((field, pods.spec.get(field)?)));
    let shared = shared.filter(|(_, node)| truth(node) == Some(true));
    let fault = |(field, node)| {
        let what = match field {
            "hostNetwork" => "network",
            "hostPID" => "processes",
            _ => "memory",
        };
        let message = format!("shares the {what} of its node");
        let fault = say(Code::HostNamespace, pods.owner, Spot::At(node), index, message);
        fault.help(format!("leave out `{field}`"))
    };
    shared.map(fault).collect()
}
