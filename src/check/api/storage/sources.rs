//! Where the data of a volume is: the `validate…VolumeSource` functions of the core validation.

use k8s_openapi::api::core::v1::{
    AWSElasticBlockStoreVolumeSource, AzureDiskVolumeSource, AzureFilePersistentVolumeSource,
    CSIPersistentVolumeSource, CephFSPersistentVolumeSource, CinderPersistentVolumeSource,
    FCVolumeSource, FlexPersistentVolumeSource, FlockerVolumeSource, GCEPersistentDiskVolumeSource,
    GlusterfsPersistentVolumeSource, HostPathVolumeSource, ISCSIPersistentVolumeSource,
    LocalVolumeSource, NFSVolumeSource, PersistentVolumeSpec, PhotonPersistentDiskVolumeSource,
    PortworxVolumeSource, QuobyteVolumeSource, RBDPersistentVolumeSource,
    ScaleIOPersistentVolumeSource, SecretReference, StorageOSPersistentVolumeSource,
    VsphereVirtualDiskVolumeSource,
};

use super::drivers;
use super::drivers::driver_name;
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::paths;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

/// Exactly one source; only the first is looked into, as the server does.
pub(crate) fn validate(
    spec: &PersistentVolumeSpec,
    name: &str,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let given = || sources(spec).into_iter().filter_map(|(names, source)| Some((names, source?)));
    for (index, ((field, within), source)) in given().enumerate() {
        // The server does not mind a flexible volume beside another.
        if index == 0 || field == "flexVolume" {
            source.validate(at.field(within), faults);
        } else {
            faults.forbidden(at.field(field), "a volume has one source only");
        }
    }
    match given().next() {
        None => faults.required(at, "must have a source"),
        Some((("local", _), _)) if spec.node_affinity.is_none() => {
            faults.required(at.field("nodeAffinity"), "a local volume must say which node has it");
        }
        Some((("iscsi", _), _)) => length_with_portal(spec, name, at.field("iscsi"), faults),
        Some(_) => {}
    }
}

/// The source's field, and what the server calls it when it looks inside.
type Names = (&'static str, &'static str);

/// All sources in the order the server looks for them.
fn sources(spec: &PersistentVolumeSpec) -> [(Names, Option<&dyn Validate>); 22] {
    fn of<T: Validate>(source: Option<&T>) -> Option<&dyn Validate> {
        source.map(|source| source as &dyn Validate)
    }
    [
        (("hostPath", "hostPath"), of(spec.host_path.as_ref())),
        (("gcePersistentDisk", "persistentDisk"), of(spec.gce_persistent_disk.as_ref())),
        (
            ("awsElasticBlockStore", "awsElasticBlockStore"),
            of(spec.aws_elastic_block_store.as_ref()),
        ),
        (("glusterfs", "glusterfs"), of(spec.glusterfs.as_ref())),
        (("flocker", "flocker"), of(spec.flocker.as_ref())),
        (("nfs", "nfs"), of(spec.nfs.as_ref())),
        (("rbd", "rbd"), of(spec.rbd.as_ref())),
        (("quobyte", "quobyte"), of(spec.quobyte.as_ref())),
        (("cephFS", "cephfs"), of(spec.cephfs.as_ref())),
        (("iscsi", "iscsi"), of(spec.iscsi.as_ref())),
        (("cinder", "cinder"), of(spec.cinder.as_ref())),
        (("fc", "fc"), of(spec.fc.as_ref())),
        (("flexVolume", "flexVolume"), of(spec.flex_volume.as_ref())),
        (("azureFile", "azureFile"), of(spec.azure_file.as_ref())),
        (("vsphereVolume", "vsphereVolume"), of(spec.vsphere_volume.as_ref())),
        (
            ("photonPersistentDisk", "photonPersistentDisk"),
            of(spec.photon_persistent_disk.as_ref()),
        ),
        (("portworxVolume", "portworxVolume"), of(spec.portworx_volume.as_ref())),
        (("azureDisk", "azureDisk"), of(spec.azure_disk.as_ref())),
        (("scaleIO", "scaleIO"), of(spec.scale_io.as_ref())),
        (("local", "local"), of(spec.local.as_ref())),
        (("storageos", "storageos"), of(spec.storageos.as_ref())),
        (("csi", "csi"), of(spec.csi.as_ref())),
    ]
}

/// Sources of which a few fields must be given, and no more is asked.
macro_rules! fields_given {
    ($($source:ident: $($name:literal $field:ident),+;)*) => {
        $(impl Validate for $source {
            fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
                $(faults.filled(at.field($name), &self.$field);)+
            }
        })*
    };
}

