//! Fields that the server lets nobody change, by the validation of updates in Kubernetes 1.36.

use super::{Changed, Effect, EffectKind};
use crate::yaml::{Node, Value};

/// Group, kind, field, and the fields below it that may change.
const FIELDS: &[(&str, &str, &[&str], &[&str])] = &[
    ("apps", "Deployment", &["spec", "selector"], &[]),
    ("apps", "DaemonSet", &["spec", "selector"], &[]),
    ("apps", "ReplicaSet", &["spec", "selector"], &[]),
    ("apps", "StatefulSet", &["spec"], STATEFUL_SET),
    ("batch", "Job", &["spec", "selector"], &[]),
    ("batch", "Job", &["spec", "template"], &[]),
    ("batch", "Job", &["spec", "completionMode"], &[]),
    ("batch", "Job", &["spec", "podFailurePolicy"], &[]),
    ("batch", "Job", &["spec", "backoffLimitPerIndex"], &[]),
    ("batch", "Job", &["spec", "managedBy"], &[]),
    ("", "PersistentVolumeClaim", &["spec"], &["resources", "volumeAttributesClassName"]),
    ("", "Secret", &["type"], &[]),
    ("storage.k8s.io", "StorageClass", &["provisioner"], &[]),
    ("storage.k8s.io", "StorageClass", &["parameters"], &[]),
    ("storage.k8s.io", "StorageClass", &["reclaimPolicy"], &[]),
    ("storage.k8s.io", "StorageClass", &["volumeBindingMode"], &[]),
    ("rbac.authorization.k8s.io", "RoleBinding", &["roleRef"], &[]),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", &["roleRef"], &[]),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &["spec", "scope"], &[]),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &["spec", "group"], &[]),
    ("scheduling.k8s.io", "PriorityClass", &["value"], &[]),
    ("scheduling.k8s.io", "PriorityClass", &["preemptionPolicy"], &[]),
    ("networking.k8s.io", "IngressClass", &["spec", "controller"], &[]),
    ("node.k8s.io", "RuntimeClass", &["handler"], &[]),
];

const STATEFUL_SET: &[&str] = &[
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
];

/// What is sealed in an object that is marked immutable.
const SEALED: [&str; 4] = ["data", "binaryData", "stringData", "immutable"];

pub(super) fn add(object: Changed<'_, '_>, found: &mut Vec<Effect>) {
    let kind = object.kind();
    let mut told: Vec<String> = Vec::new();
    for path in object.paths() {
        let rule = FIELDS.iter().find(|(group, a_kind, field, free)| {
            (*group, *a_kind) == kind
                && path.starts_with(field)
                && path.get(field.len()).is_none_or(|next| !free.contains(next))
        });
        let Some((_, _, field, free)) = rule else { continue };
        // Of a field that may change in part, the part is named.
        let length = field.len() + usize::from(!free.is_empty());
        let field = path[..length.min(path.len())].join(".");
        if !told.contains(&field) {
            told.push(field);
        }
    }
    let is_sealed = matches!(kind, ("", "ConfigMap" | "Secret"))
        && object.old.object.root.get("immutable").is_some_and(is_true);
    if is_sealed && SEALED.iter().any(|field| object.touches(&[field])) {
        told.push("data, since it is marked immutable".to_owned());
    }
    if kind == ("", "Service") && has_other_address(object) {
        told.push("spec.clusterIP".to_owned());
    }
    let help = match kind.1 {
        "StatefulSet" => "delete it first, with --cascade=orphan to keep its pods",
        "PersistentVolumeClaim" => "make another and copy the data",
        "ConfigMap" => "give it another name",
        _ => "delete it first, or give it another name",
    };
    found.extend(told.into_iter().map(|field| {
        let message = format!("is refused by the server: nobody can change {field}; {help}");
        object.effect(EffectKind::Refused, message)
    }));
}

/// An address that was given may not become another.
fn has_other_address(object: Changed<'_, '_>) -> bool {
    let address = |root: &Node| {
        let address = super::text(root, "spec.clusterIP").filter(|address| !address.is_empty());
        address.map(str::to_owned)
    };
    let is_external =
        |root: &Node| super::text(root, "spec.type").is_some_and(|kind| kind == "ExternalName");
    let (old, new) = (&object.old.object.root, &object.new.object.root);
    address(old).is_some() && address(old) != address(new) && !is_external(old) && !is_external(new)
}

fn is_true(node: &Node) -> bool {
    node.value == Value::Bool(true)
}
