//! Volumes: `ValidatePersistentVolumeSpec` of the core validation, and the rule of
//! `pkg/volume/validation`.

use k8s_openapi::api::core::v1::{PersistentVolume, PersistentVolumeSpec, VolumeNodeAffinity};

use super::claims::VOLUME_MODES;
use super::{claim_spec, claims, sources, topology};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate, node_labels};
use crate::kube::names;
use crate::kube::quantity::Amount;

const MOUNT_OPTIONS: &str = "volume.beta.kubernetes.io/mount-options";

impl Validate for PersistentVolume {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let nothing = PersistentVolumeSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&nothing);
        let name = self.metadata.name.as_deref().unwrap_or_default();
        validate_spec(spec, name, at.field("spec"), faults);
        let annotations = self.metadata.annotations.as_ref();
        let has_options = annotations.is_some_and(|all| all.contains_key(MOUNT_OPTIONS));
        if has_options && !can_be_mounted_with_options(spec) {
            let at = at.field("metadata");
            let at = at.field("annotations");
            faults.forbidden(at.field(MOUNT_OPTIONS), "this type of volume takes no mount options");
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let meta = at.field("metadata");
        for (key, message) in [
            (claims::OLD_CLASS, claims::NEW_CLASS),
            (MOUNT_OPTIONS, "is deprecated, use `spec.mountOptions`"),
        ] {
            if self.metadata.annotations.as_ref().is_some_and(|all| all.contains_key(key)) {
                faults.warn(meta.field("annotations").key(key), message);
            }
        }
        if let Some(spec) = &self.spec {
            warn_of_spec(spec, at.field("spec"), faults);
        }
    }
}

/// `warningsForPersistentVolumeSpecAndMeta`
fn warn_of_spec(spec: &PersistentVolumeSpec, at: FieldPath<'_>, faults: &mut Faults) {
    if spec.persistent_volume_reclaim_policy.as_deref() == Some("Recycle") {
        let message =
            "is `Recycle`, which is deprecated: let volumes be made when they are claimed";
        faults.warn(at.field("persistentVolumeReclaimPolicy"), message);
    }
    let selector = spec.node_affinity.as_ref().and_then(|affinity| affinity.required.as_ref());
    let terms = selector.map(|selector| selector.node_selector_terms.as_slice());
    for (index, term) in terms.unwrap_or_default().iter().enumerate() {
        let at = at.field("nodeAffinity");
        let at = at.field("required");
        node_labels::warn_of_term(term, at.field("nodeSelectorTerms").index(index), faults);
    }
    for (field, is_given) in [
        ("cephfs", spec.cephfs.is_some()),
        ("photonPersistentDisk", spec.photon_persistent_disk.is_some()),
        ("scaleIO", spec.scale_io.is_some()),
        ("storageos", spec.storageos.is_some()),
        ("glusterfs", spec.glusterfs.is_some()),
        ("rbd", spec.rbd.is_some()),
    ] {
        if is_given {
            faults.warn(at.field(field), sources::DEAD_VOLUME);
        }
    }
}

/// `checkMountOption`
fn can_be_mounted_with_options(spec: &PersistentVolumeSpec) -> bool {
    spec.gce_persistent_disk.is_some()
        || spec.aws_elastic_block_store.is_some()
        || spec.glusterfs.is_some()
        || spec.nfs.is_some()
        || spec.rbd.is_some()
        || spec.quobyte.is_some()
        || spec.iscsi.is_some()
        || spec.cinder.is_some()
        || spec.cephfs.is_some()
        || spec.azure_file.is_some()
        || spec.vsphere_volume.is_some()
        || spec.azure_disk.is_some()
        || spec.photon_persistent_disk.is_some()
}

fn validate_spec(spec: &PersistentVolumeSpec, name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let modes = spec.access_modes.as_deref().unwrap_or_default();
    claim_spec::validate_access_modes(modes, at.field("accessModes"), faults);
    validate_capacity(spec, at.field("capacity"), faults);
    let policy = spec.persistent_volume_reclaim_policy.or_empty();
    let at_policy = at.field("persistentVolumeReclaimPolicy");
    if !policy.is_empty() {
        faults.one_of(at_policy, policy, &["Delete", "Recycle", "Retain"]);
    }
    if let Some(affinity) = &spec.node_affinity {
        affinity.validate(at.field("nodeAffinity"), faults);
    }
    sources::validate(spec, name, at, faults);
    let host_path = spec.host_path.as_ref().map(|source| source.path.as_str());
    if policy == "Recycle" && host_path.is_some_and(is_root) {
        faults.forbidden(at_policy, "can't be `Recycle` for the root of a host");
    }
    claims::class_name(spec.storage_class_name.as_ref(), at.field("storageClassName"), faults);
    if let Some(mode) = &spec.volume_mode {
        faults.one_of(at.field("volumeMode"), mode, &VOLUME_MODES);
    }
    attributes_class(spec, at, faults);
}

fn attributes_class(spec: &PersistentVolumeSpec, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(class) = &spec.volume_attributes_class_name {
        faults.named(at.field("volumeAttributesClassName"), class, names::dns_subdomain);
        if spec.csi.is_none() {
            faults.required(at.field("csi"), "must be given with `volumeAttributesClassName`");
        }
    }
}

/// Whether a path is `/`, written in any way.
fn is_root(path: &str) -> bool {
    let mut depth = 0_i32;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => depth = (depth - 1).max(0),
            _ => depth += 1,
        }
    }
    path.starts_with('/') && depth == 0
}

fn validate_capacity(spec: &PersistentVolumeSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(capacity) = spec.capacity.as_ref().filter(|capacity| !capacity.is_empty()) else {
        faults.required(at, "must be given");
        return faults.not_supported(at, "", &["storage"]);
    };
    if capacity.len() > 1 || !capacity.contains_key("storage") {
        let given: Vec<&str> = capacity.keys().map(String::as_str).collect();
        faults.not_supported(at, &given.join(", "), &["storage"]);
    }
    for (name, amount) in capacity {
        if Amount::of(amount) <= Amount::ZERO {
            faults.invalid(at.key(name), format!("`{}` is not above zero", amount.0));
        }
    }
}

impl Validate for VolumeNodeAffinity {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at = at.field("required");
        match &self.required {
            Some(selector) => topology::node_selector(selector, at, faults),
            None => faults.required(at, "must be given"),
        }
    }
}

/// A volume that an attachment has in itself.
pub(crate) fn inline_volume(spec: &PersistentVolumeSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let message = "can't be given for an inline volume";
    let given = [
        ("claimRef", spec.claim_ref.is_some()),
        ("capacity", spec.capacity.as_ref().is_some_and(|capacity| !capacity.is_empty())),
        ("nodeAffinity", spec.node_affinity.is_some()),
        ("storageClassName", !spec.storage_class_name.or_empty().is_empty()),
        (
            "persistentVolumeReclaimPolicy",
            !matches!(spec.persistent_volume_reclaim_policy.or_empty(), "" | "Retain"),
        ),
        ("volumeMode", spec.volume_mode.as_ref().is_some_and(|mode| mode != "Filesystem")),
    ];
    for (field, _) in given.into_iter().filter(|(_, is_given)| *is_given) {
        faults.forbidden(at.field(field), message);
    }
    if spec.csi.is_none() {
        faults.required(at.field("csi"), "must be given for an inline volume");
    }
    let modes = spec.access_modes.as_deref().unwrap_or_default();
    claim_spec::validate_access_modes(modes, at.field("accessModes"), faults);
    sources::validate(spec, "", at, faults);
    attributes_class(spec, at, faults);
}
