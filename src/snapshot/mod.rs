//! Is the manifest what it was? Golden files, and how a manifest differs from its own.
//!
//! Secrets never get here: what a Secret holds is masked first.

mod golden;

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;
use similar::TextDiff;

use crate::diagnostic::{Sources, Span};
use crate::manifest::{Manifest, SECRET_FIELDS};
use crate::yaml::Node;

/// How a manifest compares with its golden file.
#[derive(Debug, PartialEq, Eq)]
pub enum Comparison {
    Same,
    /// There is no golden file.
    New,
    /// The unified diff from the golden file to the manifest.
    Changed(String),
}

/// The text that is kept of a manifest: the data of Secrets is masked, and whatever else was
/// filled with a value that stands at one of the `secrets`.
pub fn text(manifest: &Manifest, chart: &str, secrets: &BTreeSet<Span>) -> String {
    let is_filled = |node: &Node| {
        node.origin.set.iter().flat_map(|set| set.iter()).any(|place| secrets.contains(place))
    };
    let mut masked = Manifest { objects: manifest.objects.clone() };
    for object in &mut masked.objects {
        let is_secret = object.is_secret();
        object.root.mask(&is_filled);
        let Some(map) = object.root.as_map_mut() else { continue };
        for field in SECRET_FIELDS.iter().filter(|_| is_secret) {
            map.get_mut(field).into_iter().for_each(|node| node.mask(&|_| true));
        }
    }
    masked.to_yaml(chart)
}

/// Compares `text` with the golden file at `path`, which is spoken of as `shown`. What is secret
/// by now is not told of the golden file either.
///
/// # Errors
/// If the file is there and can't be read.
pub fn compare(
    path: &Path,
    shown: &str,
    text: &str,
    sources: &Sources,
) -> anyhow::Result<Comparison> {
    let golden = match fs::read_to_string(path) {
        Ok(golden) => golden,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Comparison::New),
        Err(error) => return Err(error).with_context(|| format!("can't read {shown}")),
    };
    if golden == text {
        return Ok(Comparison::Same);
    }
    let golden = golden::masked(&golden, text, sources);
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
