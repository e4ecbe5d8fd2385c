//! What the server puts into the objects of each kind.

use super::Fact::{Default, Encoded, Holds, Quantities, Quantity, Server, Twin, Zero};
use super::pods::{AZURE_DISK, CLAIM_SPEC, HOST_PATH, ISCSI, POD, RBD, SCALE_IO, TEMPLATE};
use super::{Fact, META, Shape};

/// Any object.
pub(super) const OBJECT: Shape = &[("metadata", &[Holds(META)]), ("status", &[Server])];

/// An object with a spec.
macro_rules! with_spec {
    ($spec:expr) => {
        &[("metadata", &[Holds(META)]), ("status", &[Server]), ("spec", &[Holds($spec)])]
    };
}

/// An object with fields of its own beside its metadata.
macro_rules! with {
    ($($field:expr),* $(,)?) => {
        &[("metadata", &[Holds(META)]), ("status", &[Server]), $($field),*]
    };
}

/// Group, kind, fields.
pub(super) const KINDS: &[(&str, &str, Shape)] = &[
    ("", "Endpoints", with!(("subsets", &[Holds(&[("ports", &[Holds(PROTOCOL)])])]))),
    ("", "LimitRange", with_spec!(&[("limits", &[Holds(LIMITS)])])),
    ("", "Namespace", with_spec!(&[("finalizers", &[Server])])),
    ("", "PersistentVolume", with_spec!(VOLUME_SPEC)),
    ("", "PersistentVolumeClaim", with_spec!(CLAIM_SPEC)),
    ("", "Pod", POD),
    ("", "PodTemplate", with!(("template", &[Holds(TEMPLATE)]))),
    ("", "ReplicationController", with_spec!(REPLICATED)),
    ("", "ResourceQuota", with_spec!(&[("hard", &[Quantities])])),
    ("", "Secret", with!(("type", &[Default(&["\"Opaque\""])]), ("stringData", &[Encoded]))),
    ("", "Service", with_spec!(SERVICE)),
    ("", "ServiceAccount", with!(("secrets", &[Server]), ("imagePullSecrets", &[Server]))),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy", with_spec!(POLICY)),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding", with_spec!(BINDING)),
    (
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        with!(("webhooks", &[Holds(WEBHOOK)])),
    ),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", with_spec!(POLICY)),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", with_spec!(BINDING)),
    (
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        with!(("webhooks", &[Holds(WEBHOOK)])),
    ),
    ("apiextensions.k8s.io", "CustomResourceDefinition", with_spec!(DEFINITION)),
    ("apiregistration.k8s.io", "APIService", with_spec!(API_SERVICE)),
    ("apps", "DaemonSet", with_spec!(DAEMON_SET)),
    ("apps", "Deployment", with_spec!(DEPLOYMENT)),
    ("apps", "ReplicaSet", with_spec!(REPLICATED)),
    ("apps", "StatefulSet", with_spec!(STATEFUL_SET)),
    ("autoscaling", "HorizontalPodAutoscaler", with_spec!(AUTOSCALER)),
    ("batch", "CronJob", with_spec!(CRON_JOB)),
    ("batch", "Job", with_spec!(JOB)),
    ("discovery.k8s.io", "EndpointSlice", with!(("ports", &[Holds(ENDPOINT_PORT)]))),
    ("networking.k8s.io", "Ingress", with_spec!(&[("ingressClassName", &[Server])])),
    (
        "networking.k8s.io",
        "IngressClass",
        with_spec!(&[("parameters", &[Holds(&[("scope", &[Default(&["\"Cluster\""])])])])]),
    ),
    ("networking.k8s.io", "NetworkPolicy", with_spec!(NETWORK_POLICY)),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", ROLE_BINDING),
    ("rbac.authorization.k8s.io", "RoleBinding", ROLE_BINDING),
    (
        "scheduling.k8s.io",
        "PriorityClass",
        with!(
            ("preemptionPolicy", &[Default(&["\"PreemptLowerPriority\""])]),
            ("globalDefault", &[Zero]),
        ),
    ),
    ("storage.k8s.io", "CSIDriver", with_spec!(CSI_DRIVER)),
    (
        "storage.k8s.io",
        "StorageClass",
        with!(
            ("reclaimPolicy", &[Default(&["\"Delete\""])]),
            ("volumeBindingMode", &[Default(&["\"Immediate\""])]),
        ),
    ),
];