fields_given! {
    VsphereVirtualDiskVolumeSource: "volumePath" volume_path;
    PhotonPersistentDiskVolumeSource: "pdID" pd_id;
    PortworxVolumeSource: "volumeID" volume_id;
}

impl Validate for GCEPersistentDiskVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.filled(at.field("pdName"), &self.pd_name);
        partition(self.partition, at.field("partition"), faults);
    }
}

impl Validate for AWSElasticBlockStoreVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.filled(at.field("volumeID"), &self.volume_id);
        partition(self.partition, at.field("partition"), faults);
    }
}

impl Validate for RBDPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        monitors(&self.monitors, at, faults);
        faults.filled(at.field("image"), &self.image);
    }
}

impl Validate for CephFSPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        monitors(&self.monitors, at, faults);
    }
}

impl Validate for LocalVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        forward(&self.path, at.field("path"), faults);
    }
}

fn all_given(fields: &[(&str, &str)], at: FieldPath<'_>, faults: &mut Faults) {
    for (field, value) in fields {
        faults.filled(at.field(field), value);
    }
}

fn monitors(monitors: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    if monitors.is_empty() {
        faults.required(at.field("monitors"), "must have at least one monitor");
    }
}

fn partition(number: Option<i32>, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(number) = number.filter(|number| !(0..=255).contains(number)) {
        faults.invalid(at, format!("{number} is not between 0 and 255"));
    }
}

/// A path that is given and never goes back.
fn forward(path: &str, at: FieldPath<'_>, faults: &mut Faults) -> bool {
    paths::validate_forward(path, at, faults);
    faults.filled(at, path)
}

impl Validate for HostPathVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        const TYPES: [&str; 8] = [
            "",
            "BlockDevice",
            "CharDevice",
            "Directory",
            "DirectoryOrCreate",
            "File",
            "FileOrCreate",
            "Socket",
        ];
        if forward(&self.path, at.field("path"), faults)
            && let Some(kind) = &self.type_
        {
            faults.one_of(at.field("type"), kind, &TYPES);
        }
    }
}

impl Validate for GlusterfsPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        all_given(&[("endpoints", &self.endpoints), ("path", &self.path)], at, faults);
        if let Some(namespace) = &self.endpoints_namespace {
            faults.syntax(at.field("endpointsNamespace"), namespace, names::dns_label);
        }
    }
}

impl Validate for FlockerVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (name, uuid) = (self.dataset_name.or_empty(), self.dataset_uuid.or_empty());
        match (name, uuid) {
            ("", "") => faults.required(at, "must have `datasetName` or `datasetUUID`"),
            (name, uuid) if !name.is_empty() && !uuid.is_empty() => {
                faults.invalid(at, "can't have both `datasetName` and `datasetUUID`");
            }
            _ => {}
        }
        if name.contains('/') {
            faults.invalid(at.field("datasetName"), "can't contain `/`");
        }
    }
}

impl Validate for NFSVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        all_given(&[("server", &self.server), ("path", &self.path)], at, faults);
        if !self.path.starts_with('/') {
            faults.invalid(at.field("path"), "must start with `/`");
        }
    }
}

impl Validate for QuobyteVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if faults.filled(at.field("registry"), &self.registry) {
            if self.tenant.or_empty().len() >= 65 {
                faults.required(at.field("tenant"), "can't be longer than 64 characters");
            } else {
                faults.syntax(at.field("registry"), &self.registry, drivers::host_ports);
            }
        }
        faults.filled(at.field("volume"), &self.volume);
    }
}

/// `validateISCSIPersistentVolumeSource`
impl Validate for ISCSIPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.filled(at.field("targetPortal"), &self.target_portal);
        if faults.filled(at.field("iqn"), &self.iqn) {
            faults.syntax(at.field("iqn"), &self.iqn, drivers::iscsi_name);
        }
        if let Some(initiator) = &self.initiator_name {
            faults.syntax(at.field("initiatorname"), initiator, drivers::iscsi_name);
        }
        lun(self.lun, at.field("lun"), faults);
        let needs_secret =
            self.chap_auth_discovery == Some(true) || self.chap_auth_session == Some(true);
        match &self.secret_ref {
            None if needs_secret => {
                faults.required(at.field("secretRef"), "must be given for CHAP");
            }
            Some(secret) => secret_name(secret, at.field("secretRef"), faults),
            None => {}
        }
    }
}

fn length_with_portal(
    spec: &PersistentVolumeSpec,
    name: &str,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let Some(source) = &spec.iscsi else { return };
    if source.initiator_name.is_some() && name.len() + 1 + source.target_portal.len() > 64 {
        let message = "is longer than 64 characters together with the volume's name";
        faults.invalid(at.field("targetportal"), message);
    }
}

