//! The environment of a container: `ValidateEnv` and `ValidateEnvFrom`.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    EnvFromSource, EnvVar, EnvVarSource, FileKeySelector, ObjectFieldSelector,
    ResourceFieldSelector, Volume,
};

use super::sources;
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::paths;
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;
use crate::kube::quantity::Amount;

pub(super) fn validate(vars: &[EnvVar], at: FieldPath<'_>, faults: &mut Faults) {
    for (index, var) in vars.iter().enumerate() {
        let at = at.index(index);
        if faults.filled(at.field("name"), &var.name) {
            faults.syntax(at.field("name"), &var.name, names::env_var_name);
        }
        if let Some(source) = &var.value_from {
            let has_value = !var.value.or_empty().is_empty();
            validate_source(source, at.field("valueFrom"), faults);
            validate_count(source, has_value, at.field("valueFrom"), faults);
        }
    }
}

fn validate_source(source: &EnvVarSource, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(field) = &source.field_ref {
        validate_field(field, &FIELDS_OF_ENV, at.field("fieldRef"), faults);
    }
    if let Some(field) = &source.resource_field_ref {
        validate_resource(field, ContainerName::Optional, at.field("resourceFieldRef"), faults);
    }
    if let Some(of) = &source.config_map_key_ref {
        validate_key(&of.name, &of.key, at.field("configMapKeyRef"), faults);
    }
    if let Some(of) = &source.secret_key_ref {
        validate_key(&of.name, &of.key, at.field("secretKeyRef"), faults);
    }
    if let Some(of) = &source.file_key_ref {
        validate_file(of, at.field("fileKeyRef"), faults);
    }
}

/// `validateFileKeySelector`.
fn validate_file(of: &FileKeySelector, at: FieldPath<'_>, faults: &mut Faults) {
    if faults.filled(at.field("key"), &of.key) {
        faults.syntax(at.field("key"), &of.key, names::env_var_name);
    }
    if faults.filled(at.field("volumeName"), &of.volume_name) {
        faults.syntax(at.field("volumeName"), &of.volume_name, names::dns_label);
    }
    if faults.filled(at.field("path"), &of.path) {
        paths::validate_forward(&of.path, at.field("path"), faults);
    }
}

/// `validateFileKeyRefVolumes`: files with variables are in empty directories.
pub(super) fn validate_files(
    vars: &[EnvVar],
    volumes: &[Volume],
    list: FieldPath<'_>,
    faults: &mut Faults,
) {
    // Of volumes with one name the first counts.
    let volumes: BTreeMap<&str, &Volume> =
        volumes.iter().rev().map(|volume| (&*volume.name, volume)).collect();
    for (index, var) in vars.iter().enumerate() {
        let Some(of) = var.value_from.as_ref().and_then(|source| source.file_key_ref.as_ref())
        else {
            continue;
        };
        let at = list.index(index);
        let at = at.field("valueFrom");
        let at = at.field("fileKeyRef");
        let at = at.field("volumeName");
        match volumes.get(of.volume_name.as_str()) {
            None => faults.not_found(at, &of.volume_name, "the volumes of the pod"),
            Some(volume) if !sources::is_empty_dir(volume) => {
                faults.invalid(at, format!("`{}` is not an `emptyDir`", of.volume_name));
            }
            Some(_) => {}
        }
    }
}

fn validate_count(source: &EnvVarSource, has_value: bool, at: FieldPath<'_>, faults: &mut Faults) {
    let sources = [
        source.field_ref.is_some(),
        source.resource_field_ref.is_some(),
        source.config_map_key_ref.is_some(),
        source.secret_key_ref.is_some(),
        source.file_key_ref.is_some(),
    ];
    match sources.iter().filter(|given| **given).count() {
        0 => faults.invalid(at, "names no source: `configMapKeyRef`, `secretKeyRef`, …"),
        _ if has_value => faults.invalid(at, "goes with no `value`: one of them"),
        1 => {}
        _ => faults.invalid(at, "names more than one source"),
    }
}

