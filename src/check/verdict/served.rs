//! Which versions of which kinds a server has that nobody has changed the settings of.
//!
//! Source: the deprecated API migration guide, <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>.

use crate::kube::kind;
use crate::kube::kind::Kind;

/// Versions that are not stable are off until somebody turns them on.
pub fn is_served(kind: &Kind) -> bool {
    is_stable(kind.version)
}

fn is_stable(version: &str) -> bool {
    !version.contains("alpha") && !version.contains("beta")
}

/// Why a server does not know the kind; nothing where it may be somebody's own.
pub fn explain(api_version: &str, kind: &str) -> Option<String> {
    let removed =
        REMOVED.iter().find(|row| row.version == api_version && row.kinds.contains(&kind));
    if let Some(Removed { since, now, .. }) = removed {
        let gone = format!("{kind} of {api_version} was removed in Kubernetes {since}");
        return Some(match now.strip_prefix("no ") {
            Some(_) => gone,
            None => format!("{gone}, use {now}"),
        });
    }
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    if !kind::all().iter().any(|known| known.group == group) {
        return None;
    }
    let versions: Vec<&Kind> = kind::versions_of(group, kind).collect();
    let stable = versions.iter().find(|kind| is_served(kind));
    let is_off = versions.iter().any(|kind| kind.version == version);
    Some(match (stable, is_off) {
        (Some(known), _) => {
            format!("{api_version} has no {kind}, use {}", known.api_version)
        }
        (None, true) => format!("{kind} of {api_version} is off unless a server turns it on"),
        (None, false) => {
            match kind::all().iter().find(|known| known.kind == kind && is_served(known)) {
                Some(known) => format!("{api_version} has no {kind}, use {}", known.api_version),
                None => format!("{api_version} has no {kind}"),
            }
        }
    })
}

struct Removed {
    version: &'static str,
    kinds: &'static [&'static str],
    since: &'static str,
    now: &'static str,
}

const fn removed(
    version: &'static str,
    kinds: &'static [&'static str],
    since: &'static str,
    now: &'static str,
) -> Removed {
    Removed { version, kinds, since, now }
}

/// Versions of the past, and what stands for them today.
const REMOVED: &[Removed] = &[
    removed("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], "1.16", "apps/v1"),
    removed("extensions/v1beta1", &["NetworkPolicy"], "1.16", "networking.k8s.io/v1"),
    removed("extensions/v1beta1", &["PodSecurityPolicy"], "1.16", "no other version"),
    removed("extensions/v1beta1", &["Ingress"], "1.22", "networking.k8s.io/v1"),
    removed(
        "apps/v1beta1",
        &["Deployment", "StatefulSet", "ControllerRevision"],
        "1.16",
        "apps/v1",
    ),
    removed(
        "apps/v1beta2",
        &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "ControllerRevision"],
        "1.16",
        "apps/v1",
    ),
    removed(
        "networking.k8s.io/v1beta1",
        &["Ingress", "IngressClass"],
        "1.22",
        "networking.k8s.io/v1",
    ),
    removed(
        "rbac.authorization.k8s.io/v1alpha1",
        &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
        "1.22",
        "rbac.authorization.k8s.io/v1",
    ),
    removed(
        "rbac.authorization.k8s.io/v1beta1",
        &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"],
        "1.22",
        "rbac.authorization.k8s.io/v1",
    ),
    removed(
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        "1.22",
        "admissionregistration.k8s.io/v1",
    ),
    removed(
        "apiextensions.k8s.io/v1beta1",
        &["CustomResourceDefinition"],
        "1.22",
        "apiextensions.k8s.io/v1",
    ),
    removed("apiregistration.k8s.io/v1beta1", &["APIService"], "1.22", "apiregistration.k8s.io/v1"),
    removed(
        "certificates.k8s.io/v1beta1",
        &["CertificateSigningRequest"],
        "1.22",
        "certificates.k8s.io/v1",
    ),
    removed("coordination.k8s.io/v1beta1", &["Lease"], "1.22", "coordination.k8s.io/v1"),
    removed("scheduling.k8s.io/v1beta1", &["PriorityClass"], "1.22", "scheduling.k8s.io/v1"),
    removed(
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        "1.22",
        "storage.k8s.io/v1",
    ),
    removed("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], "1.27", "storage.k8s.io/v1"),
    removed("batch/v1beta1", &["CronJob"], "1.25", "batch/v1"),
    removed("batch/v2alpha1", &["CronJob"], "1.21", "batch/v1"),
    removed("discovery.k8s.io/v1beta1", &["EndpointSlice"], "1.25", "discovery.k8s.io/v1"),
    removed("events.k8s.io/v1beta1", &["Event"], "1.25", "events.k8s.io/v1"),
    removed("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], "1.25", "autoscaling/v2"),
    removed("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], "1.26", "autoscaling/v2"),
    removed("policy/v1beta1", &["PodDisruptionBudget"], "1.25", "policy/v1"),
    removed("policy/v1beta1", &["PodSecurityPolicy"], "1.25", "no other version"),
    removed("node.k8s.io/v1beta1", &["RuntimeClass"], "1.25", "node.k8s.io/v1"),
    removed(
        "flowcontrol.apiserver.k8s.io/v1beta1",
        &["FlowSchema", "PriorityLevelConfiguration"],
        "1.26",
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    removed(
        "flowcontrol.apiserver.k8s.io/v1beta2",
        &["FlowSchema", "PriorityLevelConfiguration"],
        "1.29",
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    removed(
        "flowcontrol.apiserver.k8s.io/v1beta3",
        &["FlowSchema", "PriorityLevelConfiguration"],
        "1.32",
        "flowcontrol.apiserver.k8s.io/v1",
    ),
];
