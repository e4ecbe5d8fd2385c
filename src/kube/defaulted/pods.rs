//! What the server puts into pods and their templates.

use super::Fact::{Default, Holds, Items, PullPolicy, Quantities, Quantity, Server, Twin, Zero};
use super::{META, Shape};

/// A template of pods, as workloads have one.
pub(super) const TEMPLATE: Shape = &[("metadata", &[Holds(META)]), ("spec", &[Holds(SPEC)])];

/// A pod itself: admission adds to it what templates do not have.
pub(super) const POD: Shape =
    &[("metadata", &[Holds(META)]), ("spec", &[Holds(POD_SPEC)]), ("status", &[Server])];

const POD_SPEC: Shape = &[
    ("nodeName", &[Server]),
    ("priority", &[Server]),
    ("preemptionPolicy", &[Server]),
    ("tolerations", &[Server]),
    ("serviceAccountName", &[Default(&["\"default\""])]),
    ("enableServiceLinks", &[Default(&["true"])]),
    ("dnsPolicy", &[Default(&["\"ClusterFirst\""])]),
    ("restartPolicy", &[Default(&["\"Always\""])]),
    ("schedulerName", &[Default(&["\"default-scheduler\""])]),
    ("serviceAccount", &[Twin("serviceAccountName")]),
    ("terminationGracePeriodSeconds", &[Default(&["30"])]),
    ("securityContext", &[Default(&["{}"])]),
    ("containers", &[Holds(CONTAINER)]),
    ("initContainers", &[Holds(CONTAINER)]),
    ("ephemeralContainers", &[Holds(CONTAINER)]),
    ("volumes", &[Items("kube-api-access-"), Holds(VOLUME)]),
    ("overhead", &[Quantities]),
    ("resources", &[Holds(RESOURCES)]),
    ("hostNetwork", &[Zero]),
    ("hostPID", &[Zero]),
    ("hostIPC", &[Zero]),
];

const SPEC: Shape = &[
    ("dnsPolicy", &[Default(&["\"ClusterFirst\""])]),
    ("restartPolicy", &[Default(&["\"Always\""])]),
    ("schedulerName", &[Default(&["\"default-scheduler\""])]),
    ("serviceAccount", &[Twin("serviceAccountName")]),
    ("terminationGracePeriodSeconds", &[Default(&["30"])]),
    ("securityContext", &[Default(&["{}"])]),
    ("containers", &[Holds(CONTAINER)]),
    ("initContainers", &[Holds(CONTAINER)]),
    ("ephemeralContainers", &[Holds(CONTAINER)]),
    ("volumes", &[Holds(VOLUME)]),
    ("overhead", &[Quantities]),
    ("resources", &[Holds(RESOURCES)]),
    ("hostNetwork", &[Zero]),
    ("hostPID", &[Zero]),
    ("hostIPC", &[Zero]),
    ("hostname", &[Zero]),
    ("subdomain", &[Zero]),
    ("nodeName", &[Zero]),
    ("priorityClassName", &[Zero]),
];

pub(super) const RESOURCES: Shape = &[("limits", &[Quantities]), ("requests", &[Quantities])];

const CONTAINER: Shape = &[
    ("imagePullPolicy", &[PullPolicy]),
    ("terminationMessagePath", &[Default(&["\"/dev/termination-log\""])]),
    ("terminationMessagePolicy", &[Default(&["\"File\""])]),
    ("ports", &[Holds(PORT)]),
    ("env", &[Holds(ENV)]),
    ("resources", &[Default(&["{}"]), Holds(RESOURCES)]),
    ("livenessProbe", &[Holds(PROBE)]),
    ("readinessProbe", &[Holds(PROBE)]),
    ("startupProbe", &[Holds(PROBE)]),
    ("lifecycle", &[Holds(LIFECYCLE)]),
    ("volumeMounts", &[Items("kube-api-access-"), Holds(MOUNT)]),
    ("stdin", &[Zero]),
    ("stdinOnce", &[Zero]),
    ("tty", &[Zero]),
    ("workingDir", &[Zero]),
];

const PORT: Shape = &[
    ("protocol", &[Default(&["\"TCP\""])]),
    ("hostPort", &[Zero]),
    ("name", &[Zero]),
    ("hostIP", &[Zero]),
];

const MOUNT: Shape = &[("readOnly", &[Zero]), ("subPath", &[Zero]), ("subPathExpr", &[Zero])];

const ENV: Shape = &[("value", &[Zero]), ("valueFrom", &[Holds(ENV_SOURCE)])];