const REPLICATED: Shape = &[
    ("replicas", &[Default(&["1"])]),
    ("template", &[Holds(TEMPLATE)]),
    ("minReadySeconds", &[Zero]),
];

const DEPLOYMENT: Shape = &[
    ("replicas", &[Default(&["1"])]),
    ("strategy", &[Holds(DEPLOYMENT_STRATEGY)]),
    ("revisionHistoryLimit", &[Default(&["10"])]),
    ("progressDeadlineSeconds", &[Default(&["600"])]),
    ("template", &[Holds(TEMPLATE)]),
    ("minReadySeconds", &[Zero]),
    ("paused", &[Zero]),
];

const DEPLOYMENT_STRATEGY: Shape = &[
    ("type", &[Default(&["\"RollingUpdate\""])]),
    (
        "rollingUpdate",
        &[Holds(&[
            ("maxUnavailable", &[Default(&["\"25%\""])]),
            ("maxSurge", &[Default(&["\"25%\""])]),
        ])],
    ),
];

const DAEMON_SET: Shape = &[
    (
        "updateStrategy",
        &[Holds(&[
            ("type", &[Default(&["\"RollingUpdate\""])]),
            (
                "rollingUpdate",
                &[Holds(&[
                    ("maxUnavailable", &[Default(&["1"])]),
                    ("maxSurge", &[Default(&["0"])]),
                ])],
            ),
        ])],
    ),
    ("revisionHistoryLimit", &[Default(&["10"])]),
    ("template", &[Holds(TEMPLATE)]),
    ("minReadySeconds", &[Zero]),
];

const STATEFUL_SET: Shape = &[
    ("replicas", &[Default(&["1"])]),
    ("podManagementPolicy", &[Default(&["\"OrderedReady\""])]),
    (
        "updateStrategy",
        &[Holds(&[
            ("type", &[Default(&["\"RollingUpdate\""])]),
            (
                "rollingUpdate",
                &[Holds(&[
                    ("partition", &[Default(&["0"])]),
                    ("maxUnavailable", &[Default(&["1"])]),
                ])],
            ),
        ])],
    ),
    (
        "persistentVolumeClaimRetentionPolicy",
        &[Holds(&[
            ("whenDeleted", &[Default(&["\"Retain\""])]),
            ("whenScaled", &[Default(&["\"Retain\""])]),
        ])],
    ),
    ("revisionHistoryLimit", &[Default(&["10"])]),
    ("template", &[Holds(TEMPLATE)]),
    ("volumeClaimTemplates", &[Holds(CLAIM_TEMPLATE)]),
    ("minReadySeconds", &[Zero]),
    ("serviceName", &[Zero]),
];

const CLAIM_TEMPLATE: Shape = &[
    ("apiVersion", &[Default(&["\"v1\""])]),
    ("kind", &[Default(&["\"PersistentVolumeClaim\""])]),
    ("metadata", &[Holds(META)]),
    ("status", &[Server]),
    ("spec", &[Holds(CLAIM_SPEC)]),
];

const CRON_JOB: Shape = &[
    ("concurrencyPolicy", &[Default(&["\"Allow\""])]),
    ("suspend", &[Default(&["false"])]),
    ("successfulJobsHistoryLimit", &[Default(&["3"])]),
    ("failedJobsHistoryLimit", &[Default(&["1"])]),
    ("jobTemplate", &[Holds(&[("metadata", &[Holds(META)]), ("spec", &[Holds(JOB_TEMPLATE)])])]),
];

const JOB_TEMPLATE: Shape =
    &[("template", &[Holds(TEMPLATE)]), ("podFailurePolicy", &[Holds(FAILURE_POLICY)])];

