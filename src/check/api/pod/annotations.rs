//! Annotations that mean something to a pod: `ValidatePodSpecificAnnotations`.

use k8s_openapi::api::core::v1::{AppArmorProfile, PodSpec, SeccompProfile, Toleration};
use serde_json::{Map, Value};

use super::containers::for_each_container;
use super::{Annotations, scheduling};
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::paths;
use crate::check::api::{Faults, FieldPath};

const MIRROR: &str = "kubernetes.io/config.mirror";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
const TOLERATIONS: &str = "scheduler.alpha.kubernetes.io/tolerations";
pub(super) const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
pub(super) const SECCOMP_CONTAINER: &str = "container.seccomp.security.alpha.kubernetes.io/";
pub(super) const APP_ARMOR: &str = "container.apparmor.security.beta.kubernetes.io/";

pub(super) fn validate(
    annotations: &Annotations,
    spec: &PodSpec,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (key, value) in annotations {
        if key == MIRROR && spec.node_name.or_empty().is_empty() {
            faults.invalid(at.key(key), "goes with a `nodeName`");
        } else if key == TOLERATIONS && !value.is_empty() {
            validate_tolerations(value, at, faults);
        } else if key == DELETION_COST && !is_cost(value) {
            faults.invalid(at.key(key), format!("`{value}` is not an integer of 32 bits"));
        } else if key == SECCOMP_POD || key.starts_with(SECCOMP_CONTAINER) {
            validate_seccomp(value, at.field(key), faults);
        } else if let Some(container) = key.strip_prefix(APP_ARMOR) {
            validate_app_armor(value, container, spec, at.key(key), faults);
        }
    }
}

/// `ValidateTolerationsInPodAnnotations`: what is no list of tolerations is said of the
/// annotations.
fn validate_tolerations(text: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(tolerations) = tolerations(text) else {
        return faults.invalid(at, format!("`{TOLERATIONS}` is not a list of tolerations"));
    };
    let list = at.field(TOLERATIONS);
    for (index, toleration) in tolerations.iter().enumerate() {
        scheduling::validate_toleration(toleration, list.index(index), faults);
    }
}

/// As Go reads JSON: names of fields in any case, fields that there are not, null for nothing.
fn tolerations(text: &str) -> Option<Vec<Toleration>> {
    let list: Option<Vec<Option<Map<String, Value>>>> = serde_json::from_str(text).ok()?;
    let toleration = |fields: Option<Map<String, Value>>| {
        let mut known = Map::new();
        for (name, value) in fields.into_iter().flatten() {
            let is_known = |field: &&&str| field.eq_ignore_ascii_case(&name);
            if let Some(field) = TOLERATION.iter().find(is_known) {
                known.insert((*field).to_owned(), value);
            }
        }
        serde_json::from_value(Value::Object(known)).ok()
    };
    list.unwrap_or_default().into_iter().map(toleration).collect()
}

const TOLERATION: [&str; 5] = ["effect", "key", "operator", "tolerationSeconds", "value"];

/// `GetDeletionCostFromPodAnnotations`: no sign but `-`, no zeros in front.
fn is_cost(text: &str) -> bool {
    let first = text.bytes().next();
    let starts_well = first.is_some_and(|byte| matches!(byte, b'-' | b'1'..=b'9')) || text == "0";
    starts_well && text.parse::<i32>().is_ok()
}

/// `ValidateSeccompProfile`.
fn validate_seccomp(profile: &str, at: FieldPath<'_>, faults: &mut Faults) {
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
    at: FieldPath<'_>,
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

/// What annotations once said, fields say today; where both do, they say the same:
/// `validateSeccompAnnotationsAndFields`, `validateAppArmorAnnotationsAndFieldsMatchOnCreate`.
pub(super) fn validate_fields(
    annotations: &Annotations,
    spec: &PodSpec,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let of_pod = spec.security_context.as_ref();
    let seccomp = of_pod.and_then(|context| context.seccomp_profile.as_ref()).map(Profile::seccomp);
    if let (Some(profile), Some(said)) = (seccomp, annotations.get(SECCOMP_POD)) {
        let context = at.field("securityContext");
        profile.compare(said, context.field("seccompProfile"), faults);
    }
    let is_windows = spec.os.as_ref().is_some_and(|os| os.name == "windows");
    let armor_of_pod = of_pod.and_then(|context| context.app_armor_profile.as_ref());
    for_each_container(spec, at, |container, at| {
        let own = container.security_context.as_ref();
        let at = at.field("securityContext");
        let said = |prefix: &str| annotations.get(&format!("{prefix}{}", container.name));
        let seccomp = own.and_then(|context| context.seccomp_profile.as_ref());
        let seccomp = seccomp.map(Profile::seccomp);
        if let (Some(profile), Some(said)) = (seccomp, said(SECCOMP_CONTAINER)) {
            profile.compare(said, at.field("seccompProfile"), faults);
        }
        let armor = own.and_then(|context| context.app_armor_profile.as_ref()).or(armor_of_pod);
        let armor = armor.filter(|_| !is_windows).map(Profile::app_armor);
        if let (Some(profile), Some(said)) = (armor, said(APP_ARMOR)) {
            profile.compare(said, at.field("appArmorProfile"), faults);
        }
    });
}

/// A profile that a field names, and the annotations that mean the same.
struct Profile<'a> {
    kind: &'a str,
    path: Option<&'a str>,
    of_runtime: &'static [&'static str],
}

impl<'a> Profile<'a> {
    fn seccomp(given: &'a SeccompProfile) -> Self {
        let (kind, path) = (given.type_.as_str(), given.localhost_profile.as_deref());
        Profile { kind, path, of_runtime: &["runtime/default", "docker/default"] }
    }

    fn app_armor(given: &'a AppArmorProfile) -> Self {
        let (kind, path) = (given.type_.as_str(), given.localhost_profile.as_deref());
        Profile { kind, path, of_runtime: &["runtime/default"] }
    }

    fn compare(&self, said: &str, at: FieldPath<'_>, faults: &mut Faults) {
        let local = said.strip_prefix("localhost/");
        let (is_same, field) = match self.kind {
            "Unconfined" => (said == "unconfined", "type"),
            "RuntimeDefault" => (self.of_runtime.contains(&said), "type"),
            "Localhost" if local.is_none() => (false, "type"),
            "Localhost" => (local == self.path, "localhostProfile"),
            _ => return,
        };
        if !is_same {
            faults.forbidden(at.field(field), format!("the annotation says `{said}`"));
        }
    }
}
