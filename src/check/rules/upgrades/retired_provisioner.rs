//! Provisioners that were part of Kubernetes.

use crate::check::index::Index;
use crate::check::rules::fields::{is, text};
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

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
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
