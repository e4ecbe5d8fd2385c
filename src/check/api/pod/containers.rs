//! What is asked of all containers of a pod.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};

/// `VisitContainersWithPath`, without those that are only added to a running pod.
pub(super) fn for_each_container<'a>(
    spec: &'a PodSpec,
    at: FieldPath<'_>,
    mut visit: impl FnMut(&'a Container, FieldPath<'_>),
) {
    for (field, containers) in
        [("initContainers", spec.init_containers.or_empty()), ("containers", &*spec.containers)]
    {
        let list = at.field(field);
        for (index, container) in containers.iter().enumerate() {
            visit(container, list.index(index));
        }
    }
}

/// `validatePullPolicy`.
pub(super) fn validate_pull_policy(policy: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if !policy.is_empty() {
        faults.one_of(at, policy, &["Always", "IfNotPresent", "Never"]);
    }
}
