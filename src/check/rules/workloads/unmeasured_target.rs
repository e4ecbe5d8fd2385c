//! Autoscalers by the utilization of containers that request nothing.

use crate::check::index::Index;
use crate::check::index::pods::Which;
use crate::check::rules::fields::{called, containers, is, items, scaled_pods, set, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let Some(pods) = scaled_pods(object, index) else { return Vec::new() };
    let namespace = index.namespace(object);
    let has_defaults = || index.has_some("LimitRange", namespace);
    let mut faults = Vec::new();
    for Measured { node, resource, only } in measured(object) {
        if let Some(only) = only.filter(|only| containers(&pods).all(|it| called(it) != *only)) {
            let message = format!(
                "scales by the {resource} of the container `{only}`, which {} does not have",
                pods.owner
            );
            let fault = say(Code::UnmeasuredTarget, object, Spot::At(node), index, message);
            faults.push(fault.help("name one of its containers"));
            continue;
        }
        let containers = pods.containers(Which::Lasting);
        let mut bare = containers.filter(|it| only.is_none_or(|only| called(it) == only));
        let Some(bare) = bare.find(|it| !requests(it, resource)) else { continue };
        if has_defaults() {
            break;
        }
        let what = called(bare);
        let message = format!(
            "scales by the {resource} of {}, whose container `{what}` requests none",
            pods.owner
        );
        let fault = say(Code::UnmeasuredTarget, object, Spot::At(node), index, message);
        faults.push(fault.help(format!("set `resources.requests.{resource}` in each container")));
    }
    faults
}

/// A share of a resource that is looked at, of one container or of all.
pub(super) struct Measured<'m> {
    pub node: &'m Node,
    pub resource: &'m str,
    pub only: Option<&'m str>,
}

pub(super) fn measured(object: &Object) -> Vec<Measured<'_>> {
    let spec = &object.root;
    if !is(object, "autoscaling", "HorizontalPodAutoscaler") {
        let triggers = items(spec, "spec.triggers");
        let sorts = triggers.filter_map(|trigger| {
            let node = trigger.get("type")?;
            let resource = node.as_str().filter(|it| matches!(*it, "cpu" | "memory"))?;
            let sort = word(trigger, "metricType").or(word(trigger, "metadata.type"));
            let is_share = sort.is_none_or(|sort| sort == "Utilization");
            is_share.then_some(Measured {
                node,
                resource,
                only: word(trigger, "metadata.containerName"),
            })
        });
        return sorts.collect();
    }
    let percent = spec.below("spec.targetCPUUtilizationPercentage");
    let mut all: Vec<_> =
        percent.into_iter().map(|node| Measured { node, resource: "cpu", only: None }).collect();
    for metric in items(spec, "spec.metrics") {
        let source = metric.get("resource").or_else(|| metric.get("containerResource"));
        let Some(source) = source else { continue };
        let share = set(source, "targetAverageUtilization");
        let share = share.or_else(|| source.below("target.averageUtilization"));
        if let Some((node, resource)) = share.zip(word(source, "name")) {
            all.push(Measured { node, resource, only: word(source, "container") });
        }
    }
    all
}

/// A limit is a request where there is none.
fn requests(container: &Node, resource: &str) -> bool {
    let resources = container.get("resources");
    let has = |field| resources.and_then(|it| set(set(it, field)?, resource)).is_some();
    has("requests") || has("limits")
}
