//! A pod's spec as a whole: `ValidatePodSpec`, `ValidatePodCreate`.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{PodResourceClaim, PodSpec, Volume};

use super::{
    Context, Holder, affinity, container, containers, env, host_network, resources, scheduling,
    security, volumes, whole, windows,
};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason, labels};
use crate::kube::names;

pub(super) fn validate(
    spec: &PodSpec,
    volumes: &[Volume],
    holder: Holder<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let volumes = volumes::validate(volumes, holder, at.field("volumes"), faults);
    let claims = spec.resource_claims.or_empty();
    let names = claims.iter().map(|claim| &*claim.name).filter(|name| !name.is_empty()).collect();
    let context = Context { spec, holder, volumes, claims: names };
    validate_claims(claims, at.field("resourceClaims"), faults);
    container::validate_all(&context, at, faults);
    containers::for_each_container(spec, at, |container, at| {
        let vars = container.env.or_empty();
        env::validate_files(vars, spec.volumes.or_empty(), at.field("env"), faults);
    });
    let of_windows = spec.os.as_ref().is_some_and(|os| os.name == "windows");
    if let Some(given) = spec.resources.as_ref().filter(|_| !of_windows) {
        let at = at.field("resources");
        whole::validate(spec, given, holder, at, faults);
        resources::validate_claims(
            given.claims.or_empty(),
            &context.claims,
            at.field("claims"),
            faults,
        );
    }
    host_network::validate(&context, at, faults);
    validate_words(spec, at, faults);
    validate_names(spec, at, faults);
    validate_hostname(spec, at.field("hostnameOverride"), faults);
    if let Some(selector) = &spec.node_selector {
        labels::validate(selector, at.field("nodeSelector"), faults);
    }
    security::validate_pod(spec, at, faults);
    if let Some(given) = &spec.affinity {
        affinity::validate(given, holder.labels(), at.field("affinity"), faults);
    }
    scheduling::validate(spec, holder.labels(), at, faults);
    windows::validate_host_process(spec, at, faults);
    if let Some(seconds) = spec.active_deadline_seconds
        && !(1..=i64::from(i32::MAX)).contains(&seconds)
    {
        faults.invalid(at.field("activeDeadlineSeconds"), "is not between 1 and 2147483647");
    }
    if let Some(overhead) = &spec.overhead {
        resources::validate_overhead(overhead, at.field("overhead"), faults);
    }
    windows::validate_os(spec, at, faults);
}

/// Fields that take one of a few words.
fn validate_words(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let dns = ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"];
    for (field, word, supported) in [
        ("restartPolicy", &spec.restart_policy, &["Always", "Never", "OnFailure"][..]),
        ("dnsPolicy", &spec.dns_policy, &dns),
    ] {
        if !word.or_empty().is_empty() {
            faults.one_of(at.field(field), word.or_empty(), supported);
        }
    }
    if let Some(policy) = &spec.preemption_policy
        && faults.filled(at.field("preemptionPolicy"), policy)
    {
        let supported = ["Never", "PreemptLowerPriority"];
        faults.one_of(at.field("preemptionPolicy"), policy, &supported);
    }
}

/// Names of other objects, and of the pod in its network.
fn validate_names(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let account = match spec.service_account_name.or_empty() {
        "" => spec.service_account.or_empty(),
        name => name,
    };
    for (field, name, rule) in [
        ("serviceAccountName", account, names::dns_subdomain as fn(&str) -> names::Syntax),
        ("nodeName", spec.node_name.or_empty(), names::dns_subdomain),
        ("hostname", spec.hostname.or_empty(), names::dns_label),
        ("subdomain", spec.subdomain.or_empty(), names::dns_label),
        ("priorityClassName", spec.priority_class_name.or_empty(), names::dns_subdomain),
    ] {
        if !name.is_empty() {
            faults.syntax(at.field(field), name, rule);
        }
    }
    if let Some(name) = &spec.runtime_class_name {
        faults.syntax(at.field("runtimeClassName"), name, names::dns_subdomain);
    }
}

/// `validatePodHostName`.
fn validate_hostname(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(name) = &spec.hostname_override else {
        return;
    };
    for (field, shared) in
        [("setHostnameAsFQDN", spec.set_hostname_as_fqdn), ("hostNetwork", spec.host_network)]
    {
        if shared == Some(true) {
            faults.forbidden(at, format!("goes with no `{field}: true`"));
        }
    }
    if name.len() > 64 {
        faults.add(Reason::TooLong, at, "is longer than 64 characters");
    }
    faults.syntax(at, name, names::dns_subdomain);
}

/// `validatePodResourceClaim`.
fn validate_claims(claims: &[PodResourceClaim], list: FieldPath<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (index, claim) in claims.iter().enumerate() {
        let at = list.index(index);
        if faults.filled(at.field("name"), &claim.name) {
            if seen.insert(&claim.name) {
                faults.syntax(at.field("name"), &claim.name, names::dns_label);
            } else {
                faults.duplicate(at.field("name"), &claim.name);
            }
        }
        let sources = [
            ("resourceClaimName", &claim.resource_claim_name),
            ("resourceClaimTemplateName", &claim.resource_claim_template_name),
        ];
        let given = sources.iter().filter_map(|(field, name)| Some((field, name.as_ref()?)));
        // Up to 1.30 they may stand within `source`.
        if given.clone().count() != 1 && faults.is_since(31) {
            faults.invalid(at, "needs one of `resourceClaimName`, `resourceClaimTemplateName`");
        }
        for (field, name) in given {
            faults.syntax(at.field(field), name, names::dns_subdomain);
        }
    }
}

/// `ValidatePodCreate`: what holds for a pod and not for a template.
pub(super) fn validate_of_pod(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    if !spec.ephemeral_containers.or_empty().is_empty() {
        let message = "can't be set on creation";
        faults.forbidden(at.field("ephemeralContainers"), message);
    }
    let is_placed = !spec.node_name.or_empty().is_empty();
    if is_placed && !spec.scheduling_gates.or_empty().is_empty() {
        faults.forbidden(at.field("nodeName"), "can't be set with `schedulingGates`");
    }
    validate_priority(spec, at.field("priority"), faults);
    // The RuntimeClass admission.
    let has_overhead = spec.overhead.as_ref().is_some_and(|overhead| !overhead.is_empty());
    if has_overhead && spec.runtime_class_name.is_none() {
        faults.forbidden(at.field("overhead"), "is for a `runtimeClassName` to say");
    }
}

/// The priority admission: the number follows from the class. Without one it is 0, unless the
/// cluster has a class for pods that name none, which can't be known here.
fn validate_priority(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let of_class = match spec.priority_class_name.or_empty() {
        "" => 0,
        "system-cluster-critical" => 2_000_000_000,
        "system-node-critical" => 2_000_001_000,
        _ => return,
    };
    if spec.priority.is_some_and(|priority| priority != of_class) {
        faults.forbidden(at, "is for a `priorityClassName` to say");
    }
}
