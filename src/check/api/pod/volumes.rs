//! The volumes of a pod: `ValidateVolumes` and `validateVolumeSource`.
//!
//! A volume without a source is an empty directory.

use k8s_openapi::api::core::v1::{
    CSIVolumeSource, EphemeralVolumeSource, ISCSIVolumeSource, ImageVolumeSource, Volume,
};

use super::mounts::Volumes;
use super::sources::sources;
use super::{Holder, containers, legacy, projected};
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::paths;
use crate::check::api::storage::{claim_spec, drivers};
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;
use crate::kube::quantity::Amount;

/// Returns the volumes that are right, for the containers to mount.
pub(super) fn validate<'a>(
    volumes: &'a [Volume],
    holder: Holder<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) -> Volumes<'a> {
    let mut right = Volumes::new();
    for (index, volume) in volumes.iter().enumerate() {
        let at = at.index(index);
        let before = faults.found.len();
        validate_volume(volume, holder, at, faults);
        if right.contains_key(volume.name.as_str()) {
            faults.duplicate(at.field("name"), &volume.name);
        }
        if faults.found.len() == before {
            right.insert(&volume.name, volume);
        }
        validate_claim_name(volume, volumes, holder, at, faults);
    }
    right
}

fn validate_volume(volume: &Volume, holder: Holder<'_>, at: FieldPath<'_>, faults: &mut Faults) {
    validate_source(volume, holder, at, faults);
    if faults.filled(at.field("name"), &volume.name) {
        faults.syntax(at.field("name"), &volume.name, names::dns_label);
    }
}

/// A claim that is made for the pod can't be named as one that is there.
fn validate_claim_name(
    volume: &Volume,
    volumes: &[Volume],
    holder: Holder<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let (Some(pod), Some(source)) = (holder.name(), &volume.persistent_volume_claim) else {
        return;
    };
    let made = volumes.iter().filter(|volume| volume.ephemeral.is_some());
    if made.map(|volume| format!("{pod}-{}", volume.name)).any(|name| name == source.claim_name) {
        let claim = at.field("persistentVolumeClaim");
        faults.invalid(claim.field("claimName"), "is a claim that gets made for another volume");
    }
}

/// Only the first source given is looked into.
fn validate_source(volume: &Volume, holder: Holder<'_>, at: FieldPath<'_>, faults: &mut Faults) {
    let mut first = None;
    for (field, is_given) in sources(volume) {
        match first {
            _ if !is_given => {}
            None => first = Some(field),
            Some(first) => {
                // The server's own slip of the pen.
                let field = if field == "downwardAPI" { "downwarAPI" } else { field };
                faults.forbidden(at.field(field), format!("goes with no `{first}`: one of them"));
            }
        }
    }
    if let Some(field) = first
        && !validate_common(field, volume, holder, at, faults)
    {
        legacy::validate(field, volume, at, faults);
    }
}

