//! The kinds without rules of their own: of them only the metadata is judged.

use super::{Faults, FieldPath, Validate};

macro_rules! without_rules {
    ($($($name:ident)::+)*) => {
        $(impl Validate for k8s_openapi::$($name)::+ {
            fn validate(&self, _: FieldPath<'_>, _: &mut Faults) {}
        })*
    };
}

without_rules! {
    api::certificates::v1::ClusterTrustBundle
    api::certificates::v1::PodCertificateRequest
    api::certificates::v1beta1::ClusterTrustBundle
    api::certificates::v1beta1::PodCertificateRequest
    api::coordination::v1alpha2::LeaseCandidate
    api::coordination::v1beta1::LeaseCandidate
    api::apiserverinternal::v1alpha1::StorageVersion
    api::lifecycle::v1alpha1::Eviction
    api::lifecycle::v1alpha1::EvictionRequest
    api::resource::v1::DeviceTaintRule
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
    api::scheduling::v1alpha3::CompositePodGroup
    api::scheduling::v1alpha3::PodGroup
    api::scheduling::v1alpha3::Workload
    api::scheduling::v1beta1::PodGroup
    api::scheduling::v1beta1::Workload
    api::storagemigration::v1::StorageVersionMigration
    api::storagemigration::v1beta1::StorageVersionMigration
}
