//! How many replicas Deployments have at the least, by themselves or by what scales them.

use std::collections::HashSet;

use crate::check::index::Index;
use crate::check::rules::fields::{integer, is, scaled, text};
use crate::check::rules::saying::Spot;
use crate::kube::known;
use crate::manifest::Object;

/// A number of replicas, and where it is written or missing.
pub(super) struct Count<'m> {
    pub object: &'m Object,
    pub spot: Spot<'m>,
    pub number: i64,
}

/// Those of Deployments that nothing scales, and of autoscalers that set them.
pub(super) fn counts<'m>(index: &Index<'m>) -> Vec<Count<'m>> {
    let mut scaled_ones = HashSet::new();
    let mut counts = Vec::new();
    for object in index.objects {
        let Some((kind, name)) = scaled(object) else { continue };
        scaled_ones.insert((kind, index.namespace(object), text(name)));
        let Some(scale) = known::scale(&object.identity.group, &object.identity.kind) else {
            continue;
        };
        let least = object.root.below(scale.least);
        if let Some((node, number)) = least.and_then(|node| Some((node, integer(node)?))) {
            counts.push(Count { object, spot: Spot::At(node), number });
        }
    }
    let is_meant = |kind: &str| matches!(kind, "Deployment" | "DeploymentConfig");
    for object in index.objects.iter().filter(|object| is_meant(&object.identity.kind)) {
        let key = (&*object.identity.kind, index.namespace(object), &*object.identity.name);
        let Some(spec) = object.root.get("spec") else { continue };
        if scaled_ones.contains(&key)
            || !(is(object, "apps", "Deployment") || object.kind.is_none())
        {
            continue;
        }
        let written = spec.get("replicas").and_then(|node| Some((Spot::At(node), integer(node)?)));
        let (spot, number) = written.unwrap_or((Spot::Lacks(spec, "replicas"), 1));
        counts.push(Count { object, spot, number });
    }
    counts
}
