//! The names of resources, and what amounts they come in: `pkg/apis/core/helper` and
//! `ValidateResourceQuantityValue` of the core validation.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::{Faults, FieldPath};
use crate::kube::names;
use crate::kube::quantity::Amount;

/// What is counted.
const OBJECTS: [&str; 9] = [
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "services.nodeports",
    "services.loadbalancers",
];
/// What is measured, and can be asked for and bounded.
const COMPUTE: [&str; 9] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
];

pub(super) const HUGE_PAGES: &str = "hugepages-";

pub(super) fn is_huge_page(name: &str) -> bool {
    name.starts_with(HUGE_PAGES)
}

/// `IsStandardQuotaResourceName`
pub(super) fn is_of_quota(name: &str) -> bool {
    OBJECTS.contains(&name)
        || COMPUTE.contains(&name)
        || name == "requests.storage"
        || is_huge_page(name)
        || name.starts_with("requests.hugepages-")
}

fn is_standard(name: &str) -> bool {
    is_of_quota(name) || name == "storage"
}

/// `IsNativeResource`
pub(super) fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// `IsOvercommitAllowed`
pub(super) fn may_be_overcommitted(name: &str) -> bool {
    is_native(name) && !is_huge_page(name)
}

/// `IsExtendedResourceName`
pub(super) fn is_extended(name: &str) -> bool {
    !is_native(name)
        && !name.starts_with("requests.")
        && names::qualified_name(&format!("requests.{name}")).is_ok()
}

/// `validateResourceName`; whether it has the form of one.
pub(super) fn validate_name(name: &str, at: FieldPath<'_>, faults: &mut Faults) -> bool {
    if !faults.syntax(at, name, names::qualified_name) {
        return false;
    }
    let fine = name.contains('/') || is_standard(name);
    if !fine {
        faults
            .invalid(at, format!("`{name}` is not a resource Kubernetes knows, nor has a prefix"));
    }
    fine
}

/// `validateContainerResourceName`
pub(super) fn validate_container_name(name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    validate_name(name, at, faults);
    if !name.contains('/') {
        let is_for_containers =
            ["cpu", "memory", "ephemeral-storage"].contains(&name) || is_huge_page(name);
        if !is_for_containers {
            faults.invalid(at, format!("`{name}` is not a resource of containers"));
        }
    } else if !is_native(name) && !is_extended(name) {
        faults.invalid(at, format!("`{name}` is not the name of an extended resource"));
    }
}

/// `ValidateResourceQuotaResourceName`
pub(super) fn validate_quota_name(name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    validate_name(name, at, faults);
    if !name.contains('/') && !is_of_quota(name) {
        faults.invalid(at, format!("`{name}` is not a resource of quotas"));
    }
}

/// `ValidateResourceQuantityValue`
pub(super) fn validate_amount(
    name: &str,
    quantity: &Quantity,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let amount = Amount::of(quantity);
    if amount < Amount::ZERO {
        faults.invalid(at, format!("`{}` is below zero", quantity.0));
    }
    if (OBJECTS.contains(&name) || is_extended(name)) && !amount.is_whole() {
        faults.invalid(at, format!("`{}` is not a whole number", quantity.0));
    }
}

/// `memory: 128m` is an eighth of a byte: megabytes are `128M`.
pub(crate) fn warn_of_part_bytes(
    amounts: Option<&BTreeMap<String, Quantity>>,
    name: &str,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let amount = amounts.and_then(|amounts| amounts.get(name));
    if let Some(amount) = amount.filter(|amount| !Amount::of(amount).is_whole()) {
        let message = format!("is `{}`, which is no whole number of bytes", amount.0);
        faults.warn(at.key(name), message);
    }
}
