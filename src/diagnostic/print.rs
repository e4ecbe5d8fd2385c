//! Diagnostics as a terminal shows them, in rustc's manner.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Label, Role, Severity, SourceId, SourceKind, Sources};

/// Whether the text carries ANSI colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Never,
    Always,
}

/// The report of one diagnostic, ending in a line break.
pub fn print(diagnostic: &Diagnostic, sources: &Sources, color: Color) -> String {
    let diagnostic = &sources.censored(diagnostic);
    let renderer = match color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    };
    let (level, role) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, "error"),
        Severity::Warning => (Level::WARNING, "warning"),
        Severity::Note => (Level::NOTE, "note"),
    };
    let title =
        level.with_name(role).primary_title(diagnostic.sentence()).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    for id in sources_of(&diagnostic.labels) {
        let labels = diagnostic.labels.iter().filter(|label| label.span.source == id);
        group = group.element(snippet(sources, id, labels.collect()));
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(&**help));
    }
    without_line_of_flags(renderer.render(&[group]) + "\n")
}

/// Where a flag's snippet says it is from.
const COMMAND_LINE: &str = "command line";

/// Flags have no line; the renderer gives them one.
fn without_line_of_flags(text: String) -> String {
    let head = format!("{COMMAND_LINE}:1:");
    let mut parts = text.split(&*head);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(COMMAND_LINE);
        out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    out
}

/// The sources the labels point into, those of primary labels first.
fn sources_of(labels: &[Label]) -> Vec<SourceId> {
    let mut ids = Vec::new();
    for role in [Role::Primary, Role::Context] {
        for label in labels.iter().filter(|label| label.role == role) {
            if !ids.contains(&label.span.source) {
                ids.push(label.span.source);
            }
        }
    }
    ids
}

fn snippet<'a>(
    sources: &'a Sources,
    id: SourceId,
    labels: Vec<&'a Label>,
) -> Snippet<'a, Annotation<'a>> {
    let source = sources.get(id);
    let excerpt = Excerpt::around(sources, id, &labels);
    let annotations = labels.iter().map(|label| {
        let kind = match label.role {
            Role::Primary => AnnotationKind::Primary,
            Role::Context => AnnotationKind::Context,
        };
        let range = excerpt.place(label);
        let text = (!label.text.is_empty()).then_some(&*label.text);
        kind.span(range).label(text)
    });
    let annotations: Vec<Annotation<'a>> = annotations.collect();
    let snippet = Snippet::source(excerpt.text).annotations(annotations);
    match source.kind {
        SourceKind::File | SourceKind::Values => {
            snippet.path(&*source.name).line_start(excerpt.first_line)
        }
        SourceKind::Flag => snippet.path(COMMAND_LINE).line_numbering(false),
    }
}

/// The lines of a source from the first label to the last.
struct Excerpt {
    text: String,
    /// What is added to a position in the source to get one in `text`.
    shift: isize,
    first_line: usize,
}

impl Excerpt {
    fn around(sources: &Sources, id: SourceId, labels: &[&Label]) -> Self {
        let source = sources.get(id);
        if source.kind == SourceKind::Flag {
            let text = format!("{} {}", source.name, sources.shown(id, 0..source.text.len()));
            let shift = (text.len() - source.text.len()).cast_signed();
            return Excerpt { text, shift, first_line: 1 };
        }
        let whole = &*source.text;
        let first = labels.iter().map(|label| label.span.start as usize).min().unwrap_or(0);
        let last = labels.iter().map(|label| last_byte(label, whole)).max().unwrap_or(0);
        let start = whole.as_bytes()[..first.min(whole.len())]
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |at| at + 1);
        let end = whole.as_bytes()[last.min(whole.len())..]
            .iter()
            .position(|&b| b == b'\n')
            .map_or(whole.len(), |at| last + at);
        Excerpt {
            text: sources.shown(id, start..end.max(start)),
            shift: -start.cast_signed(),
            first_line: 1 + whole.as_bytes()[..start].iter().filter(|&&b| b == b'\n').count(),
        }
    }

    /// Where the label's marks go: on its first line only, so that a long node stays readable.
    fn place(&self, label: &Label) -> std::ops::Range<usize> {
        let shifted =
            |at: u32| (at as usize).saturating_add_signed(self.shift).min(self.text.len());
        let start = shifted(label.span.start);
        let end = shifted(label.span.end).max(start);
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        start..end.min(line_end)
    }
}

fn last_byte(label: &Label, whole: &str) -> usize {
    let start = (label.span.start as usize).min(whole.len());
    let end = (label.span.end as usize).clamp(start, whole.len());
    whole.as_bytes()[start..end].iter().position(|&b| b == b'\n').map_or(end, |at| start + at)
}
