//! Containers with capabilities that are as good as root on the node.

use super::capabilities::added;
use super::fields::{called, containers};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for container in containers(pods) {
        for (node, word) in added(container).filter(|(_, word)| DANGEROUS.contains(&word.as_str()))
        {
            let name = called(container);
            let message = format!("adds the capability {word} to its container `{name}`");
            let fault = say(Code::DangerousCapability, pods.owner, Spot::At(node), index, message);
            found.push(
                fault.help("take it away, or move what needs it into a container of its own"),
            );
        }
    }
    found
}

const DANGEROUS: [&str; 8] = [
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "NET_ADMIN",
    "SYS_ADMIN",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
];
