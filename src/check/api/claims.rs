//! Claims of volumes: `ValidatePersistentVolumeClaim` of the core validation.

use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, TypedLocalObjectReference,
    TypedObjectReference,
};

use super::words::text;
use super::{Faults, Path, Validate, claim, names};

pub const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

impl Validate for PersistentVolumeClaim {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        let mut spec = self.spec.clone().unwrap_or_default();
        settle_data_source(&mut spec);
        claim::validate_spec(&spec, at.field("spec"), faults);
    }
}

/// What the server does with the sources of data before it looks: it drops a `dataSource` that is
/// neither claim nor snapshot, and writes the one field into the other
/// (`pkg/api/persistentvolumeclaim`).
fn settle_data_source(spec: &mut PersistentVolumeClaimSpec) {
    if let Some(reference) = &mut spec.data_source_ref {
        reference.namespace = None;
    }
    spec.data_source = spec.data_source.take().filter(is_claim_or_snapshot);
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
            let source = TypedLocalObjectReference {
                api_group: reference.api_group.clone(),
                kind: reference.kind.clone(),
                name: reference.name.clone(),
            };
            spec.data_source = Some(source).filter(is_claim_or_snapshot);
        }
        _ => {}
    }
}

fn is_claim_or_snapshot(source: &TypedLocalObjectReference) -> bool {
    matches!(
        (text(source.api_group.as_ref()), source.kind.as_str()),
        ("", "PersistentVolumeClaim") | ("snapshot.storage.k8s.io", "VolumeSnapshot")
    )
}

/// A class that may be left out or empty.
pub fn class_name(name: Option<&String>, at: Path<'_>, faults: &mut Faults) {
    if !text(name).is_empty() {
        faults.syntax(at, text(name), names::dns_subdomain);
    }
}
