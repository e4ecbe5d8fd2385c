//! What the server refuses of the metadata of any object, and warns of: `ValidateObjectMeta` of
//! `k8s.io/apimachinery/pkg/api/validation/objectmeta.go`.
//!
//! Which names are right depends on the kind. What the server overwrites (the uid, times, managed
//! fields, the namespace of what has none, of most kinds the generation) is not looked at.

use std::collections::BTreeSet;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use super::labels::Labels;
use super::{Faults, FieldPath, Reason, labels};
use crate::kube::kind::{Kind, Scope};
use crate::kube::names;
use crate::kube::names::Syntax;

/// The group of kinds that are not built in.
pub(crate) const ANY_GROUP: &str = "*";

pub(super) fn validate(kind: &Kind, meta: &ObjectMeta, at: FieldPath<'_>, faults: &mut Faults) {
    if is_answered_not_stored(kind) {
        return;
    }
    validate_name(kind, meta, at, faults);
    let namespace = meta.namespace.as_deref().filter(|namespace| !namespace.is_empty());
    if let Some(namespace) = namespace.filter(|_| kind.scope == Scope::Namespaced) {
        faults.syntax(at.field("namespace"), namespace, names::dns_label);
    }
    if let Some(labels) = &meta.labels {
        labels::validate(labels, at.field("labels"), faults);
    }
    if let Some(annotations) = &meta.annotations {
        validate_annotations(annotations, at.field("annotations"), faults);
    }
    if keeps_generation(kind) {
        faults.non_negative(at.field("generation"), meta.generation.unwrap_or(0));
    }
    let owners = meta.owner_references.as_deref().unwrap_or_default();
    validate_owners(owners, at.field("ownerReferences"), faults);
    let finalizers = meta.finalizers.as_deref().unwrap_or_default();
    validate_finalizers(kind, finalizers, at.field("finalizers"), faults);
}

/// `dedupOwnerReferencesAndAddWarning`, and what many strategies say of the name.
pub(super) fn warn(kind: &Kind, meta: &ObjectMeta, at: FieldPath<'_>, faults: &mut Faults) {
    if is_answered_not_stored(kind) {
        return;
    }
    let owners = meta.owner_references.as_deref().unwrap_or_default();
    if different_owners(owners).len() < owners.len() {
        faults.warn(at.field("ownerReferences"), "has an owner twice, and the server keeps one");
    }
    let names_pods = matches!(
        (kind.group, kind.kind),
        ("", "Pod" | "ReplicationController")
            | ("apps", "Deployment" | "ReplicaSet")
            | ("batch", "CronJob" | "Job")
    );
    if names_pods {
        let name = match meta.name.as_deref().unwrap_or_default() {
            "" => names::generated(meta.generate_name.as_deref().unwrap_or_default()),
            name => name.to_owned(),
        };
        if let Err(message) = names::dns_label(&name) {
            let message = format!("is a name of pods and their hosts, where `{name}` {message}");
            faults.warn(at.field("name"), message);
        }
    }
}

/// Whether the generation of an object that is created is what its author says: the kinds whose
/// strategy does not set it to 1.
fn keeps_generation(kind: &Kind) -> bool {
    match kind.group {
        "" => !matches!(kind.kind, "Pod" | "PodTemplate" | "ReplicationController"),
        "apps" => kind.kind == "ControllerRevision",
        "networking.k8s.io" => matches!(kind.kind, "IPAddress" | "ServiceCIDR"),
        "resource.k8s.io" => !matches!(kind.kind, "DeviceClass" | "ResourceSlice"),
        "scheduling.k8s.io" => kind.kind != "PriorityClass",
        "admissionregistration.k8s.io"
        | "apiextensions.k8s.io"
        | "batch"
        | "discovery.k8s.io"
        | "flowcontrol.apiserver.k8s.io"
        | "policy"
        | ANY_GROUP => false,
        _ => true,
    }
}

/// Reviews are requests: their metadata is not looked at.
fn is_answered_not_stored(kind: &Kind) -> bool {
    matches!(kind.group, "authentication.k8s.io" | "authorization.k8s.io")
}

fn validate_name(kind: &Kind, meta: &ObjectMeta, at: FieldPath<'_>, faults: &mut Faults) {
    let rule = name_rule(kind);
    let prefix = meta.generate_name.as_deref().unwrap_or_default();
    if !prefix.is_empty() {
        let message_at = at.field("generateName");
        faults.syntax(message_at, prefix, |prefix| rule(&names::before_a_suffix(prefix)));
    }
    let name = meta.name.as_deref().unwrap_or_default();
    if !name.is_empty() {
        faults.syntax(at.field("name"), name, rule);
    } else if kind.kind == "LimitRange" {
        // The server makes it up.
        faults.take_missing(at);
    } else if prefix.is_empty() {
        faults.required(at.field("name"), "`name` or `generateName` is required");
    } else if rule(&names::generated(prefix)).is_err() {
        faults.invalid(at.field("name"), "what is made of `generateName` is not a name");
    }
    // The server labels each namespace with its name.
    if kind.group.is_empty() && kind.kind == "Namespace" && !name.is_empty() {
        faults.syntax(at.field("labels"), name, names::label_value);
    }
}

