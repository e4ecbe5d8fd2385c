//! Claims of volumes: `ValidatePersistentVolumeClaim` of the core validation.

use k8s_openapi::api::core::v1::{
    PersistentVolumeClaim, PersistentVolumeClaimSpec, TypedLocalObjectReference,
    TypedObjectReference,
};

use super::quantity::Amount;
use super::words::{one_of, text};
use super::{Faults, Path, Validate, labels, names};

const ACCESS_MODES: [&str; 4] =
    ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
pub const VOLUME_MODES: [&str; 2] = ["Block", "Filesystem"];

impl Validate for PersistentVolumeClaim {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        let mut spec = self.spec.clone().unwrap_or_default();
        settle_data_source(&mut spec);
        spec.validate(at.field("spec"), faults);
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

/// `ValidatePersistentVolumeClaimSpec`, which names the storage asked for in its own way.
impl Validate for PersistentVolumeClaimSpec {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        let modes = self.access_modes.as_deref().unwrap_or_default();
        access_modes(modes, at.field("accessModes"), faults);
        if let Some(selector) = &self.selector {
            labels::validate_selector(selector, at.field("selector"), faults);
        }
        let requests = self.resources.as_ref().and_then(|wanted| wanted.requests.as_ref());
        let at_storage = at.field("resources");
        match requests.and_then(|requests| requests.get("storage")) {
            None => faults.required(at_storage.key("storage"), "the storage must be given"),
            Some(amount) if Amount::of(amount) <= Amount::ZERO => {
                let message = format!("`{}` is not above zero", amount.0);
                faults.invalid(at_storage.key("storage"), message);
            }
            Some(_) => {}
        }
        class_name(self.storage_class_name.as_ref(), at.field("storageClassName"), faults);
        if let Some(mode) = &self.volume_mode {
            one_of(mode, &VOLUME_MODES, at.field("volumeMode"), faults);
        }
        let class = self.volume_attributes_class_name.as_ref();
        class_name(class, at.field("volumeAttributesClassName"), faults);
        data_sources(self, at, faults);
    }
}

pub fn access_modes(modes: &[String], at: Path<'_>, faults: &mut Faults) {
    if modes.is_empty() {
        faults.required(at, "must have at least one mode");
    }
    let mut known = Vec::new();
    for mode in modes {
        if one_of(mode, &ACCESS_MODES, at, faults) {
            known.push(mode.as_str());
        }
    }
    let is_of_one_pod = |mode: &&str| *mode == "ReadWriteOncePod";
    if known.iter().any(is_of_one_pod) && !known.iter().all(is_of_one_pod) {
        faults.forbidden(at, "`ReadWriteOncePod` excludes other modes");
    }
}

/// A class that may be left out or empty.
pub fn class_name(name: Option<&String>, at: Path<'_>, faults: &mut Faults) {
    if !text(name).is_empty() {
        faults.syntax(at, text(name), names::dns_subdomain);
    }
}

fn data_sources(spec: &PersistentVolumeClaimSpec, at: Path<'_>, faults: &mut Faults) {
    let source = spec.data_source.as_ref().map(|it| (&it.api_group, &it.kind, &it.name));
    let reference = spec.data_source_ref.as_ref().map(|it| (&it.api_group, &it.kind, &it.name));
    for (field, object) in [("dataSource", source), ("dataSourceRef", reference)] {
        let Some((group, kind, name)) = object else { continue };
        let at = at.field(field);
        for (field, value) in [("name", name), ("kind", kind)] {
            if value.is_empty() {
                faults.required(at.field(field), "must be given");
            }
        }
        let group = text(group.as_ref());
        if !group.is_empty() {
            faults.syntax(at.field("apiGroup"), group, names::dns_subdomain);
        } else if kind != "PersistentVolumeClaim" {
            faults.invalid(at, "must be a `PersistentVolumeClaim` where no group is given");
        }
    }
    if source.zip(reference).is_some_and(|(left, right)| left != right) {
        faults.invalid(at, "`dataSource` must match `dataSourceRef`");
    }
}
