//! The storage group: classes, drivers, attachments and capacities, by the storage validation.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::storage::v1;

use super::drivers::driver_name;
use super::{persistent_volumes, topology};
use crate::check::api::{Faults, FieldPath, Reason, Validate, labels, node_labels};
use crate::kube::names;
use crate::kube::quantity::Amount;

/// `ValidateStorageClass`, after `SetDefaults_StorageClass`.
impl Validate for v1::StorageClass {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let rule = |text: &str| names::qualified_name(&text.to_lowercase());
        faults.named(at.field("provisioner"), &self.provisioner, rule);
        if let Some(parameters) = &self.parameters {
            validate_parameters(parameters, at.field("parameters"), faults);
        }
        if let Some(policy) = self.reclaim_policy.as_ref().filter(|policy| !policy.is_empty()) {
            faults.one_of(at.field("reclaimPolicy"), policy, &["Delete", "Retain"]);
        }
        if let Some(mode) = &self.volume_binding_mode {
            let modes = ["Immediate", "WaitForFirstConsumer"];
            faults.one_of(at.field("volumeBindingMode"), mode, &modes);
        }
        let terms = self.allowed_topologies.as_deref().unwrap_or_default();
        topology::topologies(terms, at.field("allowedTopologies"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        for (index, topology) in self.allowed_topologies.iter().flatten().enumerate() {
            let at = at.field("allowedTopologies");
            let at = at.index(index);
            let expressions = topology.match_label_expressions.as_deref().unwrap_or_default();
            for (index, expression) in expressions.iter().enumerate() {
                let at = at.field("matchLabelExpressions");
                node_labels::old_label(&expression.key, at.index(index).field("key"), faults);
            }
        }
    }
}

/// `validateParameters`: at most 512, together at most 256 KiB.
fn validate_parameters(
    parameters: &BTreeMap<String, String>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if parameters.len() > 512 {
        return faults.add(Reason::TooLong, at, "can have at most 512 entries");
    }
    if parameters.contains_key("") {
        faults.invalid(at, "can't have an empty key");
    }
    let size: usize = parameters.iter().map(|(key, value)| key.len() + value.len()).sum();
    if size > 256 << 10 {
        faults.add(Reason::TooLong, at, "weighs more than 256 KiB");
    }
}

/// `ValidateVolumeAttributesClass`
impl Validate for v1::VolumeAttributesClass {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let rule = |text: &str| names::qualified_name(&text.to_lowercase());
        faults.named(at.field("driverName"), &self.driver_name, rule);
        match &self.parameters {
            Some(parameters) if !parameters.is_empty() => {
                validate_parameters(parameters, at.field("parameters"), faults);
            }
            _ => faults.required(at.field("parameters"), "must have at least one entry"),
        }
    }
}

/// `validateCSIDriverSpec`
impl Validate for v1::CSIDriver {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at = at.field("spec");
        if let Some(policy) = &self.spec.fs_group_policy {
            let policies = ["File", "None", "ReadWriteOnceWithFSType"];
            faults.one_of(at.field("fsGroupPolicy"), policy, &policies);
        }
        for mode in self.spec.volume_lifecycle_modes.iter().flatten() {
            let modes = ["Persistent", "Ephemeral"];
            faults.one_of(at.field("volumeLifecycleModes"), mode, &modes);
        }
        let requests = self.spec.token_requests.as_deref().unwrap_or_default();
        validate_tokens(requests, at.field("tokenRequests"), faults);
        if self.spec.service_account_token_in_secrets.is_some() && requests.is_empty() {
            let message = "can't be given without `tokenRequests`";
            faults.invalid(at.field("serviceAccountTokenInSecrets"), message);
        }
        if let Some(seconds) = self.spec.node_allocatable_update_period_seconds.filter(|s| *s < 10)
        {
            let message = format!("{seconds} is below 10");
            faults.invalid(at.field("nodeAllocatableUpdatePeriodSeconds"), message);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let asks_for_tokens = self.spec.token_requests.as_ref().is_some_and(|all| !all.is_empty());
        if asks_for_tokens && self.spec.service_account_token_in_secrets.is_none() {
            let at = at.field("spec");
            faults.warn(at.field("serviceAccountTokenInSecrets"), TOKENS_IN_SECRETS);
        }
    }
}

