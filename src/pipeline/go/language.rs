//! The texts of a chart into the language of its templates.

use std::path::Path;

use crate::chart::{self, Home};
use crate::template;

/// The annotation of a chart that names the language of its templates.
const LANGUAGE_ANNOTATION: &str = "drydock.dev/templates";
const GO: &str = "go";

/// What the templates of a chart are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Jinja, whose values are bound.
    Ours,
    /// Go's templates, which Helm renders.
    Go,
    /// Plain text, which is the same in both.
    Neither,
}

/// The language of a chart's templates: the annotation `drydock.dev/templates` says `go` or
/// `jinja`, or else the first template does that can be only one of them. A chart without such a
/// template is written in what those are that it brings along.
///
/// # Errors
/// If a file can't be read.
pub fn language<'a>(home: impl Into<Home<'a>>) -> anyhow::Result<Language> {
    let of = |is_go| if is_go { Language::Go } else { Language::Ours };
    let home = home.into();
    let mut texts = chart::Texts::of(home)?;
    if let Some(said) = texts.annotation(LANGUAGE_ANNOTATION)? {
        return Ok(of(said == GO));
    }
    while let Some(text) = texts.next_template()? {
        if let Some(is_go) = template::is_go(&text) {
            return Ok(of(is_go));
        }
    }
    Ok(if brings_go(home) { Language::Go } else { Language::Neither })
}

/// Whether a chart that has nothing to say itself brings along charts of Go templates.
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
