//! What a kube-apiserver refuses, over typed objects: one file a family of kinds.
//!
//! The rules are those of Kubernetes' own validation, each with its source; paths and reasons are
//! spelled as the server spells them. What depends on the state of a cluster is left alone.

mod addresses;
mod admission;
mod admission_cel;
mod admission_policies;
mod apiregistration;
mod autoscaling;
mod batch;
mod cel;
mod certificates;
mod claim;
mod claims;
mod config;
mod core;
mod crd;
mod crd_default;
mod crd_lists;
mod crd_paths;
mod crd_rules;
mod crd_schema;
mod crd_structure;
mod crd_types;
mod crd_versions;
mod device_shares;
mod device_slices;
mod device_taints;
mod devices;
mod endpoints;
mod event;
mod faults;
mod flowcontrol;
mod ingress;
mod labels;
mod lease;
mod meta;
mod mutating_policies;
pub mod names;
mod network;
mod node;
mod path;
mod placement;
mod pod;
mod policy;
pub mod quantity;
mod quota;
mod rbac;
mod regex;
mod resources;
mod reviews;
mod rollout;
mod schedule;
mod scheduling;
mod service;
mod stateful;
mod storage;
mod storage_names;
mod unruled;
mod volume_sources;
mod volumes;
mod webhooks;
mod workload;
mod zero;

pub use faults::{Fault, Faults, Reason};
pub use path::Path;

use std::collections::BTreeSet;

use k8s_openapi::Metadata;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::manifest::kind::Kind;

/// All that the server refuses of an object it has read.
///
/// `missing` are the paths of required fields that are not written; in the object they are empty.
pub fn validate<T>(kind: &Kind, object: &T, missing: BTreeSet<String>) -> Faults
where
    T: Metadata<Ty = ObjectMeta> + Validate,
{
    let mut faults = Faults { found: Vec::new(), missing };
    meta::validate(kind, object.metadata(), Path::ROOT.field("metadata"), &mut faults);
    object.validate(Path::ROOT, &mut faults);
    faults
}

/// An object or a part of one, judged as the server judges it when it is created.
pub trait Validate {
    fn validate(&self, at: Path<'_>, faults: &mut Faults);
}

#[cfg(test)]
mod right;
