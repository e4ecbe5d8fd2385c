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
mod device_shares;
mod device_slices;
mod device_taints;
mod devices;
mod endpoints;
mod event;
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
mod words;
mod workload;
mod zero;

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

/// Why the server refuses a field: `field.ErrorType` of apimachinery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Required,
    Invalid,
    NotSupported,
    Duplicate,
    Forbidden,
    TooLong,
    TooMany,
    TypeInvalid,
    NotFound,
}

/// A field the server refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub reason: Reason,
    /// `spec.template.spec.containers[0].image`
    pub path: String,
    pub message: String,
}

/// Collects what is refused.
#[derive(Debug, Default)]
pub struct Faults {
    pub found: Vec<Fault>,
    /// Required fields that are not written and not spoken of in `found`.
    pub missing: BTreeSet<String>,
}

impl Faults {
    /// Whether a required field is not written. The caller speaks of it, in the server's words.
    pub fn take_missing(&mut self, at: Path<'_>) -> bool {
        !self.missing.is_empty() && self.missing.remove(&at.to_string())
    }

    /// Below a field that the server drops before it looks, nothing is missing.
    pub fn forget_missing(&mut self, at: Path<'_>) {
        let below = format!("{at}.");
        self.missing.retain(|path| !path.starts_with(&below));
    }

    pub fn add(&mut self, reason: Reason, at: Path<'_>, message: impl Into<String>) {
        self.found.push(Fault { reason, path: at.to_string(), message: message.into() });
    }

    /// A text that has not the syntax of its field: `faults.syntax(at, name, names::dns_label)`.
    ///
    /// Returns whether it has.
    pub fn syntax(
        &mut self,
        at: Path<'_>,
        text: &str,
        rule: impl FnOnce(&str) -> names::Syntax,
    ) -> bool {
        let fault = rule(text).err();
        if let Some(message) = fault {
            self.invalid(at, format!("`{text}` {message}"));
        }
        fault.is_none()
    }

    /// Refuses an empty text. Returns whether there is one.
    pub fn filled(&mut self, at: Path<'_>, text: &str) -> bool {
        if text.is_empty() {
            self.required(at, "is required");
        }
        !text.is_empty()
    }

    /// `ValidateNonnegativeField`.
    pub fn non_negative(&mut self, at: Path<'_>, number: impl Into<i64>) {
        let number = number.into();
        if number < 0 {
            self.invalid(at, format!("{number} is less than 0"));
        }
    }

    /// Refuses a word that is not among those the field takes.
    pub fn one_of(&mut self, at: Path<'_>, word: &str, supported: &[&str]) {
        if !supported.contains(&word) {
            self.not_supported(at, word, supported);
        }
    }

    pub fn required(&mut self, at: Path<'_>, message: impl Into<String>) {
        self.add(Reason::Required, at, message);
    }

    pub fn invalid(&mut self, at: Path<'_>, message: impl Into<String>) {
        self.add(Reason::Invalid, at, message);
    }

    pub fn forbidden(&mut self, at: Path<'_>, message: impl Into<String>) {
        self.add(Reason::Forbidden, at, message);
    }

    pub fn duplicate(&mut self, at: Path<'_>, value: &str) {
        self.add(Reason::Duplicate, at, format!("`{value}` is given twice"));
    }

    /// A name of what should be elsewhere in the object and is not.
    pub fn not_found(&mut self, at: Path<'_>, name: &str, among: &str) {
        self.add(Reason::NotFound, at, format!("`{name}` is not among {among}"));
    }

    /// A word that is not among those the field takes.
    pub fn not_supported(&mut self, at: Path<'_>, value: &str, supported: &[&str]) {
        let list: Vec<String> = supported.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{value}` is not one of {}", list.join(", "));
        self.add(Reason::NotSupported, at, message);
    }
}

/// An object or a part of one, judged as the server judges it when it is created.
pub trait Validate {
    fn validate(&self, at: Path<'_>, faults: &mut Faults);
}

#[cfg(test)]
mod right;
