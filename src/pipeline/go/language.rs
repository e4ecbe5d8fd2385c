//! The texts of a chart into the language of its templates.

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
/// `jinja`, or else the first template does that can be only one of them.
///
/// # Errors
/// If a file can't be read.
pub fn language<'a>(home: impl Into<Home<'a>>) -> anyhow::Result<Language> {
    let of = |is_go| if is_go { Language::Go } else { Language::Ours };
    let mut texts = chart::Texts::of(home)?;
    if let Some(said) = texts.annotation(LANGUAGE_ANNOTATION)? {
        return Ok(of(said == GO));
    }
    while let Some(text) = texts.next_template()? {
        if let Some(is_go) = template::is_go(&text) {
            return Ok(of(is_go));
        }
    }
    Ok(Language::Neither)
}
