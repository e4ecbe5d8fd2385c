//! What becomes of pods: which start anew and how, how many there are, how many may be missing.

use super::{Changed, Effect, EffectKind, text};
use crate::yaml::{Node, Value};

/// Numbers of pods that people decide.
const NUMBERS: &[(&str, &str, &[&str])] = &[
    ("apps", "Deployment", &["spec.replicas"]),
    ("apps", "StatefulSet", &["spec.replicas"]),
    ("apps", "ReplicaSet", &["spec.replicas"]),
    ("", "ReplicationController", &["spec.replicas"]),
    ("autoscaling", "HorizontalPodAutoscaler", &["spec.minReplicas", "spec.maxReplicas"]),
    ("policy", "PodDisruptionBudget", &["spec.minAvailable", "spec.maxUnavailable"]),
];

pub(super) fn add(object: Changed<'_, '_>, found: &mut Vec<Effect>) {
    let kind = object.kind();
    let numbers = NUMBERS.iter().filter(|(group, name, _)| (*group, *name) == kind);
    for field in numbers.flat_map(|(.., fields)| *fields) {
        let said = |root: &Node| root.below(field).map_or("unset".to_owned(), number);
        let (old, new) = (said(&object.old.shown.root), said(&object.new.shown.root));
        if old != new {
            let field = field.trim_start_matches("spec.");
            let message = format!("has another number of pods: {field} {old} → {new}");
            let message = if kind.1 == "PodDisruptionBudget" {
                format!("lets another number of pods be missing: {field} {old} → {new}")
            } else {
                message
            };
            found.push(object.effect(EffectKind::Scale, message));
        }
    }
    if object.touches(&["spec", "template"]) {
        found.extend(restart(object));
    }
}

fn number(node: &Node) -> String {
    match &node.value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => other.describe().to_owned(),
    }
}

fn restart(object: Changed<'_, '_>) -> Option<Effect> {
    let root = &object.new.shown.root;
    let waits = |path| text(root, path) == Some("OnDelete");
    let (kind, message) = match object.kind() {
        ("apps", "Deployment") if text(root, "spec.strategy.type") == Some("Recreate") => {
            let message = "stops all its pods before it starts new ones: nothing serves meanwhile";
            (EffectKind::Outage, message)
        }
        ("apps", "Deployment") => (EffectKind::Restart, "replaces its pods, new ones first"),
        ("apps", "StatefulSet" | "DaemonSet") if waits("spec.updateStrategy.type") => (
            EffectKind::Restart,
            "replaces a pod when someone deletes it: its strategy is OnDelete",
        ),
        ("apps", "StatefulSet") => {
            (EffectKind::Restart, "replaces its pods one after the other, the last one first")
        }
        ("apps", "DaemonSet") => (EffectKind::Restart, "replaces its pods, node by node"),
        _ => return None,
    };
    Some(object.effect(kind, message))
}