const JOB: Shape = &[
    ("completions", &[Default(&["1"])]),
    ("parallelism", &[Default(&["1"])]),
    ("backoffLimit", &[Default(&["6", "2147483647"])]),
    ("completionMode", &[Default(&["\"NonIndexed\""])]),
    ("suspend", &[Default(&["false"])]),
    ("podReplacementPolicy", &[Default(&["\"TerminatingOrFailed\"", "\"Failed\""])]),
    ("manualSelector", &[Default(&["false"])]),
    ("selector", &[Server]),
    ("template", &[Holds(TEMPLATE)]),
    ("podFailurePolicy", &[Holds(FAILURE_POLICY)]),
];

const FAILURE_POLICY: Shape = &[(
    "rules",
    &[Holds(&[("onPodConditions", &[Holds(&[("status", &[Default(&["\"True\""])])])])])],
)];

const SERVICE: Shape = &[
    ("type", &[Default(&["\"ClusterIP\""])]),
    ("clusterIP", &[Server]),
    ("clusterIPs", &[Server]),
    ("ipFamilies", &[Server]),
    ("ipFamilyPolicy", &[Server]),
    ("sessionAffinity", &[Default(&["\"None\""])]),
    (
        "sessionAffinityConfig",
        &[Holds(&[("clientIP", &[Holds(&[("timeoutSeconds", &[Default(&["10800"])])])])])],
    ),
    ("internalTrafficPolicy", &[Default(&["\"Cluster\""])]),
    ("externalTrafficPolicy", &[Default(&["\"Cluster\""])]),
    ("allocateLoadBalancerNodePorts", &[Default(&["true"])]),
    ("healthCheckNodePort", &[Server]),
    ("ports", &[Holds(SERVICE_PORT)]),
    ("publishNotReadyAddresses", &[Zero]),
    ("loadBalancerIP", &[Zero]),
    ("externalName", &[Zero]),
];

const SERVICE_PORT: Shape = &[
    ("protocol", &[Default(&["\"TCP\""])]),
    ("targetPort", &[Twin("port")]),
    ("nodePort", &[Server]),
    ("name", &[Zero]),
];

const PROTOCOL: Shape = &[("protocol", &[Default(&["\"TCP\""])])];

const ENDPOINT_PORT: Shape =
    &[("name", &[Default(&["\"\""])]), ("protocol", &[Default(&["\"TCP\""])])];

const NETWORK_POLICY: Shape = &[
    ("policyTypes", &[Default(&["[\"Ingress\"]", "[\"Ingress\", \"Egress\"]"])]),
    ("podSelector", &[Default(&["{}"])]),
    ("ingress", &[Holds(&[("ports", &[Holds(PROTOCOL)])])]),
    ("egress", &[Holds(&[("ports", &[Holds(PROTOCOL)])])]),
];

const RBAC: &[Fact] = &[Default(&["\"rbac.authorization.k8s.io\""])];

const ROLE_BINDING: Shape = with!(
    ("roleRef", &[Holds(&[("apiGroup", RBAC)])]),
    ("subjects", &[Holds(&[("apiGroup", RBAC)])])
);

const VOLUME_SPEC: Shape = &[
    ("persistentVolumeReclaimPolicy", &[Default(&["\"Retain\""])]),
    ("volumeMode", &[Default(&["\"Filesystem\""])]),
    ("claimRef", &[Server]),
    ("capacity", &[Quantities]),
    ("hostPath", &[Holds(HOST_PATH)]),
    ("iscsi", &[Holds(ISCSI)]),
    ("rbd", &[Holds(RBD)]),
    ("azureDisk", &[Holds(AZURE_DISK)]),
    ("scaleIO", &[Holds(SCALE_IO)]),
    ("storageClassName", &[Zero]),
];

const LIMITS: Shape = &[
    ("max", &[Quantities]),
    ("min", &[Quantities]),
    ("default", &[Server, Quantities]),
    ("defaultRequest", &[Server, Quantities]),
    ("maxLimitRequestRatio", &[Quantities]),
];

const AUTOSCALER: Shape = &[
    ("minReplicas", &[Default(&["1"])]),
    (
        "metrics",
        &[
            Default(&[r#"[{"type": "Resource", "resource": {"name": "cpu",
                "target": {"type": "Utilization", "averageUtilization": 80}}}]"#]),
            Holds(METRIC),
        ],
    ),
    ("behavior", &[Holds(&[("scaleUp", &[Holds(SCALE_UP)]), ("scaleDown", &[Holds(SCALE_DOWN)])])]),
    ("targetCPUUtilizationPercentage", &[Default(&["80"])]),
];

