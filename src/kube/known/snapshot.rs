//! The snapshots of volumes.

use super::{CustomKind, Project, ReferenceField, cluster, names, namespaced};

pub(super) static PROJECT: Project =
    Project { kinds: KINDS, references: REFERENCES, ..Project::of(&["snapshot.storage.k8s.io"]) };

const KINDS: &[CustomKind] = &[
    cluster("VolumeSnapshotClass").applied(7),
    namespaced("VolumeSnapshot"),
    cluster("VolumeSnapshotContent"),
];

const REFERENCES: &[ReferenceField] =
    &[names("VolumeSnapshot", "spec.source.persistentVolumeClaimName", "PersistentVolumeClaim")];
