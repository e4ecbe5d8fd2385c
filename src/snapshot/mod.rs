//! Is the manifest what it was? Golden files, and how a manifest differs from its own.
//!
//! Secrets never get here: what a Secret holds is masked first.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;
use similar::TextDiff;

use crate::diagnostic::Sources;
use crate::manifest::{Manifest, SECRET_FIELDS};
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

/// The text that is kept of a manifest: the data of Secrets is masked, and whatever else was
/// filled with a secret.
pub fn text(manifest: &Manifest, chart: &str, sources: &Sources) -> String {
    let mut masked = Manifest { objects: manifest.objects.clone() };
    for object in &mut masked.objects {
        let is_secret = object.is_secret();
        let Some(map) = object.root.as_map_mut() else { continue };
        map.values_mut().for_each(|node| mask(node, Mask::Secrets(sources)));
        for field in SECRET_FIELDS.iter().filter(|_| is_secret) {
            map.get_mut(field).into_iter().for_each(|node| mask(node, Mask::All));
        }
    }
    masked.to_yaml(chart)
}

/// Which scalars are masked.
#[derive(Clone, Copy)]
enum Mask<'a> {
    All,
    /// Those that were filled with a secret.
    Secrets(&'a Sources),
}

fn mask(node: &mut Node, which: Mask<'_>) {
    match &mut node.value {
        Value::Map(map) => map.values_mut().for_each(|node| mask(node, which)),
        Value::List(items) => items.iter_mut().for_each(|node| mask(node, which)),
        _ => {
            let filled = |sources: &Sources| {
                let mut places = node.origin.set.iter().flat_map(|set| set.iter());
                places.any(|place| sources.is_masked(*place))
            };
            let masked = match which {
                Mask::All => true,
                Mask::Secrets(sources) => filled(sources),
            };
            if masked {
                node.value = Value::String(MASK.to_owned());
            }
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