/// `validateConfigMapKeySelector`, `validateSecretKeySelector`.
fn validate_key(name: &str, key: &str, at: FieldPath<'_>, faults: &mut Faults) {
    faults.syntax(at.field("name"), name, names::dns_subdomain);
    if faults.filled(at.field("key"), key) {
        faults.syntax(at.field("key"), key, names::config_key);
    }
}

/// What the environment can learn of its pod.
const FIELDS_OF_ENV: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// `validateObjectFieldSelector`.
pub(super) fn validate_field(
    field: &ObjectFieldSelector,
    supported: &[&str],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let path = field.field_path.as_str();
    if !faults.filled(at.field("fieldPath"), path) {
        return;
    }
    let version = field.api_version.or_empty();
    if !matches!(version, "" | "v1") {
        let message = format!("`{version}` is no version of a pod");
        return faults.invalid(at.field("fieldPath"), message);
    }
    let subscript = path.strip_suffix("']").and_then(|path| path.split_once("['"));
    match subscript {
        Some(("metadata.annotations", key)) => {
            faults.syntax(at, &key.to_lowercase(), names::qualified_name);
        }
        Some(("metadata.labels", key)) => {
            faults.syntax(at, key, names::qualified_name);
        }
        None if supported.contains(&path) => {}
        // The old name of `spec.nodeName`.
        None if path == "spec.host" && supported.contains(&"spec.nodeName") => {}
        _ => faults.not_supported(at.field("fieldPath"), path, supported),
    }
}

/// Whether the container that has the resource is named or is the one that asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ContainerName {
    Required,
    Optional,
}

const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

/// `validateContainerResourceFieldSelector`.
pub(super) fn validate_resource(
    field: &ResourceFieldSelector,
    name: ContainerName,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let resource = field.resource.as_str();
    let is_huge_page = ["limits.hugepages-", "requests.hugepages-"]
        .iter()
        .any(|prefix| resource.starts_with(prefix));
    if name == ContainerName::Required && field.container_name.or_empty().is_empty() {
        faults.required(at.field("containerName"), "is required");
    } else if faults.filled(at.field("resource"), resource) && !is_huge_page {
        faults.one_of(at.field("resource"), resource, &RESOURCES);
    }
    let units: &[&str] = match resource {
        "limits.cpu" | "requests.cpu" => &["1", "1m"],
        _ if is_huge_page || RESOURCES.contains(&resource) => &BYTE_UNITS,
        _ => return,
    };
    let divisor = field.divisor.as_ref().map(Amount::of).filter(|it| *it != Amount::ZERO);
    if divisor.is_some_and(|divisor| !units.contains(&&*divisor.to_string())) {
        faults.invalid(at.field("divisor"), "is not a unit of this resource");
    }
}

const BYTE_UNITS: [&str; 13] =
    ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/// `ValidateEnvFrom`; that a source is missing is said of the list.
pub(super) fn validate_from(sources: &[EnvFromSource], at: FieldPath<'_>, faults: &mut Faults) {
    for (index, source) in sources.iter().enumerate() {
        let item = at.index(index);
        let prefix = source.prefix.or_empty();
        if !prefix.is_empty() {
            faults.syntax(item.field("prefix"), prefix, names::env_var_name);
        }
        let config_map = source.config_map_ref.as_ref().map(|of| ("configMapRef", &of.name));
        let secret = source.secret_ref.as_ref().map(|of| ("secretRef", &of.name));
        let given = config_map.iter().chain(&secret);
        for (field, name) in given.clone() {
            let field = item.field(field);
            if faults.filled(field.field("name"), name) {
                faults.syntax(field.field("name"), name, names::dns_subdomain_prefix);
            }
        }
        match given.count() {
            0 => faults.invalid(at, "names no source: `configMapRef` or `secretRef`"),
            1 => {}
            _ => faults.invalid(at, "names more than one source in one entry"),
        }
    }
}
