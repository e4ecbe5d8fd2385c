//! The texts of a chart into the language of its templates.

use std::path::Path;

use crate::chart::{self, Home};
use crate::helm::Files;
use crate::template;

/// The annotation of a chart that names the language of its templates.
const LANGUAGE_ANNOTATION: &str = "drydock.dev/templates";
const GO: &str = "go";

/// What the templates of a chart are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Jinja, whose values are bound.
    Ours,
    /// Go's templates, which Helm renders; templates of ours may stand beside them.
    Go,
    /// Plain text, which is the same in both.
    Neither,
}

/// The language of a chart's templates: what the annotation `drydock.dev/templates` says, `go` or
/// `jinja`, or else Go's if any template is, here or in a chart that it brings along.
///
/// # Errors
/// If a file can't be read.
pub fn language<'a>(home: impl Into<Home<'a>>) -> anyhow::Result<Language> {
    let home = home.into();
    let mut texts = chart::Texts::of(home)?;
    if let Some(said) = texts.annotation(LANGUAGE_ANNOTATION)? {
        return Ok(if said == GO { Language::Go } else { Language::Ours });
    }
    let mut found = Language::Neither;
    while let Some(text) = texts.next_template()? {
        match template::is_go(&text) {
            Some(true) => return Ok(Language::Go),
            Some(false) => found = Language::Ours,
            None => {}
        }
    }
    Ok(if texts.bring_charts()? && brings_go(home) { Language::Go } else { found })
}

/// Whether a chart in whose own templates nothing is Go's brings along charts of Go templates.
fn brings_go(home: Home<'_>) -> bool {
    let files = chart::all_files(home).unwrap_or_default();
    let mut brought = files.iter().filter(|(path, _)| path.starts_with("charts/"));
    brought.any(|(path, bytes)| {
        if Path::new(path).extension().is_some_and(|ending| ending == "tgz") {
            let packed = chart::unpack(bytes).unwrap_or_default();
            return packed.iter().any(|(path, bytes)| is_go_template(path, bytes));
        }
        is_go_template(path, bytes)
    })
}

fn is_go_template(path: &str, bytes: &[u8]) -> bool {
    let is_template = path.split('/').any(|folder| folder == "templates");
    is_template && template::is_go(&String::from_utf8_lossy(bytes)) == Some(true)
}

/// What the topmost chart says of all templates, if it says anything.
pub(super) fn settled(files: &Files) -> Option<String> {
    let (_, metadata) = files.iter().find(|(path, _)| path == "Chart.yaml")?;
    chart::annotation(metadata, LANGUAGE_ANNOTATION)
}

/// Whether a template among Go's is ours: by what the topmost chart says, by what its own chart
/// says, or else by its text.
pub(super) fn is_ours(
    settled: Option<&str>,
    metadata: &crate::helm::Metadata,
    text: &[u8],
) -> bool {
    let said = settled.map(str::to_owned).or_else(|| metadata.annotation(LANGUAGE_ANNOTATION));
    match said {
        Some(said) => said != GO,
        None => template::is_go(&String::from_utf8_lossy(text)) == Some(false),
    }
}
