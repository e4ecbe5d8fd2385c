//! Volumes that no container mounts.

use std::collections::HashSet;

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, items};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mounts = containers(pods).flat_map(|container| {
        items(container, "volumeMounts").chain(items(container, "volumeDevices"))
    });
    let mounted: HashSet<&str> = mounts.map(called).collect();
    let unused = items(pods.spec, "volumes").filter(|volume| !mounted.contains(called(volume)));
    let fault = |volume| {
        let message = format!("mounts its volume `{}` in no container", called(volume));
        let fault = say(Code::UnusedVolume, pods.owner, Spot::At(volume), index, message);
        fault.help("mount it by `volumeMounts`, or take it away")
    };
    unused.map(fault).collect()
}