fn lun(number: i32, at: FieldPath<'_>, faults: &mut Faults) {
    if !(0..=255).contains(&number) {
        faults.invalid(at, format!("{number} is not between 0 and 255"));
    }
}

fn secret_name(secret: &SecretReference, at: FieldPath<'_>, faults: &mut Faults) {
    faults.filled(at.field("name"), secret.name.or_empty());
}

impl Validate for CinderPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.filled(at.field("volumeID"), &self.volume_id);
        if let Some(secret) = &self.secret_ref {
            let at = at.field("secretRef");
            secret_name(secret, at, faults);
            faults.filled(at.field("namespace"), secret.namespace.or_empty());
        }
    }
}

impl Validate for FCVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let is_given =
            |list: &Option<Vec<String>>| list.as_ref().is_some_and(|all| !all.is_empty());
        let at_names = at.field("targetWWNs");
        match (is_given(&self.target_wwns), is_given(&self.wwids)) {
            (false, false) => faults.required(at_names, "`targetWWNs` or `wwids` is needed"),
            (true, true) => faults.invalid(at_names, "can't go with `wwids`"),
            _ => {}
        }
        if is_given(&self.target_wwns) {
            match self.lun {
                Some(number) => lun(number, at.field("lun"), faults),
                None => faults.required(at.field("lun"), "must be given with `targetWWNs`"),
            }
        }
    }
}

impl Validate for FlexPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.filled(at.field("driver"), &self.driver);
        for key in self.options.iter().flatten().map(|(key, _)| key) {
            let domain = key.split_once('/').map_or(key.as_str(), |(domain, _)| domain);
            let domain = format!(".{}", domain.to_lowercase());
            if domain.ends_with(".kubernetes.io") || domain.ends_with(".k8s.io") {
                let at = at.field("options");
                faults.invalid(at.key(key), "the namespaces of Kubernetes are reserved");
            }
        }
    }
}

impl Validate for AzureFilePersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let fields = [("secretName", &*self.secret_name), ("shareName", &*self.share_name)];
        all_given(&fields, at, faults);
        if let Some(namespace) = &self.secret_namespace {
            faults.filled(at.field("secretNamespace"), namespace);
        }
    }
}

impl Validate for AzureDiskVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        all_given(&[("diskName", &self.disk_name), ("diskURI", &self.disk_uri)], at, faults);
        if let Some(mode) = &self.caching_mode {
            faults.one_of(at.field("cachingMode"), mode, &["None", "ReadOnly", "ReadWrite"]);
        }
        let kind = self.kind.as_deref().unwrap_or("Shared");
        faults.one_of(at.field("kind"), kind, &["Dedicated", "Managed", "Shared"]);
        let start = if kind == "Managed" { "/subscriptions/" } else { "https://" };
        if !self.disk_uri.starts_with(start) {
            faults.not_supported(at.field("diskURI"), &self.disk_uri, &[start]);
        }
    }
}

impl Validate for ScaleIOPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let fields = [
            ("gateway", &*self.gateway),
            ("system", &*self.system),
            ("volumeName", self.volume_name.or_empty()),
        ];
        all_given(&fields, at, faults);
    }
}

impl Validate for StorageOSPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.named(at.field("volumeName"), self.volume_name.or_empty(), names::dns_label);
        let namespace = self.volume_namespace.or_empty();
        if !namespace.is_empty() {
            faults.syntax(at.field("volumeNamespace"), namespace, names::dns_label);
        }
        if let Some(secret) = &self.secret_ref {
            let at = at.field("secretRef");
            faults.filled(at.field("name"), secret.name.or_empty());
            faults.filled(at.field("namespace"), secret.namespace.or_empty());
        }
    }
}

impl Validate for CSIPersistentVolumeSource {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        driver_name(&self.driver, at.field("driver"), faults);
        faults.filled(at.field("volumeHandle"), &self.volume_handle);
        let secrets = [
            ("controllerPublishSecretRef", &self.controller_publish_secret_ref),
            ("controllerExpandSecretRef", &self.controller_expand_secret_ref),
            ("nodePublishSecretRef", &self.node_publish_secret_ref),
            ("nodeExpandSecretRef", &self.node_expand_secret_ref),
        ];
        for (field, secret) in secrets {
            let Some(secret) = secret else { continue };
            let at = at.field(field);
            faults.named(at.field("name"), secret.name.or_empty(), names::dns_subdomain);
            faults.named(at.field("namespace"), secret.namespace.or_empty(), names::dns_label);
        }
    }
}

/// A type of volume that nodes can't mount any more.
pub(crate) const DEAD_VOLUME: &str = "is deprecated, and Kubernetes mounts no such volume any more";
