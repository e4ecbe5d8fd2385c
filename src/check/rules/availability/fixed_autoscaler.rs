//! Autoscalers whose least and most are one.

use crate::check::index::Index;
use crate::check::rules::fields::{integer, is, whole};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if !is(object, "autoscaling", "HorizontalPodAutoscaler") {
        return Vec::new();
    }
    let most = object.root.below("spec.maxReplicas");
    let least = whole(&object.root, "spec.minReplicas");
    let Some((node, number)) = most.and_then(|node| Some((node, integer(node)?))) else {
        return Vec::new();
    };
    if least.is_none_or(|least| least < number) {
        return Vec::new();
    }
    let message = format!("scales from {number} to {number} replicas");
    let fault = say(Code::FixedAutoscaler, object, Spot::At(node), index, message);
    vec![fault.help("raise `maxReplicas`, or set `replicas` and do without it")]
}
