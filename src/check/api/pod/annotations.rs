//! Annotations that mean something to a pod: `ValidatePodSpecificAnnotations`.

use k8s_openapi::api::core::v1::PodSpec;

use super::super::zero::OrEmpty;
use super::super::{Faults, Path};
use super::{Annotations, paths};

const MIRROR: &str = "kubernetes.io/config.mirror";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

pub fn validate(annotations: &Annotations, spec: &PodSpec, at: Path<'_>, faults: &mut Faults) {
    for (key, value) in annotations {
        if key == MIRROR && spec.node_name.or_empty().is_empty() {
            faults.invalid(at.key(key), "goes with a `nodeName`");
        } else if key == DELETION_COST && !is_cost(value) {
            faults.invalid(at.key(key), format!("`{value}` is not an integer of 32 bits"));
        } else if key == SECCOMP_POD || key.starts_with(SECCOMP_CONTAINER) {
            validate_seccomp(value, at.field(key), faults);
        } else if let Some(container) = key.strip_prefix(APP_ARMOR) {
            validate_app_armor(value, container, spec, at.key(key), faults);
        }
    }
}

/// `GetDeletionCostFromPodAnnotations`: no sign but `-`, no zeros in front.
fn is_cost(text: &str) -> bool {
    let first = text.bytes().next();
    let starts_well = first.is_some_and(|byte| matches!(byte, b'-' | b'1'..=b'9')) || text == "0";
    starts_well && text.parse::<i32>().is_ok()
}

/// `ValidateSeccompProfile`.
fn validate_seccomp(profile: &str, at: Path<'_>, faults: &mut Faults) {
    if let Some(path) = profile.strip_prefix("localhost/") {
        paths::validate_descending(path, at, faults);
    } else if !matches!(profile, "runtime/default" | "docker/default" | "unconfined") {
        faults.invalid(at, format!("`{profile}` is not a seccomp profile"));
    }
}

/// `ValidateAppArmorPodAnnotations`.
fn validate_app_armor(
    profile: &str,
    container: &str,
    spec: &PodSpec,
    at: Path<'_>,
    faults: &mut Faults,
) {
    let containers = spec.containers.iter().chain(spec.init_containers.or_empty());
    let ephemeral = spec.ephemeral_containers.or_empty().iter().map(|container| &container.name);
    if !containers.map(|container| &container.name).chain(ephemeral).any(|name| name == container) {
        faults.invalid(at, format!("there is no container `{container}`"));
    }
    let is_known = matches!(profile, "" | "runtime/default" | "unconfined");
    if !is_known && !profile.starts_with("localhost/") {
        faults.invalid(at, format!("`{profile}` is not an AppArmor profile"));
    }
}
