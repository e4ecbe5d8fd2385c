//! Pods that may run on any node.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::set;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let has = set(pods.spec, "nodeSelector").is_some()
        || pods.spec.below("affinity.nodeAffinity").is_some();
    if has {
        return Vec::new();
    }
    let spot = Spot::Lacks(pods.spec, "affinity.nodeAffinity");
    let fault = say(Code::NoNodeAffinity, pods.owner, spot, index, "may run on any node");
    vec![fault.help("set an `affinity.nodeAffinity`, or a `nodeSelector`")]
}
