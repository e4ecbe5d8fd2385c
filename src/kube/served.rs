//! Which versions of which kinds a server has that nobody has changed the settings of.
//!
//! Source: the deprecated API migration guide, <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>.

use super::kind::{self, Kind};
use super::versions::{self, Lived, Minor};

/// What a server makes of an apiVersion and a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Served {
    BuiltIn(&'static Kind),
    /// Of a version that the newest Kubernetes has no more: read as the one that came after it.
    Former(&'static Kind, Deprecated),
    /// In none of its versions, and why.
    Not(String),
    /// Of a group that is not Kubernetes' own: it may be a custom resource.
    Custom,
}

/// A version of a kind that a later Kubernetes removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deprecated {
    /// The version of Kubernetes that has it no more.
    pub until: &'static str,
    /// The apiVersion to use.
    pub now: &'static str,
}

/// Looks a kind up among those that a version of Kubernetes serves.
pub(crate) fn find(api_version: &str, kind: &str, version: Minor) -> Served {
    let newest = kind::find(api_version, kind).filter(|kind| is_stable(kind.version));
    if let Some(known) = newest.filter(|known| is_in(known.api_version, known.kind, version)) {
        return Served::BuiltIn(known);
    }
    if let Some(removed) = REMOVED.iter().find(|row| row.is(api_version, kind)) {
        return removed.served(api_version, kind, version);
    }
    let (group, of_group) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    if kind::all().iter().any(|known| known.group == group) {
        return Served::Not(unserved(api_version, group, of_group, kind, version));
    }
    Served::Custom
}

/// The kind that is meant, in the version that took its place if it was removed.
pub(crate) fn meant(api_version: &str, kind: &str) -> Option<&'static Kind> {
    let removed = || REMOVED.iter().find(|row| row.is(api_version, kind)).and_then(|row| row.now);
    kind::find(api_version, kind).or_else(|| kind::find(removed()?, kind))
}

/// What became of a removed version of a kind that is called so, the last one first.
pub(crate) fn became(
    api_version: Option<&str>,
    is_called: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let is_meant = |row: &&Removed| api_version.is_none_or(|it| it == row.version);
    let kind = |row: &Removed| row.kinds.iter().copied().find(|kind| is_called(kind));
    let mut rows = REMOVED.iter().rev().filter(is_meant);
    rows.find_map(|row| Some(row.explain(kind(row)?)))
}

/// Versions that are not stable are off until somebody turns them on.
fn is_stable(version: &str) -> bool {
    !version.contains("alpha") && !version.contains("beta")
}

fn is_in(api_version: &str, kind: &str, version: Minor) -> bool {
    versions::lived(api_version, kind).is_none_or(|lived| lived.is_in(version))
}

/// Why a built-in group has no such kind in this version, and which version has it.
fn unserved(api_version: &str, group: &str, of_group: &str, kind: &str, version: Minor) -> String {
    let lived = versions::lived(api_version, kind);
    let is_off = lived.is_some_and(|lived| lived.is_in(version));
    let use_now = served_instead(group, kind, version, is_off);
    let what = match lived {
        Some(Lived { first, .. }) if *first > version.number() => {
            format!(
                "{kind} of {api_version} is there from Kubernetes 1.{first} on, not in {version}"
            )
        }
        Some(Lived { last, .. }) if *last < version.number() => {
            format!("{kind} of {api_version} was removed in Kubernetes 1.{}", last + 1)
        }
        Some(_) if use_now.is_none() => {
            return format!("{kind} of {api_version} is off unless a server turns it on");
        }
        Some(_) if !is_stable(of_group) => {
            format!("{kind} of {api_version} is off unless a server turns it on")
        }
        _ => format!("{api_version} has no {kind}"),
    };
    match use_now {
        Some(now) => format!("{what}, use {now}"),
        None => what,
    }
}

/// The apiVersion of a kind that is served: of its group, or of another where it has none there.
fn served_instead(group: &str, kind: &str, version: Minor, is_off: bool) -> Option<&'static str> {
    let is_served =
        |known: &&Kind| is_stable(known.version) && is_in(known.api_version, known.kind, version);
    let in_group = kind::versions_of(group, kind).find(is_served);
    let former = || {
        let mut rows = REMOVED.iter().rev().filter(|row| row.kinds.contains(&kind));
        rows.find(|row| row.is_of(group) && row.is_served(kind, version)).map(|row| row.version)
    };
    let anywhere = || kind::all().iter().find(|known| known.kind == kind && is_served(known));
    let in_group = in_group.map(|known| known.api_version).or_else(former);
    in_group.or_else(|| anywhere().filter(|_| !is_off).map(|known| known.api_version))
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

    fn is_of(&self, group: &str) -> bool {
        self.version.split_once('/').is_some_and(|(own, _)| own == group)
    }

    /// These stood in every server as long as there were any.
    fn is_served(&self, kind: &str, version: Minor) -> bool {
        let until = self.since.strip_prefix("1.").and_then(|minor| minor.parse().ok());
        until.is_some_and(|until: u8| version.number() < until)
            && is_in(self.version, kind, version)
    }

    fn served(&self, api_version: &str, kind: &str, version: Minor) -> Served {
        let now = self.now.and_then(|now| Some((now, kind::find(now, kind)?)));
        match now.filter(|_| self.is_served(kind, version)) {
            Some((now, known)) => Served::Former(known, Deprecated { until: self.since, now }),
            None if versions::lived(api_version, kind)
                .is_some_and(|it| it.first > version.number()) =>
            {
                let group = self.version.split('/').next().unwrap_or_default();
                Served::Not(unserved(api_version, group, "", kind, version))
            }
            None => Served::Not(self.explain(kind)),
        }
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
