//! Mounts of a node's files that are writable.

use std::collections::HashSet;

use super::fields::{called, containers, items, truth};
use super::mounts::host_paths;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let paths: HashSet<&str> = host_paths(pods).map(|(volume, _)| called(volume)).collect();
    if paths.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for container in containers(pods) {
        let mounts = items(container, "volumeMounts").filter(|mount| paths.contains(called(mount)));
        for mount in mounts.filter(|mount| mount.get("readOnly").and_then(truth) != Some(true)) {
            let (name, volume) = (called(container), called(mount));
            let message =
                format!("lets its container `{name}` write to `{volume}`, a folder of its node");
            let spot = Spot::Lacks(mount, "readOnly");
            let fault = say(Code::WritableHostPath, pods.owner, spot, index, message);
            found.push(fault.help("mount it with `readOnly: true`"));
        }
    }
    found
}