/// The names that objects of a kind can have, by the `Validate…Name` of each.
fn name_rule(kind: &Kind) -> fn(&str) -> Syntax {
    match (kind.group, kind.kind) {
        ("", "Namespace" | "Service") | ("apps", "StatefulSet") => names::dns_label,
        ("batch", "CronJob") => cron_job_name,
        ("", "Event") => names::path_segment,
        ("networking.k8s.io", "IPAddress") => names::ip_address,
        (group, _) if DNS_NAMES.contains(&group) => names::dns_subdomain,
        _ => names::path_segment,
    }
}

/// The groups whose objects have names of DNS.
const DNS_NAMES: [&str; 15] = [
    "",
    ANY_GROUP,
    "admissionregistration.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// `ValidateCronJobSpec`: the name of a job has 11 more characters.
fn cron_job_name(name: &str) -> Syntax {
    names::dns_subdomain(name)?;
    if name.len() > 52 { Err("is longer than the 52 characters of a CronJob") } else { Ok(()) }
}

/// `ValidateAnnotations`: keys in any case, 256 KiB in all.
pub(crate) fn validate_annotations(annotations: &Labels, at: FieldPath<'_>, faults: &mut Faults) {
    for key in annotations.keys() {
        faults.syntax(at, key, |key| names::qualified_name(&key.to_lowercase()));
    }
    let size: usize = annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
    if size > 256 << 10 {
        faults.add(Reason::TooLong, at, "the annotations are larger than 256 KiB together");
    }
}

/// `ValidateOwnerReferences`: refused at the list, whichever owner it is. Of owners that are the
/// same, the server looks at one (`dedupOwnerReferences`).
fn validate_owners(owners: &[OwnerReference], at: FieldPath<'_>, faults: &mut Faults) {
    let different = different_owners(owners);
    for owner in &different {
        let version = owner.api_version.split_once('/').map_or(&*owner.api_version, |(_, v)| v);
        let version = if version.contains('/') { "" } else { version };
        for (field, text) in [
            ("apiVersion", version),
            ("kind", &owner.kind),
            ("name", &owner.name),
            ("uid", &owner.uid),
        ] {
            if text.is_empty() {
                faults.invalid(at.field(field), format!("`{field}` of an owner can't be empty"));
            }
        }
        if owner.api_version == "v1" && owner.kind == "Event" {
            faults.invalid(at, "an Event can't be an owner");
        }
    }
    if different.iter().filter(|owner| owner.controller == Some(true)).count() > 1 {
        faults.invalid(at, "only one owner can be the controller");
    }
}

fn different_owners(owners: &[OwnerReference]) -> Vec<&OwnerReference> {
    let mut seen = BTreeSet::new();
    owners.iter().filter(|owner| seen.insert(parts_of(owner))).collect()
}

fn parts_of(owner: &OwnerReference) -> ([&str; 4], [Option<bool>; 2]) {
    let OwnerReference { api_version, kind, name, uid, controller, block_owner_deletion } = owner;
    ([api_version, kind, name, uid], [*controller, *block_owner_deletion])
}

/// `ValidateFinalizers`, and of most groups `validateKubeFinalizerName`.
fn validate_finalizers(kind: &Kind, finalizers: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    const STANDARD: [&str; 3] = ["kubernetes", "orphan", "foregroundDeletion"];
    const CORE_RULES: [&str; 13] = [
        "",
        "apps",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    ];
    let wants_prefix = CORE_RULES.contains(&kind.group) && (kind.group, kind.kind) != ("", "Event");
    for (index, name) in finalizers.iter().enumerate() {
        faults.syntax(at, name, names::qualified_name);
        if wants_prefix && !name.contains('/') && !STANDARD.contains(&&**name) {
            let message = format!("`{name}` is no finalizer of Kubernetes, and has no prefix");
            faults.invalid(at.index(index), message);
        }
        if kind.group == ANY_GROUP && !name.contains('/') && !STANDARD.contains(&&**name) {
            let message = format!(
                "`{name}` has no domain and path, as in `example.com/{name}`: others may use it, too"
            );
            faults.warn(at.index(index), message);
        }
    }
    let has = |wanted: &str| finalizers.iter().any(|name| name == wanted);
    if has("orphan") && has("foregroundDeletion") {
        faults.invalid(at, "`orphan` and `foregroundDeletion` exclude each other");
    }
}
