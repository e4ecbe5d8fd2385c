//! What to do about a finding, said to who wrote the value: in a manifest, in a template, in a values
//! file, or in a flag.

use crate::diagnostic::{SourceKind, Sources, Span};
use crate::yaml::Origin;

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// The same wherever the value was written.
    Say(String),
    /// It would be right as a text: what it is as one, if that is known, and what it is now.
    Quote { text: String, note: Option<String> },
    /// It would be right if it were no text.
    Unquote(String),
}

impl Remedy {
    /// Where the value was written as it is.
    pub fn of_text(self) -> String {
        match self {
            Remedy::Say(text) => text,
            Remedy::Quote { note: None, .. } => "write it in quotes".to_owned(),
            Remedy::Quote { note: Some(note), .. } => format!("write it in quotes: {note}"),
            Remedy::Unquote(text) => format!("write it without quotes: {text}"),
        }
    }

    /// Where it may come from a hole of a template.
    pub(super) fn of_template(self, origin: &Origin, sources: &Sources) -> String {
        let Some(set) = origin.set.as_ref().and_then(|places| places.first()) else {
            return self.of_text();
        };
        match &self {
            Remedy::Say(_) => self.of_text(),
            Remedy::Quote { text, .. } => quoted(text, *set, sources),
            Remedy::Unquote(text) => unquoted(text, origin.at, *set, sources),
        }
    }
}

fn quoted(text: &str, set: Span, sources: &Sources) -> String {
    let source = sources.get(set.source);
    let written = sources.text(set);
    let is_literal = written == text;
    match (source.kind, &*source.name) {
        (SourceKind::Flag, "--set") if is_literal && !source.text.contains(',') => {
            format!("make it a text: `--set-string {}`", source.text)
        }
        (SourceKind::Flag, "--set") if is_literal => "give it by `--set-string`".to_owned(),
        _ if is_literal => format!("write it in quotes where it is set: \"{text}\""),
        _ => "make a text of it: `… | string`".to_owned(),
    }
}

fn unquoted(text: &str, at: Span, set: Span, sources: &Sources) -> String {
    let in_template = sources.text(at);
    if let Some(hole) = without_quotes(in_template) {
        return format!("write it without quotes: {hole}");
    }
    let source = sources.get(set.source);
    let written = sources.text(set);
    match (source.kind, &*source.name) {
        (SourceKind::Flag, "--set-string" | "--set-literal") if written == text => {
            format!("let it have its own type: `--set {}`", source.text)
        }
        _ if without_quotes(written) == Some(text) => {
            format!("write it without quotes where it is set: {text}")
        }
        _ if text.parse::<bool>().is_ok() => "compare it: `… == \"true\"`".to_owned(),
        // A key of a map, or what was made of values.
        _ => "make a number of it: `… | int`".to_owned(),
    }
}

fn without_quotes(text: &str) -> Option<&str> {
    let in_quotes = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    in_quotes('"').or_else(|| in_quotes('\''))
}