const TOKENS_IN_SECRETS: &str = "is not set: if the driver supports it, `true` keeps tokens out of the \
    attributes of volumes, which may be logged";

fn validate_tokens(requests: &[v1::TokenRequest], at: FieldPath<'_>, faults: &mut Faults) {
    let mut audiences = BTreeSet::new();
    for (index, request) in requests.iter().enumerate() {
        let at = at.index(index);
        if !audiences.insert(request.audience.as_str()) {
            faults.duplicate(at.field("audience"), &request.audience);
            continue;
        }
        let Some(seconds) = request.expiration_seconds else { continue };
        if seconds < 600 {
            faults.invalid(at.field("expirationSeconds"), format!("{seconds} is below 600"));
        }
        if seconds > 1 << 32 {
            faults.invalid(at.field("expirationSeconds"), format!("{seconds} is too large"));
        }
    }
}

/// `ValidateCSINode`
impl Validate for v1::CSINode {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at = at.field("spec");
        let at = at.field("drivers");
        let mut seen = BTreeSet::new();
        for (index, driver) in self.spec.drivers.iter().enumerate() {
            let at = at.index(index);
            driver_name(&driver.name, at.field("name"), faults);
            if !seen.insert(driver.name.as_str()) {
                faults.duplicate(at.field("name"), &driver.name);
            }
            driver.validate(at, faults);
        }
    }
}

impl Validate for v1::CSINodeDriver {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at_id = at.field("nodeID");
        if faults.filled(at_id, &self.node_id) && self.node_id.len() > 256 {
            faults.invalid(at_id, "is longer than 256 bytes");
        }
        let count = self.allocatable.as_ref().and_then(|allocatable| allocatable.count);
        if let Some(count) = count {
            faults.non_negative(at.field("allocatable").field("count"), count);
        }
        let mut keys = BTreeSet::new();
        for key in self.topology_keys.iter().flatten() {
            faults.filled(at, key);
            if !keys.insert(key) {
                faults.duplicate(at, key);
            }
            faults.syntax(at, key, names::qualified_name);
        }
    }
}

/// `ValidateVolumeAttachment` and `ValidateVolumeAttachmentV1`
impl Validate for v1::VolumeAttachment {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at = at.field("spec");
        driver_name(&self.spec.attacher, at.field("attacher"), faults);
        faults.syntax(at.field("nodeName"), &self.spec.node_name, names::dns_subdomain);
        let at = at.field("source");
        let source = &self.spec.source;
        match (&source.persistent_volume_name, &source.inline_volume_spec) {
            (None, None) => faults.required(at, "must have a volume's name or a volume"),
            (Some(_), Some(_)) => faults.forbidden(at, "can't have both a name and a volume"),
            (Some(name), None) => {
                faults.named(at.field("persistentVolumeName"), name, names::dns_subdomain);
            }
            (None, Some(volume)) => {
                persistent_volumes::inline_volume(volume, at.field("inlineVolumeSpec"), faults);
            }
        }
    }
}

/// `ValidateCSIStorageCapacity`
impl Validate for v1::CSIStorageCapacity {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(selector) = &self.node_topology {
            labels::validate_selector(selector, at.field("nodeTopology"), faults);
        }
        let class = &self.storage_class_name;
        faults.syntax(at.field("storageClassName"), class, names::dns_subdomain);
        if self.capacity.as_ref().is_some_and(|amount| Amount::of(amount) < Amount::ZERO) {
            faults.invalid(at.field("capacity"), "can't be below zero");
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(selector) = &self.node_topology {
            node_labels::warn_of_selector(selector, at.field("nodeTopology"), faults);
        }
    }
}
