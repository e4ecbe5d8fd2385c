//! Where a container sees the pod's volumes: `ValidateVolumeMounts`, `ValidateVolumeDevices`.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{Container, Volume, VolumeDevice, VolumeMount};

use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::paths;
use crate::check::api::{Faults, FieldPath};

/// The volumes of a pod that are right, by name.
pub(super) type Volumes<'a> = BTreeMap<&'a str, &'a Volume>;

pub(super) fn validate(
    container: &Container,
    volumes: &Volumes,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let (mounts, devices) =
        (container.volume_mounts.or_empty(), container.volume_devices.or_empty());
    let list = at.field("volumeMounts");
    let overlap = Overlap::of(devices);
    let mut seen = BTreeSet::new();
    for (index, mount) in mounts.iter().enumerate() {
        let at = list.index(index);
        validate_mount(mount, volumes, at, faults);
        validate_manner(mount, is_privileged(container), list, faults);
        if !seen.insert(&mount.mount_path) {
            let message = format!("`{}` is mounted twice", mount.mount_path);
            faults.invalid(at.field("mountPath"), message);
        }
        overlap.validate(mount, at, faults);
    }
    validate_devices(devices, mounts, volumes, at.field("volumeDevices"), faults);
}

fn validate_mount(mount: &VolumeMount, volumes: &Volumes, at: FieldPath<'_>, faults: &mut Faults) {
    faults.filled(at.field("name"), &mount.name);
    faults.filled(at.field("mountPath"), &mount.mount_path);
    if !volumes.contains_key(mount.name.as_str()) {
        faults.not_found(at.field("name"), &mount.name, "the volumes of the pod");
    }
    if !mount.sub_path.or_empty().is_empty() && !mount.sub_path_expr.or_empty().is_empty() {
        faults.invalid(at.field("subPathExpr"), "goes with no `subPath`: one of them");
    }
}

/// What the server says of the list, whichever mount it is.
fn validate_manner(
    mount: &VolumeMount,
    privileged: bool,
    list: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (field, path) in [("subPath", &mount.sub_path), ("subPathExpr", &mount.sub_path_expr)] {
        paths::validate_descending(path.or_empty(), list.field(field), faults);
    }
    if let Some(mode) = &mount.mount_propagation {
        let at = list.field("mountPropagation");
        faults.one_of(at, mode, &["Bidirectional", "HostToContainer", "None"]);
        if mode == "Bidirectional" && !privileged {
            faults.forbidden(at, "`Bidirectional` is for privileged containers");
        }
    }
    let at = list.field("recursiveReadOnly");
    match mount.recursive_read_only.as_deref() {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if mount.read_only != Some(true) {
                faults.forbidden(at, "goes with `readOnly: true`");
            }
            if !matches!(mount.mount_propagation.as_deref(), None | Some("None")) {
                faults.forbidden(at, "goes with no `mountPropagation`");
            }
        }
        Some(other) => faults.not_supported(at, other, &["Disabled", "Enabled", "IfPossible"]),
    }
}

/// What the devices take, and no mount may.
struct Overlap<'a> {
    names: BTreeSet<&'a str>,
    paths: BTreeSet<&'a str>,
}

impl<'a> Overlap<'a> {
    fn of(devices: &'a [VolumeDevice]) -> Self {
        Overlap {
            names: devices.iter().map(|device| &*device.name).collect(),
            paths: devices.iter().map(|device| &*device.device_path).collect(),
        }
    }

    fn validate(&self, mount: &VolumeMount, at: FieldPath<'_>, faults: &mut Faults) {
        let VolumeMount { name, mount_path: path, .. } = mount;
        if self.names.contains(&**name) {
            faults.invalid(at.field("name"), format!("`{name}` is in `volumeDevices`, too"));
        }
        if self.paths.contains(&**path) {
            faults.invalid(at.field("mountPath"), format!("`{path}` is the path of a device, too"));
        }
    }
}

fn validate_devices(
    devices: &[VolumeDevice],
    mounts: &[VolumeMount],
    volumes: &Volumes,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let mounted: BTreeSet<&str> = mounts.iter().map(|mount| &*mount.name).collect();
    let mount_paths: BTreeSet<&str> = mounts.iter().map(|mount| &*mount.mount_path).collect();
    let (mut names, mut device_paths) = (BTreeSet::new(), BTreeSet::new());
    for (index, device) in devices.iter().enumerate() {
        let at = at.index(index);
        let (name, path) = (device.name.as_str(), device.device_path.as_str());
        faults.filled(at.field("name"), name);
        faults.filled(at.field("devicePath"), path);
        if !name.is_empty() && !names.insert(name) {
            faults.invalid(at.field("name"), format!("`{name}` is given twice"));
        }
        match volumes.get(name) {
            None => faults.not_found(at.field("name"), name, "the volumes of the pod"),
            Some(volume) => {
                if volume.persistent_volume_claim.is_none() && volume.ephemeral.is_none() {
                    faults.invalid(at.field("name"), "only a claim can be a device");
                }
            }
        }
        if paths::goes_back(path) {
            faults.invalid(at.field("devicePath"), "can't contain `..`");
        } else if !device_paths.insert(path) {
            faults.invalid(at.field("devicePath"), format!("`{path}` is given twice"));
        }
        if mounted.contains(name) {
            faults.invalid(at.field("name"), format!("`{name}` is in `volumeMounts`, too"));
        }
        if mount_paths.contains(path) {
            faults.invalid(at.field("devicePath"), format!("`{path}` is mounted, too"));
        }
    }
}

fn is_privileged(container: &Container) -> bool {
    container.security_context.as_ref().is_some_and(|context| context.privileged == Some(true))
}
