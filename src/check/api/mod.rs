//! What a kube-apiserver refuses or warns of, over typed objects: one file a family of kinds.
//!
//! The rules are those of Kubernetes' own validation, each with its source; paths and reasons are
//! spelled as the server spells them. What depends on the state of a cluster is left alone.

mod access;
pub(super) mod admission;
mod cluster;
mod definitions;
mod devices;
mod empty;
mod faults;
mod field_path;
mod labels;
pub(super) mod meta;
mod network;
mod node_labels;
mod pod;
mod resource_names;
mod storage;
pub(super) mod structural;
mod unruled;
mod workloads;

pub(crate) use faults::{Faults, Reason, Refusal, Warning};
pub(crate) use field_path::FieldPath;

use std::collections::BTreeSet;

use k8s_openapi::Metadata;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::kube::kind::Kind;
use crate::kube::versions::Minor;

/// All that the server refuses of an object it has read; where that is nothing, what it warns of.
///
/// `missing` are the paths of required fields that are not written; in the object they are empty.
pub(crate) fn validate<T>(
    kind: &Kind,
    object: &T,
    missing: BTreeSet<String>,
    kubernetes: Minor,
) -> Faults
where
    T: Metadata<Ty = ObjectMeta> + Validate,
{
    let mut faults = Faults { missing, kubernetes, ..Faults::default() };
    meta::validate(kind, object.metadata(), FieldPath::ROOT.field("metadata"), &mut faults);
    object.validate(FieldPath::ROOT, &mut faults);
    if faults.found.is_empty() && faults.missing.is_empty() {
        meta::warn(kind, object.metadata(), FieldPath::ROOT.field("metadata"), &mut faults);
        object.warn(FieldPath::ROOT, &mut faults);
    }
    faults
}

/// An object or a part of one, judged as the server judges it when it is created.
pub(crate) trait Validate {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults);

    /// What the server warns of once it takes the object: `WarningsOnCreate` of its kind.
    fn warn(&self, _: FieldPath<'_>, _: &mut Faults) {}
}

#[cfg(test)]
mod accepted;
