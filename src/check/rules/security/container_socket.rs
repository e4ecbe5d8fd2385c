//! Volumes of a container runtime's socket.

use super::fields::{called, text};
use super::mounts::host_paths;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let sockets =
        host_paths(pods).filter(|(_, node)| SOCKETS.iter().any(|it| text(node).ends_with(it)));
    let fault = |(volume, node)| {
        let name = called(volume);
        let message = format!("mounts the socket of the container runtime by its volume `{name}`");
        let fault = say(Code::ContainerSocket, pods.owner, Spot::At(node), index, message);
        fault.help("do without it: who has the socket has the node")
    };
    sockets.map(fault).collect()
}

const SOCKETS: [&str; 5] =
    ["docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock", "podman.sock"];
