//! What a kube-apiserver refuses, over typed objects: one file a family of kinds.
//!
//! The rules are those of Kubernetes' own validation, each with its source; paths and reasons are
//! spelled as the server spells them. What depends on the state of a cluster is left alone.

mod addresses;
mod admission;
mod apiregistration;
mod autoscaling;
mod certificates;
mod claims;
mod config;
mod core;
mod crd;
mod crd_default;
mod crd_lists;
mod crd_schema;
mod crd_structure;
mod devices;
mod endpoints;
mod event;
mod flowcontrol;
mod ingress;
mod labels;
mod lease;
pub mod names;
mod network;
mod node;
mod path;
mod placement;
mod policy;
pub mod quantity;
mod quota;
mod rbac;
mod resources;
mod scheduling;
mod service;
mod storage;
mod volume_sources;
mod volumes;
mod webhooks;
mod words;

pub use path::Path;

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
}

impl Faults {
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
