//! Volumes of the system folders of a node.

use super::fields::{called, text};
use super::mounts::host_paths;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let sensitive = host_paths(pods).filter(|(_, node)| is_sensitive(text(node)));
    let fault = |(volume, node): (&'m Node, &'m Node)| {
        let path = text(node);
        let name = called(volume);
        let message = format!("mounts `{path}` of its node by its volume `{name}`");
        let fault = say(Code::SensitiveHostPath, pods.owner, Spot::At(node), index, message);
        fault.help("mount the one folder below it that is needed, read-only")
    };
    sensitive.map(fault).collect()
}

const SENSITIVE: [&str; 13] = [
    "/boot",
    "/dev",
    "/etc",
    "/etc/kubernetes",
    "/lib",
    "/proc",
    "/root",
    "/sys",
    "/usr",
    "/var/lib/docker",
    "/var/lib/etcd",
    "/var/lib/kubelet",
    "/var/lib/kubelet/pki",
];

fn is_sensitive(path: &str) -> bool {
    let plain = path.trim_end_matches('/');
    plain.is_empty() || SENSITIVE.contains(&plain)
}
