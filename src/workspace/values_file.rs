//! Values files into layers: one a document, as Helm 4 has it.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::OnDisk;
use crate::chart::text_of;
use crate::diagnostic::{Report, SourceId, Sources};
use crate::values::Layer;
use crate::yaml::{self, Dialect};

/// The layers of a values file.
///
/// # Errors
/// If it can't be read, or is no text.
pub fn read_values(
    file: &OnDisk,
    dialect: Dialect,
    sources: &mut Sources,
    report: &mut Report,
) -> anyhow::Result<(SourceId, Vec<Layer>)> {
    let text = read_text(&file.path).with_context(|| format!("can't read {}", file.shown))?;
    Ok(values_of(&file.shown, &text, dialect, sources, report))
}

/// The layers of a text that is spoken of as `shown`.
pub fn values_of(
    shown: &str,
    text: &str,
    dialect: Dialect,
    sources: &mut Sources,
    report: &mut Report,
) -> (SourceId, Vec<Layer>) {
    let text: std::sync::Arc<str> = text.replace("\r\n", "\n").into();
    let source = sources.add_values(shown, text.clone());
    let maps = yaml::read_maps(&text, source, dialect, report);
    (source, maps.into_iter().map(Layer::File).collect())
}

/// The text of any file.
///
/// # Errors
/// If it can't be read, or is no text.
pub fn read_text(path: &Path) -> anyhow::Result<String> {
    text_of(fs::read(path)?)
}
