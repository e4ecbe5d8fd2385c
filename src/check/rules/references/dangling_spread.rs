//! Constraints on the spread of pods that do not count these pods.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::index::selector::Selector;
use crate::check::rules::fields::{items, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let constraints = items(pods.spec, "topologySpreadConstraints");
    let fault = |constraint: &'m Node| {
        let Some(selector) = set(constraint, "labelSelector") else {
            let message = "spreads its pods by a constraint that counts none: it has no selector";
            let spot = Spot::Lacks(constraint, "labelSelector");
            return Some(say(Code::DanglingSpread, pods.owner, spot, index, message));
        };
        let message = "spreads its pods by a constraint that does not count them";
        (!Selector::of(selector).takes(pods))
            .then(|| say(Code::DanglingSpread, pods.owner, Spot::At(selector), index, message))
    };
    let faults = constraints.filter_map(fault);
    faults.map(|fault| fault.help("select the labels of the pod template")).collect()
}
