//! Workloads whose pods nothing spreads.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::items;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let has = items(pods.spec, "topologySpreadConstraints").next().is_some();
    if has || !(matches!(&*pods.owner.identity.kind, "Deployment" | "ReplicaSet" | "StatefulSet")) {
        return Vec::new();
    }
    let spot = Spot::Lacks(pods.spec, "topologySpreadConstraints");
    let fault =
        say(Code::NoTopologySpread, pods.owner, spot, index, "has no `topologySpreadConstraints`");
    vec![fault.help("spread its pods over `topology.kubernetes.io/zone`")]
}
