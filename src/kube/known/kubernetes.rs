//! The built-in kinds: what they refer to, but for pods, and what they scale.
//!
//! Their scopes are in [`kind`](crate::kube::kind).

use super::{Namespace, Project, ReferenceField, Scale, To, names, refers};

pub(super) static PROJECT: Project = Project {
    references: REFERENCES,
    scales: &[Scale {
        kind: "HorizontalPodAutoscaler",
        target: "spec.scaleTargetRef",
        target_kind: "",
        least: "spec.minReplicas",
        most: "spec.maxReplicas",
    }],
    ..Project::of(&[
        "apps",
        "autoscaling",
        "extensions",
        "networking.k8s.io",
        "rbac.authorization.k8s.io",
    ])
};

const REFERENCES: &[ReferenceField] = &[
    names("StatefulSet", "spec.serviceName", "Service"),
    refers("HorizontalPodAutoscaler", "spec.scaleTargetRef", To::Any(None)),
    backend("spec.defaultBackend"),
    backend("spec.rules[].http.paths[].backend"),
    former_backend("spec.backend"),
    former_backend("spec.rules[].http.paths[].backend"),
    names("Ingress", "spec.tls[].secretName", "Secret"),
    to_cluster_role("RoleBinding"),
    refers("RoleBinding", "roleRef", To::Named("Role")),
    to_account("RoleBinding"),
    to_cluster_role("ClusterRoleBinding"),
    refers("ClusterRoleBinding", "roleRef", To::Named("Role")),
    to_account("ClusterRoleBinding"),
];

const fn backend(at: &'static str) -> ReferenceField {
    let port = &["service.port.name", "service.port.number"];
    refers("Ingress", at, To::Kind("Service")).named("service.name").part(port)
}

/// As versions before v1 have it.
const fn former_backend(at: &'static str) -> ReferenceField {
    refers("Ingress", at, To::Kind("Service")).named("serviceName").part(&["servicePort"])
}

const fn to_cluster_role(kind: &'static str) -> ReferenceField {
    refers(kind, "roleRef", To::Named("ClusterRole")).namespace(Namespace::Cluster)
}

const fn to_account(kind: &'static str) -> ReferenceField {
    refers(kind, "subjects[]", To::Named("ServiceAccount")).namespace(Namespace::Said)
}
