//! Charts whose templates are Go's, which Helm renders: told once, and not tag by tag.

use std::sync::Arc;

use super::parsed::Parsed;
use crate::diagnostic::{Code, Diagnostic, Span};

/// What is said of a chart in which there are Go's templates and none of ours.
pub(super) fn fault(templates: &[Arc<Parsed>]) -> Option<Diagnostic> {
    let mut first = None;
    for parsed in templates.iter().filter(|parsed| parsed.prefix.is_empty()) {
        match language(&parsed.template.text) {
            (Language::Ours, _) => return None,
            (Language::Go, at) if first.is_none() => {
                first = Some(Span::new(parsed.template.source, at));
            }
            _ => {}
        }
    }
    let message = "the templates of this chart are written for Helm, in Go's template language";
    Some(
        Diagnostic::error(Code::TemplateSyntax, message)
            .at(first?, "Go's")
            .help(
                "write them in Jinja: `{{ .Values.name }}` is `{{ values.name }}`, \
                 `{{- if .Values.x }} … {{- end }}` is `{% if values.x %} … {% endif %}`",
            )
            .help("as they are, they can be rendered and judged: `drydock render CHART_DIR`"),
    )
}

/// Whether a template is Go's; `None` where it may be either's.
pub fn is_go(text: &str) -> Option<bool> {
    match language(text).0 {
        Language::Go => Some(true),
        Language::Ours => Some(false),
        Language::Either => None,
    }
}

enum Language {
    Go,
    Ours,
    /// Text without tags, or with such as both have.
    Either,
}

/// The language of a template, and where its first tag is that says so.
fn language(text: &str) -> (Language, std::ops::Range<usize>) {
    if text.contains("{%") {
        return (Language::Ours, 0..0);
    }
    let mut at = 0;
    let mut found = (Language::Either, 0..0);
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        let end = text[open..].find("}}").map_or(text.len(), |end| open + end + 2);
        let tag = text[open + 2..end].trim_matches(['-', '}', ' ']);
        if is_go_tag(tag) {
            return (Language::Go, open..end);
        }
        if tag.contains("values.") {
            found.0 = Language::Ours;
        }
        at = end;
    }
    found
}

fn is_go_tag(tag: &str) -> bool {
    const OBJECTS: [&str; 6] =
        [".Values", ".Release.", ".Chart.", ".Files.", ".Capabilities.", ".Template."];
    const ACTIONS: [&str; 8] =
        ["define \"", "include \"", "template \"", "range ", "with .", "if .", "end", "/*"];
    OBJECTS.iter().any(|object| tag.contains(object))
        || ACTIONS
            .iter()
            .any(|action| tag.starts_with(action) && (*action != "end" || tag == "end"))
}
