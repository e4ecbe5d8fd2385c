//! Claims of volumes: `ValidatePersistentVolumeClaim` of the core validation.

use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, TypedLocalObjectReference,
    TypedObjectReference,
};

use super::claim_spec;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

pub(crate) const OLD_CLASS: &str = "volume.beta.kubernetes.io/storage-class";
pub(crate) const NEW_CLASS: &str = "is deprecated, use `spec.storageClassName`";
pub(crate) const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

impl Validate for PersistentVolumeClaim {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let mut spec = self.spec.clone().unwrap_or_default();
        let at = at.field("spec");
        if settle_data_sources(&mut spec) == OtherNamespace::Dropped {
            faults.forget_missing(at.field("dataSourceRef"));
        }
        claim_spec::validate_spec(&spec, at, faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let annotations = self.metadata.annotations.as_ref();
        if annotations.is_some_and(|all| all.contains_key(OLD_CLASS)) {
            let at = at.field("metadata");
            faults.warn(at.field("annotations").key(OLD_CLASS), NEW_CLASS);
        }
        if let Some(spec) = &self.spec {
            claim_spec::warn(spec, at.field("spec"), faults);
        }
    }
}

/// What became of a reference into another namespace.
#[derive(PartialEq, Eq)]
enum OtherNamespace {
    Kept,
    Dropped,
}

/// What the server does with the sources of data before it looks (`pkg/api/persistentvolumeclaim`):
/// it drops a reference into another namespace, and where there is none, a `dataSource` that is
/// neither claim nor snapshot; then it writes the one field into the other.
fn settle_data_sources(spec: &mut PersistentVolumeClaimSpec) -> OtherNamespace {
    let mut dropped = OtherNamespace::Kept;
    if spec.data_source_ref.as_ref().is_some_and(is_elsewhere) {
        spec.data_source_ref = None;
        dropped = OtherNamespace::Dropped;
    }
    if spec.data_source_ref.is_none() {
        spec.data_source = spec.data_source.take().filter(is_claim_or_snapshot);
    }
    match (&spec.data_source, &spec.data_source_ref) {
        (Some(source), None) => {
            spec.data_source_ref = Some(TypedObjectReference {
                api_group: source.api_group.clone(),
                kind: source.kind.clone(),
                name: source.name.clone(),
                namespace: None,
            });
        }
        (None, Some(reference)) => {
            spec.data_source = Some(TypedLocalObjectReference {
                api_group: reference.api_group.clone(),
                kind: reference.kind.clone(),
                name: reference.name.clone(),
            });
        }
        _ => {}
    }
    dropped
}

fn is_elsewhere(reference: &TypedObjectReference) -> bool {
    !reference.namespace.or_empty().is_empty()
}

fn is_claim_or_snapshot(source: &TypedLocalObjectReference) -> bool {
    matches!(
        (source.api_group.or_empty(), source.kind.as_str()),
        ("", "PersistentVolumeClaim") | ("snapshot.storage.k8s.io", "VolumeSnapshot")
    )
}

/// A class that may be left out or empty.
pub(crate) fn class_name(name: Option<&String>, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        faults.syntax(at, name, names::dns_subdomain);
    }
}
