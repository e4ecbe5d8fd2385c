//! Volumes of the files of a node.

use super::fields::called;
use super::mounts::host_paths;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let fault = |(volume, node)| {
        let message = format!("mounts files of its node by its volume `{}`", called(volume));
        let fault = say(Code::HostPath, pods.owner, Spot::At(node), index, message);
        fault.help("use a claim, a ConfigMap or an emptyDir")
    };
    host_paths(pods).map(fault).collect()
}
