//! What the server refuses of an object or warns of, and the rules that many fields share.

use std::collections::BTreeSet;

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::FieldPath;
use crate::kube::names;
use crate::kube::versions::Minor;

/// Why the server refuses a field: `field.ErrorType` of apimachinery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
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
pub(crate) struct Refusal {
    pub reason: Reason,
    /// `spec.template.spec.containers[0].image`
    pub path: String,
    pub message: String,
    /// The path of another field that has a part in it.
    pub beside: Option<String>,
}

/// A field that the server accepts, with a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Warning {
    pub path: String,
    pub message: String,
}

/// Collects refusals and warnings.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub found: Vec<Refusal>,
    pub warned: Vec<Warning>,
    /// Required fields that are missing and not mentioned in `found`.
    pub missing: BTreeSet<String>,
    /// The version that is asked.
    pub kubernetes: Minor,
}

impl Faults {
    /// Whether the version that is asked is this one of 1.x or a later one.
    pub(crate) fn is_since(&self, minor: u8) -> bool {
        self.kubernetes.number() >= minor
    }

    /// Whether a required field is missing. The caller reports it, in the server's words.
    pub(crate) fn take_missing(&mut self, at: FieldPath<'_>) -> bool {
        !self.missing.is_empty() && self.missing.remove(&at.to_string())
    }

    /// Forgets missing fields below a field that the server drops before it validates.
    pub(crate) fn forget_missing(&mut self, at: FieldPath<'_>) {
        let below = format!("{at}.");
        self.missing.retain(|path| !path.starts_with(&below));
    }

    pub(crate) fn add(&mut self, reason: Reason, at: FieldPath<'_>, message: impl Into<String>) {
        let (path, message) = (at.to_string(), message.into());
        self.found.push(Refusal { reason, path, message, beside: None });
    }

    /// Warns of a field.
    pub(crate) fn warn(&mut self, at: FieldPath<'_>, message: impl Into<String>) {
        self.warned.push(Warning { path: at.to_string(), message: message.into() });
    }

    /// A text that has not the syntax of its field: `faults.syntax(at, name, names::dns_label)`.
    ///
    /// Returns whether it has.
    pub(crate) fn syntax(
        &mut self,
        at: FieldPath<'_>,
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
    pub(crate) fn filled(&mut self, at: FieldPath<'_>, text: &str) -> bool {
        if text.is_empty() {
            self.required(at, "is required");
        }
        !text.is_empty()
    }

    /// `ValidateNonnegativeField`.
    pub(crate) fn non_negative(&mut self, at: FieldPath<'_>, number: impl Into<i64>) {
        let number = number.into();
        if number < 0 {
            self.invalid(at, format!("{number} is less than 0"));
        }
    }

    /// Refuses an empty text, and one that has not the syntax of its field.
    pub(crate) fn named(
        &mut self,
        at: FieldPath<'_>,
        text: &str,
        rule: impl FnOnce(&str) -> names::Syntax,
    ) {
        if self.filled(at, text) {
            self.syntax(at, text, rule);
        }
    }

    /// Refuses a word that the field does not accept. Returns whether it accepts it.
    pub(crate) fn one_of(&mut self, at: FieldPath<'_>, word: &str, supported: &[&str]) -> bool {
        let is_supported = supported.contains(&word);
        if !is_supported {
            self.not_supported(at, word, supported);
        }
        is_supported
    }

    /// Refuses a list of more items than there may be.
    pub(crate) fn at_most(&mut self, most: usize, count: usize, at: FieldPath<'_>) {
        if count > most {
            self.add(Reason::TooMany, at, format!("can have at most {most} items"));
        }
    }

    /// `IsValidPortNum`
    pub(crate) fn port(&mut self, at: FieldPath<'_>, number: i32) {
        if let Err(message) = names::port_number(number) {
            self.invalid(at, format!("{number} {message}"));
        }
    }

    /// `ValidatePortNumOrName`
    pub(crate) fn port_or_name(&mut self, at: FieldPath<'_>, target: &IntOrString) {
        match target {
            IntOrString::Int(number) => self.port(at, *number),
            IntOrString::String(name) => {
                self.syntax(at, name, names::port_name);
            }
        }
    }

    pub(crate) fn required(&mut self, at: FieldPath<'_>, message: impl Into<String>) {
        self.add(Reason::Required, at, message);
    }

    pub(crate) fn invalid(&mut self, at: FieldPath<'_>, message: impl Into<String>) {
        self.add(Reason::Invalid, at, message);
    }

    /// The same of a field that does not fit another.
    pub(crate) fn unfit(&mut self, at: FieldPath<'_>, message: impl Into<String>, beside: String) {
        let (reason, path) = (Reason::Invalid, at.to_string());
        let (message, beside) = (message.into(), Some(beside));
        self.found.push(Refusal { reason, path, message, beside });
    }

    pub(crate) fn forbidden(&mut self, at: FieldPath<'_>, message: impl Into<String>) {
        self.add(Reason::Forbidden, at, message);
    }

    pub(crate) fn duplicate(&mut self, at: FieldPath<'_>, value: &str) {
        self.add(Reason::Duplicate, at, format!("`{value}` is given twice"));
    }

    /// Refuses a name that should be defined elsewhere in the object.
    pub(crate) fn not_found(&mut self, at: FieldPath<'_>, name: &str, among: &str) {
        self.add(Reason::NotFound, at, format!("`{name}` is not among {among}"));
    }

    /// Refuses a word that the field does not accept.
    pub(crate) fn not_supported(&mut self, at: FieldPath<'_>, value: &str, supported: &[&str]) {
        let list: Vec<String> = supported.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`{value}` is not one of {}", list.join(", "));
        self.add(Reason::NotSupported, at, message);
    }
}
