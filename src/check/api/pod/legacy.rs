//! Volumes of storage systems that Kubernetes once knew itself: `validateRBDVolumeSource` and the
//! like.

use k8s_openapi::api::core::v1::{
    AzureDiskVolumeSource, FCVolumeSource, QuobyteVolumeSource, Volume,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::drivers;
use crate::check::api::storage::paths;
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

/// `field` is the source that the volume has.
pub(super) fn validate(field: &str, volume: &Volume, at: FieldPath<'_>, faults: &mut Faults) {
    for (name, text) in required_texts(field, volume) {
        faults.filled(at.field(path_of(field)).field(name), text);
    }
    let at = at.field(path_of(field));
    if let ("gitRepo", Some(source)) = (field, &volume.git_repo) {
        paths::validate_descending(source.directory.or_empty(), at.field("directory"), faults);
    } else if let ("gcePersistentDisk", Some(source)) = (field, &volume.gce_persistent_disk) {
        validate_partition(source.partition, at, faults);
    } else if let ("awsElasticBlockStore", Some(source)) = (field, &volume.aws_elastic_block_store)
    {
        validate_partition(source.partition, at, faults);
    } else if let ("flocker", Some(source)) = (field, &volume.flocker) {
        validate_flocker(
            source.dataset_name.or_empty(),
            source.dataset_uuid.or_empty(),
            at,
            faults,
        );
    } else if let ("rbd", Some(source)) = (field, &volume.rbd) {
        validate_monitors(&source.monitors, at, faults);
    } else if let ("cephFS", Some(source)) = (field, &volume.cephfs) {
        validate_monitors(&source.monitors, at, faults);
    } else if let ("quobyte", Some(source)) = (field, &volume.quobyte) {
        validate_quobyte(source, at, faults);
    } else if let ("fc", Some(source)) = (field, &volume.fc) {
        validate_fc(source, at, faults);
    } else if let ("flexVolume", Some(source)) = (field, &volume.flex_volume) {
        validate_options(source.options.iter().flatten().map(|(key, _)| &**key), at, faults);
    } else if let ("azureDisk", Some(source)) = (field, &volume.azure_disk) {
        validate_azure_disk(source, at, faults);
    } else if let ("storageos", Some(source)) = (field, &volume.storageos) {
        for (name, text) in
            [("volumeName", &source.volume_name), ("volumeNamespace", &source.volume_namespace)]
        {
            if !text.or_empty().is_empty() {
                faults.syntax(at.field(name), text.or_empty(), names::dns_label);
            }
        }
    }
    let secret = match field {
        "cinder" => volume.cinder.as_ref().and_then(|source| source.secret_ref.as_ref()),
        "storageos" => volume.storageos.as_ref().and_then(|source| source.secret_ref.as_ref()),
        _ => None,
    };
    if let Some(secret) = secret {
        faults.filled(at.field("secretRef").field("name"), &secret.name);
    }
}

/// Some sources have another name in paths.
fn path_of(field: &str) -> &str {
    match field {
        "gcePersistentDisk" => "persistentDisk",
        "cephFS" => "cephfs",
        other => other,
    }
}

/// The texts that can't be empty.
fn required_texts<'a>(field: &str, volume: &'a Volume) -> Vec<(&'static str, &'a str)> {
    let texts = match field {
        "gitRepo" => volume.git_repo.as_ref().map(|of| vec![("repository", &*of.repository)]),
        "gcePersistentDisk" => {
            volume.gce_persistent_disk.as_ref().map(|of| vec![("pdName", &*of.pd_name)])
        }
        "awsElasticBlockStore" => {
            volume.aws_elastic_block_store.as_ref().map(|of| vec![("volumeID", &*of.volume_id)])
        }
        "glusterfs" => {
            let texts = |path, endpoints| vec![("endpoints", endpoints), ("path", path)];
            volume.glusterfs.as_ref().map(|of| texts(&*of.path, &*of.endpoints))
        }
        "rbd" => volume.rbd.as_ref().map(|of| vec![("image", &*of.image)]),
        "cinder" => volume.cinder.as_ref().map(|of| vec![("volumeID", &*of.volume_id)]),
        "quobyte" => volume.quobyte.as_ref().map(|of| vec![("volume", &*of.volume)]),
        "flexVolume" => volume.flex_volume.as_ref().map(|of| vec![("driver", &*of.driver)]),
        "azureFile" => volume
            .azure_file
            .as_ref()
            .map(|of| vec![("secretName", &*of.secret_name), ("shareName", &*of.share_name)]),
        "azureDisk" => volume
            .azure_disk
            .as_ref()
            .map(|of| vec![("diskName", &*of.disk_name), ("diskURI", &*of.disk_uri)]),
        "vsphereVolume" => {
            volume.vsphere_volume.as_ref().map(|of| vec![("volumePath", &*of.volume_path)])
        }
        "photonPersistentDisk" => {
            volume.photon_persistent_disk.as_ref().map(|of| vec![("pdID", &*of.pd_id)])
        }
        "portworxVolume" => {
            volume.portworx_volume.as_ref().map(|of| vec![("volumeID", &*of.volume_id)])
        }
        "scaleIO" => volume.scale_io.as_ref().map(|of| {
            let name = of.volume_name.or_empty();
            vec![("gateway", &*of.gateway), ("system", &*of.system), ("volumeName", name)]
        }),
        "storageos" => {
            volume.storageos.as_ref().map(|of| vec![("volumeName", of.volume_name.or_empty())])
        }
        _ => None,
    };
    texts.unwrap_or_default()
}

