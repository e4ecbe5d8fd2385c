//! Autoscalers by an amount or a share of a resource that the limits of the pods never let them use.

use super::unmeasured_target::{Measured, measured};
use crate::check::index::Index;
use crate::check::index::pods::{Pods, Which};
use crate::check::rules::fields::{
    amount, called, integer, items, quantity, scaled_pods, set, word,
};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::quantity::{Amount, Decimal};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let Some(pods) = scaled_pods(object, index) else { return Vec::new() };
    let mut faults = Vec::new();
    for it in measured(object) {
        let Some(percent) = integer(it.node) else { continue };
        let Some((requested, limit)) = sums(&pods, &it) else { continue };
        let wanted = requested.checked_mul(Decimal::percent(percent));
        let Some(wanted) = wanted.filter(|wanted| *wanted >= limit && percent > 100) else {
            continue;
        };
        let message = format!(
            "scales at {wanted} of {}, and {} may have {limit}: it never scales",
            it.resource, pods.owner
        );
        let fault = say(Code::UnreachableTarget, object, Spot::At(it.node), index, message);
        faults.push(fault.help("lower the target, or raise the limits"));
    }
    for (node, it) in valued(object) {
        let Some(wanted) = amount(node) else { continue };
        let Some((_, limit)) = sums(&pods, &it).filter(|(_, limit)| wanted >= *limit) else {
            continue;
        };
        let message = format!(
            "scales at {wanted} of {}, and {} may have {limit}: it never scales",
            it.resource, pods.owner
        );
        let fault = say(Code::UnreachableTarget, object, Spot::At(node), index, message);
        faults.push(fault.help("lower the target, or raise the limits"));
    }
    faults
}

/// The amounts that each pod is to use on average, of one container or of all.
fn valued(object: &Object) -> Vec<(&Node, Measured<'_>)> {
    let metrics = items(&object.root, "spec.metrics").filter_map(|metric| {
        let source = metric.get("resource").or_else(|| metric.get("containerResource"))?;
        let value = source.below("target.averageValue");
        let node = value.or_else(|| source.get("targetAverageValue"))?;
        let resource = word(source, "name")?;
        Some((node, Measured { node, resource, only: word(source, "container") }))
    });
    metrics.collect()
}

/// What the containers request and may have together; `None` if one has no limit.
fn sums(pods: &Pods<'_>, it: &Measured<'_>) -> Option<(Amount, Amount)> {
    let containers = pods.containers(Which::Lasting);
    let mut meant = containers.filter(|own| it.only.is_none_or(|only| called(own) == only));
    meant.try_fold((Amount::ZERO, Amount::ZERO), |(requested, limits), container| {
        let of = |list| Some(quantity(set(set(container, "resources")?, list)?, it.resource)?.1);
        let limit = of("limits")?;
        let request = of("requests").unwrap_or(limit);
        Some((requested.saturating_add(request), limits.saturating_add(limit)))
    })
}