const ENV_SOURCE: Shape = &[
    ("fieldRef", &[Holds(FIELD_REF)]),
    ("resourceFieldRef", &[Holds(RESOURCE_REF)]),
    ("fileKeyRef", &[Holds(&[("optional", &[Default(&["false"])])])]),
];

const FIELD_REF: Shape = &[("apiVersion", &[Default(&["\"v1\""])])];

const RESOURCE_REF: Shape = &[("divisor", &[Default(&["\"0\"", "0"]), Quantity])];

const PROBE: Shape = &[
    ("timeoutSeconds", &[Default(&["1"])]),
    ("periodSeconds", &[Default(&["10"])]),
    ("successThreshold", &[Default(&["1"])]),
    ("failureThreshold", &[Default(&["3"])]),
    ("initialDelaySeconds", &[Zero]),
    ("httpGet", &[Holds(HTTP_GET)]),
    ("grpc", &[Holds(&[("service", &[Default(&["\"\""])])])]),
];

const HTTP_GET: Shape =
    &[("path", &[Default(&["\"/\""])]), ("scheme", &[Default(&["\"HTTP\""])]), ("host", &[Zero])];

const LIFECYCLE: Shape = &[("postStart", &[Holds(HANDLER)]), ("preStop", &[Holds(HANDLER)])];

const HANDLER: Shape = &[("httpGet", &[Holds(HTTP_GET)])];

const MODE: &[super::Fact] = &[Default(&["420"])];

const VOLUME: Shape = &[
    ("emptyDir", &[Default(&["{}"]), Holds(&[("sizeLimit", &[Quantity]), ("medium", &[Zero])])]),
    ("configMap", &[Holds(&[("defaultMode", MODE)])]),
    ("secret", &[Holds(&[("defaultMode", MODE)])]),
    ("downwardAPI", &[Holds(&[("defaultMode", MODE), ("items", &[Holds(DOWNWARD)])])]),
    ("projected", &[Holds(&[("defaultMode", MODE), ("sources", &[Holds(PROJECTED)])])]),
    ("hostPath", &[Holds(HOST_PATH)]),
    ("image", &[Holds(&[("pullPolicy", &[PullPolicy])])]),
    ("ephemeral", &[Holds(&[("volumeClaimTemplate", &[Holds(EPHEMERAL)])])]),
    ("persistentVolumeClaim", &[Holds(&[("readOnly", &[Zero])])]),
    ("iscsi", &[Holds(ISCSI)]),
    ("rbd", &[Holds(RBD)]),
    ("azureDisk", &[Holds(AZURE_DISK)]),
    ("scaleIO", &[Holds(SCALE_IO)]),
];

const DOWNWARD: Shape =
    &[("fieldRef", &[Holds(FIELD_REF)]), ("resourceFieldRef", &[Holds(RESOURCE_REF)])];

const PROJECTED: Shape = &[
    ("downwardAPI", &[Holds(&[("items", &[Holds(DOWNWARD)])])]),
    ("serviceAccountToken", &[Holds(&[("expirationSeconds", &[Default(&["3600"])])])]),
];

pub(super) const HOST_PATH: Shape = &[("type", &[Default(&["\"\""])])];

const EPHEMERAL: Shape = &[("metadata", &[Holds(META)]), ("spec", &[Holds(CLAIM_SPEC)])];

/// What a volume is claimed with.
pub(super) const CLAIM_SPEC: Shape = &[
    ("volumeMode", &[Default(&["\"Filesystem\""])]),
    ("storageClassName", &[Server]),
    ("volumeName", &[Server]),
    ("resources", &[Holds(RESOURCES)]),
    ("dataSource", &[Server]),
    ("dataSourceRef", &[Server]),
];

pub(super) const ISCSI: Shape = &[("iscsiInterface", &[Default(&["\"default\""])])];

pub(super) const RBD: Shape = &[
    ("pool", &[Default(&["\"rbd\""])]),
    ("user", &[Default(&["\"admin\""])]),
    ("keyring", &[Default(&["\"/etc/ceph/keyring\""])]),
];

pub(super) const AZURE_DISK: Shape = &[
    ("cachingMode", &[Default(&["\"ReadWrite\""])]),
    ("fsType", &[Default(&["\"ext4\""])]),
    ("readOnly", &[Default(&["false"])]),
    ("kind", &[Default(&["\"Shared\""])]),
];

pub(super) const SCALE_IO: Shape =
    &[("storageMode", &[Default(&["\"ThinProvisioned\""])]), ("fsType", &[Default(&["\"xfs\""])])];