fn validate_partition(partition: Option<i32>, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(number) = partition.filter(|number| !(0..=255).contains(number)) {
        faults.invalid(at.field("partition"), format!("{number} is not between 0 and 255"));
    }
}

fn validate_monitors(monitors: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    if monitors.is_empty() {
        faults.required(at.field("monitors"), "is required");
    }
}

fn validate_flocker(name: &str, uuid: &str, at: FieldPath<'_>, faults: &mut Faults) {
    match (name.is_empty(), uuid.is_empty()) {
        (true, true) => faults.required(at, "needs `datasetName` or `datasetUUID`"),
        (false, false) => {
            faults.invalid(at, "`datasetName` goes with no `datasetUUID`: one of them");
        }
        _ => {}
    }
    if name.contains('/') {
        faults.invalid(at.field("datasetName"), "can't contain `/`");
    }
}

fn validate_quobyte(source: &QuobyteVolumeSource, at: FieldPath<'_>, faults: &mut Faults) {
    if !faults.filled(at.field("registry"), &source.registry) {
        return;
    }
    if source.tenant.or_empty().len() > 64 {
        return faults.required(at.field("tenant"), "is longer than 64 characters");
    }
    faults.syntax(at.field("registry"), &source.registry, drivers::host_ports);
}

fn validate_fc(source: &FCVolumeSource, at: FieldPath<'_>, faults: &mut Faults) {
    let (targets, wwids) = (source.target_wwns.or_empty(), source.wwids.or_empty());
    match (targets.is_empty(), wwids.is_empty()) {
        (true, true) => faults.required(at.field("targetWWNs"), "is required, or `wwids`"),
        (false, false) => {
            faults.invalid(at.field("targetWWNs"), "goes with no `wwids`: one of them");
        }
        _ => {}
    }
    match source.lun {
        _ if targets.is_empty() => {}
        None => faults.required(at.field("lun"), "is required with `targetWWNs`"),
        Some(lun) if !(0..=255).contains(&lun) => {
            faults.invalid(at.field("lun"), format!("{lun} is not between 0 and 255"));
        }
        Some(_) => {}
    }
}

fn validate_options<'k>(
    keys: impl Iterator<Item = &'k str>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let list = at.field("options");
    for key in keys {
        let namespace = key.split_once('/').map_or(key, |(namespace, _)| namespace);
        let namespace = format!(".{}", namespace.to_lowercase());
        if [".kubernetes.io", ".k8s.io"].iter().any(|own| namespace.ends_with(own)) {
            faults.invalid(list.key(key), "the namespaces of Kubernetes are reserved");
        }
    }
}

/// Unless it is said otherwise, the disk is a shared blob.
fn validate_azure_disk(source: &AzureDiskVolumeSource, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(mode) = &source.caching_mode {
        faults.one_of(at.field("cachingMode"), mode, &["None", "ReadOnly", "ReadWrite"]);
    }
    let kind = source.kind.as_deref().unwrap_or("Shared");
    faults.one_of(at.field("kind"), kind, &["Dedicated", "Managed", "Shared"]);
    let prefix = if kind == "Managed" { "/subscriptions/" } else { "https://" };
    if !source.disk_uri.starts_with(prefix) {
        let message = format!("must start with `{prefix}` for a disk of kind `{kind}`");
        faults.invalid(at.field("diskURI"), message);
    }
}
