//! Is the manifest what it was? Golden files, and how a manifest differs from its own.
//!
//! Secrets never get here: what a Secret holds is masked first.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;
use similar::TextDiff;

use crate::manifest::Manifest;
use crate::yaml::{Node, Value};

/// What stands in a snapshot for a secret's value.
const MASK: &str = "(masked)";

/// How a manifest compares with its golden file.
#[derive(Debug, PartialEq, Eq)]
pub enum Comparison {
    Same,
    /// There is no golden file.
    New,
    /// The unified diff from the golden file to the manifest.
    Changed(String),
}

/// The text that is kept of a manifest.
pub fn text(manifest: &Manifest, chart: &str) -> String {
    let mut masked = Manifest { objects: manifest.objects.clone() };
    for object in &mut masked.objects {
        if object.identity.kind == "Secret" && object.identity.group.is_empty() {
            mask(&mut object.root);
        }
    }
    masked.to_yaml(chart)
}

fn mask(secret: &mut Node) {
    for field in ["data", "stringData"] {
        let Some(map) = secret.as_map_mut().and_then(|map| map.get_mut(field)) else { continue };
        for value in map.as_map_mut().into_iter().flat_map(super::yaml::node::Map::values_mut) {
            value.value = Value::String(MASK.to_owned());
        }
    }
}

/// Compares `text` with the golden file at `path`, which is spoken of as `shown`.
///
/// # Errors
/// If the file is there and can't be read.
pub fn compare(path: &Path, shown: &str, text: &str) -> anyhow::Result<Comparison> {
    let golden = match fs::read_to_string(path) {
        Ok(golden) => golden,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Comparison::New),
        Err(error) => return Err(error).with_context(|| format!("can't read {shown}")),
    };
    if golden == text {
        return Ok(Comparison::Same);
    }
    let diff = TextDiff::from_lines(&golden, text);
    let unified = diff.unified_diff().context_radius(3).header(shown, "rendered").to_string();
    Ok(Comparison::Changed(unified))
}

/// Makes `text` the golden file.
///
/// # Errors
/// If it can't be written.
pub fn accept(path: &Path, shown: &str, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("can't make the folder of {shown}"))?;
    }
    fs::write(path, text).with_context(|| format!("can't write {shown}"))
}
