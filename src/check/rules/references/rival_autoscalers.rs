//! Workloads that are scaled in two directions by one resource.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::fields::{items, scaled, text, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut wide: HashMap<_, &'m Object> = HashMap::new();
    for object in index.objects {
        if let Some((kind, name)) = scaled(object) {
            wide.insert((kind, index.namespace(object), text(name)), object);
        }
    }
    let mut found = Vec::new();
    for object in index.objects.iter().filter(|object| is_vertical(object)) {
        let target = object.root.below("spec.targetRef");
        let of = |field| target.and_then(|target| target.get(field));
        let Some((kind, node)) = of("kind").zip(of("name")) else { continue };
        let Some(other) = wide.get(&(text(kind), index.namespace(object), text(node))) else {
            continue;
        };
        let shared = ["cpu", "memory"].into_iter();
        let Some(resource) = shared.into_iter().find(|it| sets(object, it) && is_by(other, it))
        else {
            continue;
        };
        let message = format!("sets the {resource} that {other} scales by");
        let fault = say(Code::RivalAutoscalers, object, Spot::At(node), index, message);
        let help = "leave the resource to one of them: by `controlledResources`, or by another \
                    metric";
        found.push((object, fault.help(help)));
    }
    found
}

/// Whether it is a `VerticalPodAutoscaler` that acts.
fn is_vertical(object: &Object) -> bool {
    object.identity.kind == "VerticalPodAutoscaler"
        && !matches!(word(&object.root, "spec.updatePolicy.updateMode"), Some("Off" | "Initial"))
}

/// Whether it sets the requests of a resource, as it does where it is not told otherwise.
fn sets(vertical: &Object, resource: &str) -> bool {
    let mut policies = items(&vertical.root, "spec.resourcePolicy.containerPolicies").peekable();
    policies.peek().is_none()
        || policies.filter(|policy| word(policy, "mode") != Some("Off")).any(|policy| {
            let mut controlled = items(policy, "controlledResources").peekable();
            controlled.peek().is_none() || controlled.any(|it| text(it) == resource)
        })
}

/// Whether an autoscaler goes by how much of the resource is used.
fn is_by(wide: &Object, resource: &str) -> bool {
    let root = &wide.root;
    let is = |name: Option<&str>| name == Some(resource);
    let of_metric =
        |metric| is(word(metric, "resource.name")) || is(word(metric, "containerResource.name"));
    (resource == "cpu" && root.below("spec.targetCPUUtilizationPercentage").is_some())
        || items(root, "spec.metrics").any(of_metric)
        || items(root, "spec.triggers").any(|trigger| is(word(trigger, "type")))
}
