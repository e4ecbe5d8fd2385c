//! The kinds without rules of their own: of them only the metadata is judged.

use super::{Faults, Path, Validate};

macro_rules! without_rules {
    ($($($name:ident)::+)*) => {
        $(impl Validate for k8s_openapi::$($name)::+ {
            fn validate(&self, _: Path<'_>, _: &mut Faults) {}
        })*
    };
}

without_rules! {
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
    api::authentication::v1::SelfSubjectReview
    api::authentication::v1::TokenReview
    api::authorization::v1::LocalSubjectAccessReview
    api::authorization::v1::SelfSubjectAccessReview
    api::authorization::v1::SelfSubjectRulesReview
    api::authorization::v1::SubjectAccessReview
    api::autoscaling::v1::HorizontalPodAutoscaler
    api::autoscaling::v2::HorizontalPodAutoscaler
    api::certificates::v1::CertificateSigningRequest
    api::certificates::v1alpha1::ClusterTrustBundle
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
    api::networking::v1::IPAddress
    api::networking::v1::Ingress
    api::networking::v1::IngressClass
    api::networking::v1::NetworkPolicy
    api::networking::v1::ServiceCIDR
    api::networking::v1beta1::IPAddress
    api::networking::v1beta1::ServiceCIDR
    api::node::v1::RuntimeClass
    api::policy::v1::PodDisruptionBudget
    api::rbac::v1::ClusterRole
    api::rbac::v1::ClusterRoleBinding
    api::rbac::v1::Role
    api::rbac::v1::RoleBinding
    api::resource::v1::DeviceClass
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
    api::scheduling::v1alpha2::PodGroup
    api::scheduling::v1alpha2::Workload
    api::storage::v1::CSIDriver
    api::storage::v1::CSINode
    api::storage::v1::CSIStorageCapacity
    api::storage::v1::StorageClass
    api::storage::v1::VolumeAttachment
    api::storage::v1::VolumeAttributesClass
    api::storage::v1beta1::VolumeAttributesClass
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
    api::core::v1::ResourceQuota
    api::core::v1::Secret
    api::core::v1::Service
    api::core::v1::ServiceAccount
}
