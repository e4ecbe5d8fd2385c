//! Claims to storage, wherever they stand: by themselves, in a pod, in a `StatefulSet`.
//! `ValidatePersistentVolumeClaimSpec` and `ValidatePersistentVolumeClaimTemplate` of
//! `pkg/apis/core/validation`.

use k8s_openapi::api::core::v1::{
    PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate, TypedLocalObjectReference,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, labels, meta, resource_names};
use crate::kube::names;
use crate::kube::quantity::Amount;

const ACCESS_MODES: [&str; 4] =
    ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

pub(crate) fn validate_template(
    template: &PersistentVolumeClaimTemplate,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if let Some(meta) = &template.metadata {
        validate_template_meta(meta, at.field("metadata"), faults);
    }
    validate_spec(&template.spec, at.field("spec"), faults);
}

/// `ValidateTemplateObjectMeta`: a template has labels and annotations, and nothing else.
pub(crate) fn validate_template_meta(meta: &ObjectMeta, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(annotations) = &meta.annotations {
        meta::validate_annotations(annotations, at.field("annotations"), faults);
    }
    if let Some(map) = &meta.labels {
        labels::validate(map, at.field("labels"), faults);
    }
    for field in other_fields(meta) {
        faults.forbidden(at.field(field), "can't be set in a template");
    }
}

/// What is set beside them, an empty list too, by the names of Go.
fn other_fields(meta: &ObjectMeta) -> impl Iterator<Item = &'static str> {
    let is_filled = |text: &Option<String>| !text.or_empty().is_empty();
    let fields = [
        ("name", is_filled(&meta.name)),
        ("generateName", is_filled(&meta.generate_name)),
        ("namespace", is_filled(&meta.namespace)),
        ("selfLink", is_filled(&meta.self_link)),
        ("uID", is_filled(&meta.uid)),
        ("resourceVersion", is_filled(&meta.resource_version)),
        ("generation", meta.generation.is_some_and(|number| number != 0)),
        ("creationTimestamp", meta.creation_timestamp.is_some()),
        ("deletionTimestamp", meta.deletion_timestamp.is_some()),
        ("deletionGracePeriodSeconds", meta.deletion_grace_period_seconds.is_some()),
        ("ownerReferences", meta.owner_references.is_some()),
        ("finalizers", meta.finalizers.is_some()),
        ("managedFields", meta.managed_fields.is_some()),
    ];
    fields.into_iter().filter(|(_, is_set)| *is_set).map(|(field, _)| field)
}

pub(crate) fn validate_spec(
    spec: &PersistentVolumeClaimSpec,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    validate_access_modes(spec.access_modes.or_empty(), at.field("accessModes"), faults);
    if let Some(selector) = &spec.selector {
        labels::validate_selector(selector, at.field("selector"), faults);
    }
    validate_size(spec, at, faults);
    for (field, class) in [
        ("storageClassName", &spec.storage_class_name),
        ("volumeAttributesClassName", &spec.volume_attributes_class_name),
    ] {
        if !class.or_empty().is_empty() {
            faults.syntax(at.field(field), class.or_empty(), names::dns_subdomain);
        }
    }
    if let Some(mode) = &spec.volume_mode {
        faults.one_of(at.field("volumeMode"), mode, &["Block", "Filesystem"]);
    }
    validate_sources(spec, at, faults);
}

pub(crate) fn validate_access_modes(modes: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    if modes.is_empty() {
        faults.required(at, "at least one access mode is required");
    }
    for mode in modes {
        faults.one_of(at, mode, &ACCESS_MODES);
    }
    let once_per_pod = |mode: &&String| *mode == "ReadWriteOncePod";
    let others = modes.iter().filter(|mode| ACCESS_MODES.contains(&mode.as_str()));
    if modes.iter().any(|mode| once_per_pod(&mode)) && others.clone().any(|m| !once_per_pod(&m)) {
        faults.forbidden(at, "`ReadWriteOncePod` goes with no other access mode");
    }
}

fn validate_size(spec: &PersistentVolumeClaimSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let requests = spec.resources.as_ref().and_then(|resources| resources.requests.as_ref());
    let list = at.field("resources");
    let at = list.key("storage");
    match requests.and_then(|requests| requests.get("storage")) {
        None => faults.required(at, "a claim needs `requests.storage`"),
        Some(size) if Amount::of(size) <= Amount::ZERO => {
            faults.invalid(at, format!("{} is not greater than 0", size.0));
        }
        Some(_) => {}
    }
}

/// `validateDataSource`, `validateDataSourceRef`.
fn validate_sources(spec: &PersistentVolumeClaimSpec, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(source) = &spec.data_source {
        validate_source(source, at.field("dataSource"), faults);
    }
    let Some(reference) = &spec.data_source_ref else {
        return;
    };
    let target = TypedLocalObjectReference {
        api_group: reference.api_group.clone(),
        kind: reference.kind.clone(),
        name: reference.name.clone(),
    };
    let at_reference = at.field("dataSourceRef");
    validate_source(&target, at_reference, faults);
    let namespace = reference.namespace.or_empty();
    if !namespace.is_empty() {
        faults.syntax(at_reference.field("namespace"), namespace, names::dns_label);
    }
    match &spec.data_source {
        Some(_) if !namespace.is_empty() => {
            faults.invalid(at, "`dataSource` goes with no `dataSourceRef.namespace`");
        }
        Some(source) if *source != target => {
            faults.invalid(at, "`dataSource` and `dataSourceRef` name different objects");
        }
        _ => {}
    }
}

fn validate_source(source: &TypedLocalObjectReference, at: FieldPath<'_>, faults: &mut Faults) {
    faults.filled(at.field("name"), &source.name);
    faults.filled(at.field("kind"), &source.kind);
    let group = source.api_group.or_empty();
    if group.is_empty() && source.kind != "PersistentVolumeClaim" {
        faults.invalid(at, "of the core group only a `PersistentVolumeClaim` can be a source");
    }
    if !group.is_empty() {
        faults.syntax(at.field("apiGroup"), group, names::dns_subdomain);
    }
}

/// `GetWarningsForPersistentVolumeClaimSpec`
pub(crate) fn warn(spec: &PersistentVolumeClaimSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(resources) = &spec.resources else { return };
    let at = at.field("resources");
    resource_names::warn_of_part_bytes(
        resources.requests.as_ref(),
        "storage",
        at.field("requests"),
        faults,
    );
    resource_names::warn_of_part_bytes(
        resources.limits.as_ref(),
        "storage",
        at.field("limits"),
        faults,
    );
}
