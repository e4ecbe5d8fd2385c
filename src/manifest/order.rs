//! The order in which objects are applied: Helm's `InstallOrder`, with what others need first.
//!
//! Inside a kind the order of the templates stays.

use super::Object;

/// Kinds in the order of Helm 4's `kind_sorter.go`; Namespaces and CRDs moved to the front.
const INSTALL_ORDER: &[&str] = &[
    "Namespace",
    "CustomResourceDefinition",
    "PriorityClass",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// Custom kinds that others refer to; they come before the rest of the custom resources.
const REFERRED_TO: &[&str] = &[
    "ClusterSecretStore",
    "SecretStore",
    "ClusterIssuer",
    "Issuer",
    "Certificate",
    "SecretProviderClass",
    "ExternalSecret",
    "VolumeSnapshotClass",
    "TriggerAuthentication",
    "ClusterTriggerAuthentication",
    "TLSOption",
    "TLSStore",
    "ServersTransport",
    "Middleware",
    "MiddlewareTCP",
    "TraefikService",
    "GatewayClass",
    "Gateway",
    "AppProject",
];

/// Sorts objects into apply order; stable.
pub fn sort(objects: &mut [Object]) {
    objects.sort_by(|a, b| {
        let by_kind = rank(a).cmp(&rank(b));
        by_kind.then_with(|| custom_kind(a).cmp(custom_kind(b))).then_with(|| a.rank.cmp(&b.rank))
    });
}

/// Kinds of others, when nothing is known of them, go by their names.
fn custom_kind(object: &Object) -> &str {
    if install_rank(object).is_some() { "" } else { &object.identity.kind }
}

pub fn rank(object: &Object) -> usize {
    let built_in = INSTALL_ORDER.len();
    install_rank(object).unwrap_or_else(|| {
        let referred = REFERRED_TO.iter().position(|kind| *kind == object.identity.kind);
        match object.kind {
            Some(_) => built_in,
            None => built_in + 1 + referred.unwrap_or(REFERRED_TO.len()),
        }
    })
}

/// A custom resource may be named like a built-in kind; only the built-in one has its place.
fn install_rank(object: &Object) -> Option<usize> {
    let known = object.kind.is_some() || object.identity.kind.ends_with("List");
    let at = INSTALL_ORDER.iter().position(|kind| *kind == object.identity.kind);
    at.filter(|_| known)
}
