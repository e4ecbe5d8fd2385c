//! What annotations of a pod once said, and fields say today.

use k8s_openapi::api::core::v1::{PodSpec, SecurityContext};

use crate::check::api::pod::Annotations;
use crate::check::api::pod::annotations::{APP_ARMOR, SECCOMP_CONTAINER, SECCOMP_POD};
use crate::check::api::pod::containers::for_each_container;
use crate::check::api::{Faults, FieldPath};

/// Annotations, and the field that took the place of each.
const DEAD: [(&str, &str); 3] = [
    ("scheduler.alpha.kubernetes.io/critical-pod", "priorityClassName"),
    ("security.alpha.kubernetes.io/sysctls", "sysctls"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "sysctls"),
];

pub(super) fn warn(
    annotations: &Annotations,
    spec: &PodSpec,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let no_effect = |field: &str| format!("has no effect any more, use the field `{field}`");
    for (key, field) in DEAD {
        if annotations.contains_key(key) {
            faults.warn(at.key(key), no_effect(field));
        }
    }
    let of_pod = spec.security_context.as_ref();
    let has_seccomp = of_pod.is_some_and(|context| context.seccomp_profile.is_some());
    if !has_seccomp && annotations.contains_key(SECCOMP_POD) {
        faults.warn(at.key(SECCOMP_POD), no_effect("seccompProfile"));
    }
    // Where the pod has a profile, the annotation names the same one, or is refused.
    let has_armor = of_pod.is_some_and(|context| context.app_armor_profile.is_some());
    for_each_container(spec, FieldPath::ROOT, |container, _| {
        let has = |is_given: fn(&SecurityContext) -> bool| {
            container.security_context.as_ref().is_some_and(is_given)
        };
        let key = format!("{SECCOMP_CONTAINER}{}", container.name);
        if annotations.contains_key(&key) && !has(|own| own.seccomp_profile.is_some()) {
            faults.warn(at.key(&key), no_effect("seccompProfile"));
        }
        let key = format!("{APP_ARMOR}{}", container.name);
        if annotations.contains_key(&key)
            && !has_armor
            && faults.is_since(30)
            && !has(|own| own.app_armor_profile.is_some())
        {
            faults.warn(at.key(&key), "is deprecated, use the field `appArmorProfile`");
        }
    });
}