const METRIC: Shape = &[
    ("resource", &[Holds(METRIC_SOURCE)]),
    ("containerResource", &[Holds(METRIC_SOURCE)]),
    ("pods", &[Holds(METRIC_SOURCE)]),
    ("object", &[Holds(METRIC_SOURCE)]),
    ("external", &[Holds(METRIC_SOURCE)]),
];

const METRIC_SOURCE: Shape =
    &[("target", &[Holds(&[("value", &[Quantity]), ("averageValue", &[Quantity])])])];

const SCALE_UP: Shape = &[
    ("stabilizationWindowSeconds", &[Default(&["0"])]),
    ("selectPolicy", &[Default(&["\"Max\""])]),
    (
        "policies",
        &[Default(&[r#"[{"type": "Pods", "value": 4, "periodSeconds": 15},
            {"type": "Percent", "value": 100, "periodSeconds": 15}]"#])],
    ),
];

const SCALE_DOWN: Shape = &[
    ("selectPolicy", &[Default(&["\"Max\""])]),
    ("policies", &[Default(&[r#"[{"type": "Percent", "value": 100, "periodSeconds": 15}]"#])]),
];

const POLICY: Shape =
    &[("failurePolicy", &[Default(&["\"Fail\""])]), ("matchConstraints", &[Holds(MATCHING)])];

const BINDING: Shape = &[("matchResources", &[Holds(MATCHING)])];

const MATCHING: Shape = &[
    ("matchPolicy", &[Default(&["\"Equivalent\""])]),
    ("namespaceSelector", &[Default(&["{}"])]),
    ("objectSelector", &[Default(&["{}"])]),
    ("resourceRules", &[Holds(RULE)]),
    ("excludeResourceRules", &[Holds(RULE)]),
];

const RULE: Shape = &[("scope", &[Default(&["\"*\""])])];

const WEBHOOK: Shape = &[
    ("failurePolicy", &[Default(&["\"Fail\""])]),
    ("matchPolicy", &[Default(&["\"Equivalent\""])]),
    ("namespaceSelector", &[Default(&["{}"])]),
    ("objectSelector", &[Default(&["{}"])]),
    ("timeoutSeconds", &[Default(&["10"])]),
    ("reinvocationPolicy", &[Default(&["\"Never\""])]),
    ("rules", &[Holds(RULE)]),
    ("clientConfig", &[Holds(CLIENT)]),
];

/// A bundle that is not given is put in by who makes the certificates.
const CLIENT: Shape = &[("caBundle", &[Server]), ("service", &[Holds(SERVICE_REFERENCE)])];

const SERVICE_REFERENCE: Shape = &[("port", &[Default(&["443"])])];

const API_SERVICE: Shape = &[("caBundle", &[Server]), ("service", &[Holds(SERVICE_REFERENCE)])];

const DEFINITION: Shape = &[
    ("names", &[Holds(&[("singular", &[Server]), ("listKind", &[Server])])]),
    (
        "conversion",
        &[Holds(&[
            ("strategy", &[Default(&["\"None\""])]),
            ("webhook", &[Holds(&[("clientConfig", &[Holds(CLIENT)])])]),
        ])],
    ),
    ("preserveUnknownFields", &[Zero]),
];

const CSI_DRIVER: Shape = &[
    ("attachRequired", &[Default(&["true"])]),
    ("podInfoOnMount", &[Default(&["false"])]),
    ("storageCapacity", &[Default(&["false"])]),
    ("fsGroupPolicy", &[Default(&["\"ReadWriteOnceWithFSType\""])]),
    ("volumeLifecycleModes", &[Default(&["[\"Persistent\"]"])]),
    ("requiresRepublish", &[Default(&["false"])]),
    ("seLinuxMount", &[Default(&["false"])]),
    ("preventPodSchedulingIfMissing", &[Default(&["false"])]),
];
