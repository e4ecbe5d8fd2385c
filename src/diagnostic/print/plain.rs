//! What is told into lines of plain text, for formats that have room for a text.

use super::escape::escaped;
use crate::diagnostic::Severity;
use crate::diagnostic::suite::{Spot, Told};

/// How much it weighs, in a word.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// Its head, its places and what to do, a line each.
pub(super) fn lines(told: &Told) -> String {
    let mut text = format!("{}[{}]: {}\n", level(told.severity), told.code, told.sentence);
    text.extend(told.place.iter().map(|spot| format!("  --> {}\n", place(spot))));
    if !told.path.is_empty() {
        text += &format!("  field: {}\n", told.path);
    }
    text.extend(told.related.iter().map(|(spot, why)| format!("  ::: {}: {why}\n", place(spot))));
    text.extend(told.flags.iter().map(|flag| format!("  flag: {flag}\n")));
    text.extend(told.help.iter().map(|help| format!("  help: {help}\n")));
    text.extend(told.detail.iter().map(|detail| format!("{detail}\n")));
    escaped(&text).into_owned()
}

pub(super) fn place(spot: &Spot) -> String {
    format!("{}:{}:{}", spot.file, spot.line, spot.column)
}
