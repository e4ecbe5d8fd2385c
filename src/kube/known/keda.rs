//! KEDA: workloads that are scaled by events.

use super::{CustomKind, Project, ReferenceField, Scale, To, cluster, namespaced, refers};

pub(super) static PROJECT: Project = Project {
    kinds: KINDS,
    references: REFERENCES,
    scales: &[Scale {
        kind: "ScaledObject",
        target: "spec.scaleTargetRef",
        target_kind: "Deployment",
        least: "spec.minReplicaCount",
        most: "spec.maxReplicaCount",
    }],
    ..Project::of(&["keda.sh"])
};

const KINDS: &[CustomKind] = &[
    namespaced("TriggerAuthentication").applied(8),
    cluster("ClusterTriggerAuthentication").applied(9),
    namespaced("ScaledObject"),
    namespaced("ScaledJob"),
];

const REFERENCES: &[ReferenceField] = &[
    refers("ScaledObject", "spec.scaleTargetRef", To::Any(Some("Deployment"))),
    refers(
        "ScaledObject",
        "spec.triggers[].authenticationRef",
        To::Unless("TriggerAuthentication"),
    ),
    refers("TriggerAuthentication", "spec.secretTargetRef[]", To::Kind("Secret")).part(&["key"]),
    refers("TriggerAuthentication", "spec.configMapTargetRef[]", To::Kind("ConfigMap"))
        .part(&["key"]),
];
