//! Targets of autoscalers that have no replicas, or are in another group.

use crate::check::index::Index;
use crate::check::rules::fields::{is, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

/// What has replicas, and its group.
const SCALABLE: [(&str, &str); 4] = [
    ("Deployment", "apps"),
    ("ReplicaSet", "apps"),
    ("ReplicationController", ""),
    ("StatefulSet", "apps"),
];

/// What else runs pods.
const FIXED: [&str; 4] = ["CronJob", "DaemonSet", "Job", "Pod"];

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if !is(object, "autoscaling", "HorizontalPodAutoscaler") {
        return Vec::new();
    }
    fault(object, index).into_iter().collect()
}

fn fault<'m>(object: &'m Object, index: &Index<'m>) -> Option<Diagnostic> {
    let target = object.root.below("spec.scaleTargetRef")?;
    let kind = word(target, "kind")?;
    if FIXED.contains(&kind) {
        let message = format!("scales a {kind}, which has no replicas");
        let spot = Spot::At(target.get("kind")?);
        let fault = say(Code::UnscalableTarget, object, spot, index, message);
        return Some(fault.help("scale a Deployment or a StatefulSet"));
    }
    let (_, group) = SCALABLE.iter().find(|(known, _)| *known == kind)?;
    let api_version = word(target, "apiVersion").unwrap_or_default();
    let said = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    if said == *group {
        return None;
    }
    let spot = target.get("apiVersion").map_or(Spot::Lacks(target, "apiVersion"), Spot::At);
    let message = format!("looks for a {kind} in the group `{said}`, which has none");
    let fault = say(Code::UnscalableTarget, object, spot, index, message);
    let version = if group.is_empty() { "v1" } else { "apps/v1" };
    Some(fault.help(format!("write `apiVersion: {version}`")))
}
