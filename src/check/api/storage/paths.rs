//! Paths of files in volumes.

use k8s_openapi::api::core::v1::KeyToPath;

use crate::check::api::{Faults, FieldPath};

/// `validateLocalDescendingPath`: relative, and never back.
pub(crate) fn validate_descending(path: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if path.starts_with('/') {
        faults.invalid(at, format!("`{path}` is not relative"));
    }
    validate_forward(path, at, faults);
}

/// `validatePathNoBacksteps`.
pub(crate) fn validate_forward(path: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if goes_back(path) {
        faults.invalid(at, format!("`{path}` contains `..`"));
    }
}

/// `ValidateLocalNonReservedPath`: names that start with `..` are the kubelet's own.
pub(crate) fn validate_own(path: &str, at: FieldPath<'_>, faults: &mut Faults) {
    validate_descending(path, at, faults);
    if path.starts_with("..") && !path.starts_with("../") {
        faults.invalid(at, format!("`{path}` starts with `..`"));
    }
}

pub(crate) fn goes_back(path: &str) -> bool {
    path.split('/').any(|part| part == "..")
}

/// The permissions of a file.
pub(crate) fn validate_mode(mode: Option<i32>, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(mode) = mode.filter(|mode| !(0..=0o777).contains(mode)) {
        faults.invalid(at, format!("{mode} is not between 0 and 0777 (511)"));
    }
}

/// `validateKeyToPath`.
pub(crate) fn validate_items(items: &[KeyToPath], at: FieldPath<'_>, faults: &mut Faults) {
    for (index, item) in items.iter().enumerate() {
        let at = at.index(index);
        faults.filled(at.field("key"), &item.key);
        faults.filled(at.field("path"), &item.path);
        validate_own(&item.path, at.field("path"), faults);
        validate_mode(item.mode, at.field("mode"), faults);
    }
}
