//! Which versions of which kinds a server has that nobody has changed the settings of.
//!
//! Source: the deprecated API migration guide, <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>.

use super::kind::{self, Kind};

/// What a server makes of an apiVersion and a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Served {
    BuiltIn(&'static Kind),
    /// In none of its versions, and why.
    Not(String),
    /// Of a group that is not Kubernetes' own: it may be a custom resource.
    Custom,
}

/// Looks a kind up among those that are served.
pub(crate) fn find(api_version: &str, kind: &str) -> Served {
    if let Some(known) = kind::find(api_version, kind).filter(|kind| is_served(kind)) {
        return Served::BuiltIn(known);
    }
    if let Some(removed) = REMOVED.iter().find(|row| row.is(api_version, kind)) {
        return Served::Not(removed.explain(kind));
    }
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    if kind::all().iter().any(|known| known.group == group) {
        return Served::Not(unserved(api_version, group, version, kind));
    }
    Served::Custom
}

/// Versions that are not stable are off until somebody turns them on.
fn is_served(kind: &Kind) -> bool {
    !kind.version.contains("alpha") && !kind.version.contains("beta")
}

/// Why a built-in group has no such kind in this version, and which version has it.
fn unserved(api_version: &str, group: &str, version: &str, kind: &str) -> String {
    let versions: Vec<&Kind> = kind::versions_of(group, kind).collect();
    let is_off = versions.iter().any(|kind| kind.version == version);
    let in_group = versions.iter().copied().find(|kind| is_served(kind));
    let anywhere =
        || kind::all().iter().find(|known| known.kind == kind && is_served(known) && !is_off);
    match in_group.or_else(anywhere) {
        Some(known) => format!("{api_version} has no {kind}, use {}", known.api_version),
        None if is_off => format!("{kind} of {api_version} is off unless a server turns it on"),
        None => format!("{api_version} has no {kind}"),
    }
}

struct Removed {
    version: &'static str,
    kinds: &'static [&'static str],
    since: &'static str,
    now: Option<&'static str>,
}

impl Removed {
    fn is(&self, api_version: &str, kind: &str) -> bool {
        self.version == api_version && self.kinds.contains(&kind)
    }

    fn explain(&self, kind: &str) -> String {
        let Removed { version, since, now, .. } = self;
        let gone = format!("{kind} of {version} was removed in Kubernetes {since}");
        match now {
            Some(now) => format!("{gone}, use {now}"),
            None => gone,
        }
    }
}

const fn removed(
    version: &'static str,
    kinds: &'static [&'static str],
    since: &'static str,
    now: &'static str,
) -> Removed {
    Removed { version, kinds, since, now: Some(now) }
}

/// Of what there is no other version.
const fn gone(
    version: &'static str,
    kinds: &'static [&'static str],
    since: &'static str,
) -> Removed {
    Removed { version, kinds, since, now: None }
}

/// Versions of the past, and what stands for them today.
const REMOVED: &[Removed] = &[
    removed("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], "1.16", "apps/v1"),
    removed("extensions/v1beta1", &["NetworkPolicy"], "1.16", "networking.k8s.io/v1"),
    gone("extensions/v1beta1", &["PodSecurityPolicy"], "1.16"),
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
    gone("policy/v1beta1", &["PodSecurityPolicy"], "1.25"),
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