/// Returns whether `field` is a source that is dealt with here.
fn validate_common(
    field: &str,
    volume: &Volume,
    holder: Holder<'_>,
    volume_at: FieldPath<'_>,
    faults: &mut Faults,
) -> bool {
    let at = volume_at.field(field);
    if let ("emptyDir", Some(source)) = (field, &volume.empty_dir) {
        if source.size_limit.as_ref().is_some_and(|size| Amount::of(size) < Amount::ZERO) {
            faults.forbidden(at.field("sizeLimit"), "is less than 0");
        }
    } else if let ("hostPath", Some(source)) = (field, &volume.host_path) {
        source.validate(at, faults);
    } else if let ("secret", Some(source)) = (field, &volume.secret) {
        faults.filled(at.field("secretName"), source.secret_name.or_empty());
        paths::validate_mode(source.default_mode, at.field("defaultMode"), faults);
        paths::validate_items(source.items.or_empty(), at.field("items"), faults);
    } else if let ("configMap", Some(source)) = (field, &volume.config_map) {
        faults.filled(at.field("name"), &source.name);
        paths::validate_mode(source.default_mode, at.field("defaultMode"), faults);
        paths::validate_items(source.items.or_empty(), at.field("items"), faults);
    } else if let ("nfs", Some(source)) = (field, &volume.nfs) {
        source.validate(at, faults);
    } else if let ("iscsi", Some(source)) = (field, &volume.iscsi) {
        validate_iscsi(source, &volume.name, volume_at, faults);
    } else if let ("persistentVolumeClaim", Some(source)) = (field, &volume.persistent_volume_claim)
    {
        faults.filled(at.field("claimName"), &source.claim_name);
    } else if let ("downwardAPI", Some(source)) = (field, &volume.downward_api) {
        paths::validate_mode(source.default_mode, at.field("defaultMode"), faults);
        for file in source.items.or_empty() {
            projected::validate_file(file, at, faults);
        }
    } else if let ("projected", Some(source)) = (field, &volume.projected) {
        projected::validate(source, at, faults);
    } else if let ("csi", Some(source)) = (field, &volume.csi) {
        validate_csi(source, at, faults);
    } else if let ("ephemeral", Some(source)) = (field, &volume.ephemeral) {
        validate_ephemeral(source, &volume.name, holder, volume_at, faults);
    } else if let ("image", Some(source)) = (field, &volume.image) {
        validate_image(source, holder, at, faults);
    } else {
        return false;
    }
    true
}

fn validate_iscsi(
    source: &ISCSIVolumeSource,
    name: &str,
    volume: FieldPath<'_>,
    faults: &mut Faults,
) {
    let at = volume.field("iscsi");
    faults.filled(at.field("targetPortal"), &source.target_portal);
    if faults.filled(at.field("iqn"), &source.iqn) {
        faults.syntax(at.field("iqn"), &source.iqn, drivers::iscsi_name);
    }
    if !(0..=255).contains(&source.lun) {
        faults.invalid(at.field("lun"), format!("{} is not between 0 and 255", source.lun));
    }
    let authenticates = [source.chap_auth_discovery, source.chap_auth_session];
    if authenticates.contains(&Some(true)) && source.secret_ref.is_none() {
        faults.required(at.field("secretRef"), "is required with CHAP");
    }
    if let Some(initiator) = &source.initiator_name {
        faults.syntax(at.field("initiatorname"), initiator, drivers::iscsi_name);
        if name.len() + 1 + source.target_portal.len() > 64 {
            let message = "is longer than 64 characters, together with the target portal";
            faults.invalid(volume.field("name"), message);
        }
    }
}

/// That the secret's name is bad is said of a `name`.
fn validate_csi(source: &CSIVolumeSource, at: FieldPath<'_>, faults: &mut Faults) {
    drivers::driver_name(&source.driver, at.field("driver"), faults);
    if let Some(secret) = &source.node_publish_secret_ref
        && faults.filled(at.field("nodePublishSecretRef").field("name"), &secret.name)
    {
        faults.syntax(at.field("name"), &secret.name, names::dns_subdomain);
    }
}

fn validate_ephemeral(
    source: &EphemeralVolumeSource,
    name: &str,
    holder: Holder<'_>,
    volume: FieldPath<'_>,
    faults: &mut Faults,
) {
    let at = volume.field("ephemeral");
    match &source.volume_claim_template {
        None => faults.required(at.field("volumeClaimTemplate"), "is required"),
        Some(template) => {
            claim_spec::validate_template(template, at.field("volumeClaimTemplate"), faults);
        }
    }
    if let Some(pod) = holder.name()
        && !name.is_empty()
    {
        faults.syntax(volume.field("name"), &format!("{pod}-{name}"), names::dns_subdomain);
    }
}

fn validate_image(
    source: &ImageVolumeSource,
    holder: Holder<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if matches!(holder, Holder::Pod(_)) {
        faults.filled(at.field("reference"), source.reference.or_empty());
    }
    containers::validate_pull_policy(source.pull_policy.or_empty(), at.field("pullPolicy"), faults);
}
