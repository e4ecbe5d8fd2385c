//! Charts whose templates are Go's, which Helm renders: told once, and not tag by tag.

use std::ops::Range;
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

/// The language of a template, and where its first tag is that says so. Where there are tags of
/// both, it is ours if one of them reads `values`: Go's templates may hold text in any language.
fn language(text: &str) -> (Language, Range<usize>) {
    let has_statements = text.contains("{%");
    if has_statements && !GO_WORDS.iter().any(|word| text.contains(word)) {
        return (Language::Ours, 0..0);
    }
    let mut first_of_go = None;
    let mut reads_values = false;
    for (tag, at) in Tags(text, 0) {
        reads_values |= reads(tag, "values");
        let is_emission = text[at.clone()].starts_with("{{");
        if is_emission && first_of_go.is_none() && is_go_tag(tag) {
            first_of_go = Some(at);
        }
    }
    match first_of_go {
        _ if has_statements && reads_values => (Language::Ours, 0..0),
        Some(at) => (Language::Go, at),
        None if has_statements || reads_values => (Language::Ours, 0..0),
        None => (Language::Either, 0..0),
    }
}

/// The tags of a template and where they are, but for comments, and for what stands in raw text.
struct Tags<'t>(&'t str, usize);

impl<'t> Iterator for Tags<'t> {
    type Item = (&'t str, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let Tags(text, mut at) = *self;
        loop {
            let open = at + text[at..].find('{')?;
            let is = |sign: &str| text[open..].starts_with(sign);
            let close = match () {
                () if is("{{") => "}}",
                () if is("{%") => "%}",
                () if is("{#") => "#}",
                () => {
                    at = open + 1;
                    continue;
                }
            };
            let end = text[open..].find(close).map_or(text.len(), |end| open + end + 2);
            let tag = text[open + 2..end].trim_end_matches(close).trim_matches(['-', '+', ' ']);
            if is("{%") && tag == "raw" {
                at = text[end..].find("endraw").map_or(text.len(), |past| end + past);
                continue;
            }
            self.1 = end;
            if is("{#") {
                at = end;
                continue;
            }
            return Some((tag, open..end));
        }
    }
}

/// Whether a tag looks something up in a name: `values.a`, and not `.values.a` or `$values.a`.
fn reads(tag: &str, name: &str) -> bool {
    tag.match_indices(name).any(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
        !tag[..at].ends_with(is_part) && tag[at + name.len()..].starts_with(['.', '['])
    })
}

/// One of these is in every tag of Go's that can be told from text in a template of ours.
const GO_WORDS: [&str; 9] = [
    ".Values",
    ".Release.",
    ".Chart.",
    ".Files.",
    ".Capabilities.",
    ".Template.",
    "define \"",
    "include \"",
    "template \"",
];

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
