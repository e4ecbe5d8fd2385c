//! The kinds a Kubernetes API server has built in: from apiVersion and kind to plural and scope.
//!
//! The facts are those of the `k8s-openapi` types. Lists, subresources and what the server alone
//! makes are left out, and so are custom resources: their kinds come from their definitions.

use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, Resource};

/// A kind of object that can be created, in one version of its group.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// As it stands in a manifest: `apps/v1`, `v1`.
    pub api_version: &'static str,
    /// Empty for the core group.
    pub group: &'static str,
    pub version: &'static str,
    pub kind: &'static str,
    /// The name in URLs and in RBAC rules: `deployments`.
    pub plural: &'static str,
    pub scope: Scope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Namespaced,
    Cluster,
}

/// Every kind, ordered by apiVersion, then kind.
pub fn all() -> &'static [Kind] {
    KINDS
}

pub fn find(api_version: &str, kind: &str) -> Option<&'static Kind> {
    let at =
        KINDS.binary_search_by(|known| (known.api_version, known.kind).cmp(&(api_version, kind)));
    at.ok().map(|at| &KINDS[at])
}

impl Kind {
    /// What kubectl takes in place of the plural: `deploy`.
    pub fn short_names(&self) -> &'static [&'static str] {
        let named = SHORT_NAMES.iter().find(|(plural, _)| *plural == self.plural);
        named.map_or(&[], |(_, names)| names)
    }
}

/// Of the storage of each resource in Kubernetes 1.36.
const SHORT_NAMES: &[(&str, &[&str])] = &[
    ("certificatesigningrequests", &["csr"]),
    ("configmaps", &["cm"]),
    ("cronjobs", &["cj"]),
    ("customresourcedefinitions", &["crd", "crds"]),
    ("daemonsets", &["ds"]),
    ("deployments", &["deploy"]),
    ("endpoints", &["ep"]),
    ("events", &["ev"]),
    ("horizontalpodautoscalers", &["hpa"]),
    ("ingresses", &["ing"]),
    ("limitranges", &["limits"]),
    ("namespaces", &["ns"]),
    ("networkpolicies", &["netpol"]),
    ("nodes", &["no"]),
    ("persistentvolumeclaims", &["pvc"]),
    ("persistentvolumes", &["pv"]),
    ("poddisruptionbudgets", &["pdb"]),
    ("pods", &["po"]),
    ("priorityclasses", &["pc"]),
    ("replicasets", &["rs"]),
    ("replicationcontrollers", &["rc"]),
    ("resourcequotas", &["quota"]),
    ("serviceaccounts", &["sa"]),
    ("services", &["svc"]),
    ("statefulsets", &["sts"]),
    ("storageclasses", &["sc"]),
];

/// The same kind in every version its group has it in.
pub fn versions_of(group: &str, kind: &str) -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(move |known| known.group == group && known.kind == kind)
}

/// The kinds of one version of a group; none if there is no such version.
pub fn kinds_of(api_version: &str) -> &'static [Kind] {
    let start = KINDS.partition_point(|known| known.api_version < api_version);
    let length = KINDS[start..].partition_point(|known| known.api_version == api_version);
    &KINDS[start..start + length]
}

