//! A name as `kubectl` takes it into the kinds that are meant: `Deployment`, `deploy`,
//! `deployments.apps`, `deployments.v1.apps`, `apps/v1/Deployment`.

use super::Known;
use crate::kube::served;

/// The kinds of that name among `all`, in every version.
pub fn named<'k>(name: &str, all: &'k [Known]) -> Vec<&'k Known> {
    if let Some((api_version, kind)) = name.rsplit_once('/') {
        let is_meant =
            |known: &&Known| known.api_version() == api_version && is_called(known, kind);
        return all.iter().filter(is_meant).collect();
    }
    let (word, rest) = name.split_once('.').unwrap_or((name, ""));
    let is_meant = |known: &&Known| is_called(known, word) && is_of(known, rest);
    all.iter().filter(is_meant).collect()
}

fn is_called(known: &Known, word: &str) -> bool {
    let word = word.to_lowercase();
    let kind = known.kind.to_lowercase();
    word == kind || word == known.plural || known.short.contains(&word)
}

/// The group of a name, with its version before it or not.
fn is_of(known: &Known, rest: &str) -> bool {
    let with_version = || {
        let group = rest.strip_prefix(&*known.version)?;
        Some(group.strip_prefix('.').unwrap_or(group))
    };
    let is_group =
        |group: &str| group == known.group || known.group.starts_with(&format!("{group}."));
    rest.is_empty()
        || is_group(rest)
        || with_version().is_some_and(|it| it.is_empty() || is_group(it))
}

/// The name of a custom kind in URLs, as it is unless its project has another.
pub(super) fn plural(kind: &str) -> String {
    let kind = kind.to_lowercase();
    match kind.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ if kind.ends_with("ss") || kind.ends_with('x') || kind.ends_with("ch") => kind + "es",
        _ => kind + "s",
    }
}

/// What became of a kind that no version of Kubernetes has that is known.
pub fn gone(name: &str) -> Option<String> {
    let (api_version, word) = match name.rsplit_once('/') {
        Some((api_version, word)) => (Some(api_version), word),
        None => (None, name.split('.').next().unwrap_or(name)),
    };
    let word = word.to_lowercase();
    let is_called = |kind: &str| {
        word == kind.to_lowercase()
            || word == plural(kind)
            || (kind, &*word) == ("PodSecurityPolicy", "psp")
    };
    served::became(api_version, &is_called)
}

/// The short names of a kind.
pub(super) fn short(group: &str, kind: &str) -> Vec<String> {
    let row = SHORT.iter().find(|(of, known, _)| (*of, *known) == (group, kind));
    row.into_iter().flat_map(|(.., names)| names.iter().map(|name| (*name).to_owned())).collect()
}

#[rustfmt::skip]
const SHORT: &[(&str, &str, &[&str])] = &[
    ("", "ConfigMap", &["cm"]),
    ("", "Endpoints", &["ep"]),
    ("", "Event", &["ev"]),
    ("", "LimitRange", &["limits"]),
    ("", "Namespace", &["ns"]),
    ("", "Node", &["no"]),
    ("", "PersistentVolume", &["pv"]),
    ("", "PersistentVolumeClaim", &["pvc"]),
    ("", "Pod", &["po"]),
    ("", "ReplicationController", &["rc"]),
    ("", "ResourceQuota", &["quota"]),
    ("", "Service", &["svc"]),
    ("", "ServiceAccount", &["sa"]),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &["crd", "crds"]),
    ("apps", "DaemonSet", &["ds"]),
    ("apps", "Deployment", &["deploy"]),
    ("apps", "ReplicaSet", &["rs"]),
    ("apps", "StatefulSet", &["sts"]),
    ("argoproj.io", "AppProject", &["appproj", "appprojs"]),
    ("argoproj.io", "Application", &["app", "apps"]),
    ("autoscaling", "HorizontalPodAutoscaler", &["hpa"]),
    ("batch", "CronJob", &["cj"]),
    ("cert-manager.io", "Certificate", &["cert", "certs"]),
    ("cert-manager.io", "CertificateRequest", &["cr", "crs"]),
    ("certificates.k8s.io", "CertificateSigningRequest", &["csr"]),
    ("events.k8s.io", "Event", &["ev"]),
    ("external-secrets.io", "ClusterSecretStore", &["css"]),
    ("external-secrets.io", "ExternalSecret", &["es"]),
    ("external-secrets.io", "SecretStore", &["ss"]),
    ("gateway.networking.k8s.io", "Gateway", &["gtw"]),
    ("gateway.networking.k8s.io", "GatewayClass", &["gc"]),
    ("gateway.networking.k8s.io", "ReferenceGrant", &["refgrant"]),
    ("keda.sh", "ClusterTriggerAuthentication", &["cta", "clustertriggerauth"]),
    ("keda.sh", "ScaledJob", &["sj"]),
    ("keda.sh", "ScaledObject", &["so"]),
    ("keda.sh", "TriggerAuthentication", &["ta", "triggerauth"]),
    ("monitoring.coreos.com", "AlertmanagerConfig", &["amcfg"]),
    ("monitoring.coreos.com", "PodMonitor", &["pmon"]),
    ("monitoring.coreos.com", "Probe", &["prb"]),
    ("monitoring.coreos.com", "PrometheusRule", &["promrule"]),
    ("monitoring.coreos.com", "ServiceMonitor", &["smon"]),
    ("networking.k8s.io", "IPAddress", &["ip"]),
    ("networking.k8s.io", "Ingress", &["ing"]),
    ("networking.k8s.io", "NetworkPolicy", &["netpol"]),
    ("policy", "PodDisruptionBudget", &["pdb"]),
    ("scheduling.k8s.io", "PriorityClass", &["pc"]),
    ("snapshot.storage.k8s.io", "VolumeSnapshot", &["vs"]),
    ("snapshot.storage.k8s.io", "VolumeSnapshotClass", &["vsclass"]),
    ("storage.k8s.io", "StorageClass", &["sc"]),
    ("storage.k8s.io", "VolumeAttributesClass", &["vac"]),
    ("velero.io", "BackupStorageLocation", &["bsl"]),
];
