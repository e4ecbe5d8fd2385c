//! Diagnostics as a terminal shows them, in rustc's manner.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::escape::{END, escaped};
use super::excerpt::Excerpt;
use super::wrap::wrapped;
use crate::diagnostic::{Censor, Diagnostic, Label, Role, Severity, SourceId, SourceKind};

/// Whether the text carries ANSI colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Never,
    Always,
}

/// What the terminal is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub color: Color,
    /// In columns: of lines that are longer, the part around the marks is shown. `None` if it is
    /// not known.
    pub width: Option<usize>,
}

impl Style {
    pub const PLAIN: Style = Style { color: Color::Never, width: None };
}

/// The report of one diagnostic, ending in a line break.
pub fn text(diagnostic: &Diagnostic, censor: &Censor<'_>, style: Style) -> String {
    text_in(diagnostic, &[], censor, style)
}

/// The same of one that only some environments have; none stand for all.
pub fn text_in(
    diagnostic: &Diagnostic,
    environments: &[&str],
    censor: &Censor<'_>,
    style: Style,
) -> String {
    let diagnostic = &censor.censored(diagnostic);
    let (level, role) = match diagnostic.severity {
        Severity::Error => (Level::ERROR, "error"),
        Severity::Warning => (Level::WARNING, "warning"),
        Severity::Note => (Level::NOTE, "note"),
    };
    let code = diagnostic.code.name();
    let head = role.len() + code.len() + "[]: ".len();
    let sentence = wrapped(&diagnostic.sentence(), style.width, head);
    let title = level.with_name(role).primary_title(escaped(&sentence));
    let mut group = Group::with_title(title.id(code));
    for id in sources_of(&diagnostic.labels) {
        let labels = diagnostic.labels.iter().filter(|label| label.span.source == id);
        group = group.element(snippet(censor, id, labels.collect()));
    }
    for help in &diagnostic.help {
        let help = wrapped(help, style.width, BESIDE_HELP);
        group = group.element(Level::HELP.message(escaped(&help).into_owned()));
    }
    if !environments.is_empty() {
        let only = wrapped(&format!("in {}", environments.join(", ")), style.width, BESIDE_HELP);
        group = group.element(Level::NOTE.message(escaped(&only).into_owned()));
    }
    without_line_of_flags(&(renderer(style).render(&[group]) + "\n"))
}

/// What stands before a help, at most: `      = help: `.
const BESIDE_HELP: usize = 14;

fn renderer(style: Style) -> Renderer {
    let renderer = match style.color {
        Color::Never => Renderer::plain(),
        Color::Always => Renderer::styled(),
    };
    style.width.into_iter().fold(renderer, Renderer::term_width)
}

/// Where a flag's snippet says it is from.
const COMMAND_LINE: &str = "command line";

/// Flags have no line; the renderer gives them one, behind [`END`], which nothing else has.
fn without_line_of_flags(text: &str) -> String {
    let mut parts = text.split(END);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        out.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
    out
}

/// The sources the labels point into, those of primary labels first.
fn sources_of(labels: &[Label]) -> Vec<SourceId> {
    let mut ids = Vec::new();
    for role in [Role::Primary, Role::Call, Role::Context] {
        for label in labels.iter().filter(|label| label.role == role) {
            if !ids.contains(&label.span.source) {
                ids.push(label.span.source);
            }
        }
    }
    ids
}

fn snippet<'a>(
    censor: &Censor<'a>,
    id: SourceId,
    labels: Vec<&'a Label>,
) -> Snippet<'a, Annotation<'a>> {
    let source = censor.sources.get(id);
    let Excerpt { text, first_line, marks } = Excerpt::of(censor, id, &labels);
    let annotations = labels.iter().zip(marks).map(|(label, mark)| {
        let kind = match label.role {
            Role::Primary => AnnotationKind::Primary,
            Role::Context | Role::Call => AnnotationKind::Context,
        };
        kind.span(mark).label((!label.text.is_empty()).then(|| escaped(&label.text)))
    });
    let snippet = Snippet::source(text).annotations(annotations.collect::<Vec<_>>());
    match source.kind {
        SourceKind::File | SourceKind::Values => {
            snippet.path(escaped(&source.name)).line_start(first_line)
        }
        SourceKind::Flag => snippet.path(format!("{COMMAND_LINE}{END}")).line_numbering(false),
    }
}