/// Hands the types of all kinds to the macro named, in the order of [`all`].
macro_rules! for_each_kind {
    ($use:ident) => {
        $use! {
            api::admissionregistration::v1::MutatingAdmissionPolicy
            api::admissionregistration::v1::MutatingAdmissionPolicyBinding
            api::admissionregistration::v1::MutatingWebhookConfiguration
            api::admissionregistration::v1::ValidatingAdmissionPolicy
            api::admissionregistration::v1::ValidatingAdmissionPolicyBinding
            api::admissionregistration::v1::ValidatingWebhookConfiguration
            api::admissionregistration::v1alpha1::MutatingAdmissionPolicy
            api::admissionregistration::v1alpha1::MutatingAdmissionPolicyBinding
            api::admissionregistration::v1beta1::MutatingAdmissionPolicy
            api::admissionregistration::v1beta1::MutatingAdmissionPolicyBinding
            apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition
            kube_aggregator::pkg::apis::apiregistration::v1::APIService
            api::apps::v1::ControllerRevision
            api::apps::v1::DaemonSet
            api::apps::v1::Deployment
            api::apps::v1::ReplicaSet
            api::apps::v1::StatefulSet
            api::authentication::v1::SelfSubjectReview
            api::authentication::v1::TokenReview
            api::authorization::v1::LocalSubjectAccessReview
            api::authorization::v1::SelfSubjectAccessReview
            api::authorization::v1::SelfSubjectRulesReview
            api::authorization::v1::SubjectAccessReview
            api::autoscaling::v1::HorizontalPodAutoscaler
            api::autoscaling::v2::HorizontalPodAutoscaler
            api::batch::v1::CronJob
            api::batch::v1::Job
            api::certificates::v1::CertificateSigningRequest
            api::certificates::v1::ClusterTrustBundle
            api::certificates::v1::PodCertificateRequest
            api::certificates::v1beta1::ClusterTrustBundle
            api::certificates::v1beta1::PodCertificateRequest
            api::coordination::v1::Lease
            api::coordination::v1alpha2::LeaseCandidate
            api::coordination::v1beta1::LeaseCandidate
            api::discovery::v1::EndpointSlice
            api::events::v1::Event
            api::flowcontrol::v1::FlowSchema
            api::flowcontrol::v1::PriorityLevelConfiguration
            api::apiserverinternal::v1alpha1::StorageVersion
            api::lifecycle::v1alpha1::Eviction
            api::lifecycle::v1alpha1::EvictionRequest
            api::networking::v1::IPAddress
            api::networking::v1::Ingress
            api::networking::v1::IngressClass
            api::networking::v1::NetworkPolicy
            api::networking::v1::ServiceCIDR
            api::node::v1::RuntimeClass
            api::policy::v1::PodDisruptionBudget
            api::rbac::v1::ClusterRole
            api::rbac::v1::ClusterRoleBinding
            api::rbac::v1::Role
            api::rbac::v1::RoleBinding
            api::resource::v1::DeviceClass
            api::resource::v1::DeviceTaintRule
            api::resource::v1::ResourceClaim
            api::resource::v1::ResourceClaimTemplate
            api::resource::v1::ResourceSlice
            api::resource::v1alpha3::DeviceTaintRule
            api::resource::v1alpha3::ResourcePoolStatusRequest
            api::resource::v1beta1::DeviceClass
            api::resource::v1beta1::ResourceClaim
            api::resource::v1beta1::ResourceClaimTemplate
            api::resource::v1beta1::ResourceSlice
            api::resource::v1beta2::DeviceClass
            api::resource::v1beta2::DeviceTaintRule
            api::resource::v1beta2::ResourceClaim
            api::resource::v1beta2::ResourceClaimTemplate
            api::resource::v1beta2::ResourceSlice
            api::scheduling::v1::PriorityClass
            api::scheduling::v1alpha3::CompositePodGroup
            api::scheduling::v1alpha3::PodGroup
            api::scheduling::v1alpha3::Workload
            api::scheduling::v1beta1::PodGroup
            api::scheduling::v1beta1::Workload
            api::storage::v1::CSIDriver
            api::storage::v1::CSINode
            api::storage::v1::CSIStorageCapacity
            api::storage::v1::StorageClass
            api::storage::v1::VolumeAttachment
            api::storage::v1::VolumeAttributesClass
            api::storagemigration::v1::StorageVersionMigration
            api::storagemigration::v1beta1::StorageVersionMigration
            api::core::v1::Binding
            api::core::v1::ConfigMap
            api::core::v1::Endpoints
            api::core::v1::Event
            api::core::v1::LimitRange
            api::core::v1::Namespace
            api::core::v1::Node
            api::core::v1::PersistentVolume
            api::core::v1::PersistentVolumeClaim
            api::core::v1::Pod
            api::core::v1::PodTemplate
            api::core::v1::ReplicationController
            api::core::v1::ResourceQuota
            api::core::v1::Secret
            api::core::v1::Service
            api::core::v1::ServiceAccount
        }
    };
}
pub(crate) use for_each_kind;

macro_rules! table {
    ($($($name:ident)::+)*) => {
        &[$(of::<k8s_openapi::$($name)::+>()),*]
    };
}

static KINDS: &[Kind] = for_each_kind!(table);

const fn of<T: Resource<Scope: KnownScope>>() -> Kind {
    Kind {
        api_version: T::API_VERSION,
        group: T::GROUP,
        version: T::VERSION,
        kind: T::KIND,
        plural: T::URL_PATH_SEGMENT,
        scope: T::Scope::SCOPE,
    }
}

trait KnownScope {
    const SCOPE: Scope;
}

impl KnownScope for NamespaceResourceScope {
    const SCOPE: Scope = Scope::Namespaced;
}

impl KnownScope for ClusterResourceScope {
    const SCOPE: Scope = Scope::Cluster;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_ordered() {
        assert!(all().is_sorted_by_key(|kind| (kind.api_version, kind.kind)));
    }

    #[test]
    fn kinds_are_found_by_what_a_manifest_says() {
        let deployment = find("apps/v1", "Deployment").expect("a built-in kind");
        assert_eq!((deployment.group, deployment.version), ("apps", "v1"));
        assert_eq!((deployment.plural, deployment.scope), ("deployments", Scope::Namespaced));
        assert_eq!(find("v1", "Namespace").map(|kind| kind.scope), Some(Scope::Cluster));
        assert_eq!(find("extensions/v1beta1", "Deployment"), None);
    }

    #[test]
    fn near_misses_can_be_explained() {
        let versions = versions_of("autoscaling", "HorizontalPodAutoscaler");
        assert_eq!(versions.map(|kind| kind.version).collect::<Vec<_>>(), ["v1", "v2"]);
        assert!(kinds_of("batch/v1").iter().map(|kind| kind.kind).eq(["CronJob", "Job"]));
        assert!(kinds_of("apps/v2").is_empty());
    }
}
