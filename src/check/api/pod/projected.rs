//! Files made of what the cluster knows: `validateProjectedVolumeSource` and
//! `validateDownwardAPIVolumeFile`.
//!
//! Trust bundles and pod certificates are behind features and not looked at.

use std::collections::BTreeSet;

use k8s_openapi::api::core::v1::{
    DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, ServiceAccountTokenProjection,
    VolumeProjection,
};

use super::env;
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::paths;
use crate::check::api::{Faults, FieldPath};

pub(super) fn validate(projected: &ProjectedVolumeSource, at: FieldPath<'_>, faults: &mut Faults) {
    paths::validate_mode(projected.default_mode, at.field("defaultMode"), faults);
    let mut seen = BTreeSet::new();
    let list = at.field("sources");
    for (index, source) in projected.sources.or_empty().iter().enumerate() {
        validate_source(source, at, list.index(index), faults);
        for path in file_paths(source).filter(|path| !path.is_empty()) {
            if !seen.insert(path) {
                faults.invalid(at, format!("two sources have a file `{path}`"));
            }
        }
    }
}

fn validate_source(
    source: &VolumeProjection,
    volume: FieldPath<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if let Some(secret) = &source.secret {
        validate_items(&secret.name, secret.items.or_empty(), at.field("secret"), faults);
    }
    if let Some(map) = &source.config_map {
        validate_items(&map.name, map.items.or_empty(), at.field("configMap"), faults);
    }
    for file in source.downward_api.iter().flat_map(|source| source.items.or_empty()) {
        validate_file(file, at.field("downwardAPI"), faults);
    }
    if let Some(token) = &source.service_account_token {
        validate_token(token, volume, at.field("serviceAccountToken"), faults);
    }
    let given = [
        source.secret.is_some(),
        source.config_map.is_some(),
        source.downward_api.is_some(),
        source.service_account_token.is_some(),
    ];
    if given.iter().filter(|is_given| **is_given).count() > 1 {
        faults.forbidden(at, "has more than one source: make them entries of their own");
    }
}

fn validate_items(name: &str, items: &[KeyToPath], at: FieldPath<'_>, faults: &mut Faults) {
    faults.filled(at.field("name"), name);
    paths::validate_items(items, at.field("items"), faults);
}

/// That the path is bad is said of a `path` of the volume.
fn validate_token(
    token: &ServiceAccountTokenProjection,
    volume: FieldPath<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if token.expiration_seconds.is_some_and(|seconds| !(600..=1 << 32).contains(&seconds)) {
        let message = "is not between 600 seconds, ten minutes, and 2^32";
        faults.invalid(at.field("expirationSeconds"), message);
    }
    let at = volume.field("path");
    if faults.filled(at, &token.path) {
        paths::validate_own(&token.path, at, faults);
    }
}

/// What is wrong is said of what holds the list of files.
pub(super) fn validate_file(file: &DownwardAPIVolumeFile, at: FieldPath<'_>, faults: &mut Faults) {
    const FIELDS: [&str; 5] = [
        "metadata.annotations",
        "metadata.labels",
        "metadata.name",
        "metadata.namespace",
        "metadata.uid",
    ];
    faults.filled(at.field("path"), &file.path);
    paths::validate_own(&file.path, at.field("path"), faults);
    paths::validate_mode(file.mode, at.field("mode"), faults);
    match (&file.field_ref, &file.resource_field_ref) {
        (Some(field), resource) => {
            env::validate_field(field, &FIELDS, at.field("fieldRef"), faults);
            if resource.is_some() {
                faults.invalid(at, "`fieldRef` goes with no `resourceFieldRef`: one of them");
            }
        }
        (None, Some(resource)) => {
            let at = at.field("resourceFieldRef");
            env::validate_resource(resource, env::ContainerName::Required, at, faults);
        }
        (None, None) => faults.required(at, "needs `fieldRef` or `resourceFieldRef`"),
    }
}

/// The files that a source makes, where it says which.
fn file_paths(source: &VolumeProjection) -> impl Iterator<Item = &str> {
    let secret = source.secret.iter().flat_map(|secret| secret.items.or_empty());
    let config_map = source.config_map.iter().flat_map(|map| map.items.or_empty());
    let files = source.downward_api.iter().flat_map(|source| source.items.or_empty());
    secret
        .chain(config_map)
        .map(|item| item.path.as_str())
        .chain(files.map(|file| file.path.as_str()))
}
