//! The Prometheus operator: what is measured, and who is told.

use super::{CustomKind, Project, ReferenceField, To, Watch, Watched, namespaced, refers};

pub(super) static PROJECT: Project = Project {
    kinds: KINDS,
    references: REFERENCES,
    watches: &[
        Watch {
            kind: "ServiceMonitor",
            of: Watched::Services,
            selector: "spec.selector",
            namespaces: "spec.namespaceSelector",
            ports: "spec.endpoints[].port",
        },
        Watch {
            kind: "PodMonitor",
            of: Watched::Pods,
            selector: "spec.selector",
            namespaces: "spec.namespaceSelector",
            ports: "spec.podMetricsEndpoints[].port",
        },
    ],
    ..Project::of(&["monitoring.coreos.com"])
};

const KINDS: &[CustomKind] = &[
    namespaced("Alertmanager"),
    namespaced("AlertmanagerConfig"),
    namespaced("PodMonitor"),
    namespaced("Probe"),
    namespaced("Prometheus"),
    namespaced("PrometheusRule"),
    namespaced("ServiceMonitor"),
];

/// Whatever has a name and a key in how a receiver is told is of a Secret: URLs, passwords, tokens.
const REFERENCES: &[ReferenceField] =
    &[refers("AlertmanagerConfig", "spec.receivers[].*[].*", To::Kind("Secret"))
        .part(&["key"])
        .only_with_part()];
