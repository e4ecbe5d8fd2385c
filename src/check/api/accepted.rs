//! Objects that a server accepts, of the kinds that are rarely seen: no rule refuses them.

use serde::de::DeserializeOwned;

use super::{Faults, FieldPath, Validate};

/// Each document of `text`, by its kind.
macro_rules! accepted {
    ($text:expr, $($kind:literal: $($name:ident)::+,)*) => {
        for document in serde_yaml::Deserializer::from_str($text) {
            let object: serde_json::Value =
                serde::Deserialize::deserialize(document).expect("a document");
            match (object["kind"].as_str(), object["apiVersion"].as_str()) {
                $((Some($kind), _) => accept::<k8s_openapi::$($name)::+>(object),)*
                (kind, _) => panic!("{kind:?}"),
            }
        }
    };
}

fn accept<T: DeserializeOwned + Validate>(object: serde_json::Value) {
    let name = format!("{} {}", object["kind"], object["metadata"]["name"]);
    let typed: T = serde_json::from_value(object).expect("a typed object");
    let mut faults = Faults::default();
    typed.validate(FieldPath::ROOT, &mut faults);
    assert_eq!(faults.found, [], "{name}");
}

#[test]
fn what_is_right_is_accepted() {
    accepted! { include_str!("accepted.yaml"),
        "APIService": kube_aggregator::pkg::apis::apiregistration::v1::APIService,
        "Binding": api::core::v1::Binding,
        "CSIDriver": api::storage::v1::CSIDriver,
        "CSINode": api::storage::v1::CSINode,
        "CSIStorageCapacity": api::storage::v1::CSIStorageCapacity,
        "CertificateSigningRequest": api::certificates::v1::CertificateSigningRequest,
        "CustomResourceDefinition": apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition,
        "DeviceClass": api::resource::v1::DeviceClass,
        "EndpointSlice": api::discovery::v1::EndpointSlice,
        "Event": api::core::v1::Event,
        "FlowSchema": api::flowcontrol::v1::FlowSchema,
        "IPAddress": api::networking::v1::IPAddress,
        "Lease": api::coordination::v1::Lease,
        "LimitRange": api::core::v1::LimitRange,
        "MutatingAdmissionPolicy": api::admissionregistration::v1::MutatingAdmissionPolicy,
        "MutatingAdmissionPolicyBinding": api::admissionregistration::v1::MutatingAdmissionPolicyBinding,
        "MutatingWebhookConfiguration": api::admissionregistration::v1::MutatingWebhookConfiguration,
        "Namespace": api::core::v1::Namespace,
        "Node": api::core::v1::Node,
        "PersistentVolume": api::core::v1::PersistentVolume,
        "PersistentVolumeClaim": api::core::v1::PersistentVolumeClaim,
        "PriorityClass": api::scheduling::v1::PriorityClass,
        "PriorityLevelConfiguration": api::flowcontrol::v1::PriorityLevelConfiguration,
        "ResourceClaim": api::resource::v1::ResourceClaim,
        "ResourceClaimTemplate": api::resource::v1::ResourceClaimTemplate,
        "ResourceQuota": api::core::v1::ResourceQuota,
        "ResourceSlice": api::resource::v1::ResourceSlice,
        "RuntimeClass": api::node::v1::RuntimeClass,
        "Secret": api::core::v1::Secret,
        "Service": api::core::v1::Service,
        "ServiceCIDR": api::networking::v1::ServiceCIDR,
        "StorageClass": api::storage::v1::StorageClass,
        "ValidatingAdmissionPolicy": api::admissionregistration::v1::ValidatingAdmissionPolicy,
        "ValidatingAdmissionPolicyBinding": api::admissionregistration::v1::ValidatingAdmissionPolicyBinding,
        "VolumeAttachment": api::storage::v1::VolumeAttachment,
        "VolumeAttributesClass": api::storage::v1::VolumeAttributesClass,
    }
}
