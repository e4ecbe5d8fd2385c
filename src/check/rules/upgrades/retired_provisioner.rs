//! Provisioners and volumes whose drivers were part of Kubernetes.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{is, items, text};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

/// The provisioners, and what is in their place.
const RETIRED: [(&str, &str); 12] = [
    ("kubernetes.io/aws-ebs", "use `ebs.csi.aws.com`"),
    ("kubernetes.io/azure-disk", "use `disk.csi.azure.com`"),
    ("kubernetes.io/azure-file", "use `file.csi.azure.com`"),
    ("kubernetes.io/cinder", "use `cinder.csi.openstack.org`"),
    ("kubernetes.io/gce-pd", "use `pd.csi.storage.gke.io`"),
    ("kubernetes.io/glusterfs", "there is nothing in its place"),
    ("kubernetes.io/portworx-volume", "use `pxd.portworx.com`"),
    ("kubernetes.io/quobyte", "use the CSI driver of Quobyte"),
    ("kubernetes.io/rbd", "use `rbd.csi.ceph.com`"),
    ("kubernetes.io/scaleio", "there is nothing in its place"),
    ("kubernetes.io/storageos", "there is nothing in its place"),
    ("kubernetes.io/vsphere-volume", "use `csi.vsphere.vmware.com`"),
];

/// Kinds of volumes, and the drivers that mount them now where they are installed. Those that
/// nothing mounts any more are what the server warns of.
const VOLUMES: [(&str, &str); 5] = [
    ("awsElasticBlockStore", "ebs.csi.aws.com"),
    ("azureDisk", "disk.csi.azure.com"),
    ("cinder", "cinder.csi.openstack.org"),
    ("gcePersistentDisk", "pd.csi.storage.gke.io"),
    ("vsphereVolume", "csi.vsphere.vmware.com"),
];

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut faults = of_class(object, index);
    let own = is(object, "", "PersistentVolume").then(|| object.root.get("spec")).flatten();
    let pods = Pods::of(object, None).filter(|_| object.kind.is_some());
    let volumes = pods.iter().flat_map(|pods| items(pods.spec, "volumes")).chain(own);
    for volume in volumes {
        let kinds =
            VOLUMES.iter().filter_map(|(kind, driver)| Some((volume.get(kind)?, kind, driver)));
        faults.extend(kinds.map(|(node, kind, driver)| {
            let message = format!("mounts by `{kind}`, which is gone from Kubernetes");
            let fault = say(Code::RetiredProvisioner, object, Spot::At(node), index, message);
            fault.help(format!("use `csi` with the driver `{driver}`"))
        }));
    }
    faults
}

fn of_class<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let named =
        object.root.get("provisioner").filter(|_| is(object, "storage.k8s.io", "StorageClass"));
    let retired = named.and_then(|node| {
        let (_, advice) = RETIRED.iter().find(|(name, _)| *name == text(node))?;
        Some((node, advice))
    });
    let Some((node, advice)) = retired else { return Vec::new() };
    let message = format!("is of the provisioner `{}`, which is gone from Kubernetes", text(node));
    let fault = say(Code::RetiredProvisioner, object, Spot::At(node), index, message);
    vec![fault.help(*advice)]
}
