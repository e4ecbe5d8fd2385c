//! What is asked of many a field: that it is given, one of a few words, or a port.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::{Faults, Path, names};

pub const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// Whether a field that must be given is.
pub fn given(text: &str, at: Path<'_>, faults: &mut Faults) -> bool {
    if text.is_empty() {
        faults.required(at, "must be given");
    }
    !text.is_empty()
}

/// A text that must be given and has a syntax.
pub fn named(
    text: &str,
    rule: impl FnOnce(&str) -> names::Syntax,
    at: Path<'_>,
    faults: &mut Faults,
) {
    if given(text, at, faults) {
        faults.syntax(at, text, rule);
    }
}

/// Whether a word is one of those the field takes.
pub fn one_of(word: &str, supported: &[&str], at: Path<'_>, faults: &mut Faults) -> bool {
    let is_supported = supported.contains(&word);
    if !is_supported {
        faults.not_supported(at, word, supported);
    }
    is_supported
}

/// A port's number: `IsValidPortNum`.
pub fn port(number: i32, at: Path<'_>, faults: &mut Faults) {
    if let Err(message) = names::port_number(number) {
        faults.invalid(at, format!("{number} {message}"));
    }
}

/// A port's number or name: `ValidatePortNumOrName`.
pub fn port_or_name(target: &IntOrString, at: Path<'_>, faults: &mut Faults) {
    match target {
        IntOrString::Int(number) => port(*number, at, faults),
        IntOrString::String(name) => {
            faults.syntax(at, name, names::port_name);
        }
    }
}

/// A number that must not be below zero: `ValidateNonnegativeField`.
pub fn not_negative(number: impl Into<i64>, at: Path<'_>, faults: &mut Faults) {
    let number = number.into();
    if number < 0 {
        faults.invalid(at, format!("{number} is below zero"));
    }
}

/// The text of a field that may be left out.
pub fn text(field: Option<&String>) -> &str {
    field.map_or("", String::as_str)
}
