//! What must not be shown: places in the sources, and texts wherever a message quotes them.
//!
//! Others decide what is secret; the [`Censor`] knows how it is masked.
//!
//! [`Censor`]: super::Censor

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Sources, Span};

/// The mask of a secret in results.
pub const MASK: &str = "(masked)";

/// Shorter words occur in any text.
pub(super) const LEAST_WORD: usize = 4;

/// What is secret in the texts of a run.
///
/// Whoever shows anything asks for it, so that no printer can forget what must be hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    pub(super) places: BTreeSet<Span>,
    pub(super) texts: BTreeSet<String>,
}

impl Secrets {
    /// No secrets: for messages before any value is read.
    pub fn none() -> Self {
        Self::default()
    }

    /// Makes the text at `span` a secret.
    pub fn add_place(&mut self, span: Span, sources: &Sources) {
        if span.end > span.start && !span.is_nowhere() && self.places.insert(span) {
            let text = sources.text(span);
            self.add_text(text);
            self.add_text(text.trim_matches(['"', '\'']));
        }
    }

    /// Makes a text a secret, with each of its lines, and with its base64 form.
    pub fn add_text(&mut self, text: &str) {
        if text.trim().is_empty() || self.texts.contains(text) {
            return;
        }
        self.texts.extend(spellings(text));
        let lines = text.lines().map(str::trim).filter(|line| line.len() >= LEAST_WORD);
        self.texts.extend(lines.map(str::to_owned));
        let decoded = STANDARD.decode(text.trim()).ok();
        let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        self.texts.extend(decoded.filter(|text| text.trim().len() >= LEAST_WORD));
    }

    /// Adds what is secret by another reading of the same sources.
    pub fn append(&mut self, mut other: Secrets) {
        self.places.append(&mut other.places);
        self.texts.append(&mut other.texts);
    }
}

/// A text as it stands, and as it may be written elsewhere.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let json = serde_json::to_string(text).unwrap_or_default();
    vec![
        text.to_owned(),
        text.trim().to_owned(),
        STANDARD.encode(text),
        text.escape_default().to_string(),
        json.trim_matches('"').to_owned(),
    ]
}
