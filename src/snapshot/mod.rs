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
use crate::kube::secret::SECRET_FIELDS;
use crate::manifest::Manifest;
use crate::yaml::{Node, Value};

/// How a manifest compares with its golden file.
#[derive(Debug, PartialEq, Eq)]
pub enum Comparison {
    Same,
    /// There is no golden file.
    New,
    /// The unified diff from the golden file to the manifest.
    Changed(String),
}

/// What is left out of snapshots besides the data of Secrets.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    /// Where the values stand.
    pub places: BTreeSet<Span>,
    /// What gives them away wherever it stands.
    pub texts: BTreeSet<String>,
}

impl Withheld {
    /// Whether a text gives something away.
    fn is_in(&self, text: &str) -> bool {
        self.texts.iter().any(|secret| text.contains(&**secret))
    }

    /// Whether a node was filled with what is withheld, or made of it.
    fn fills(&self, node: &Node) -> bool {
        let mut places = node.origin.set.iter().flat_map(|set| set.iter());
        places.any(|place| self.places.contains(place))
            || match &node.value {
                Value::String(text) => self.is_in(text),
                Value::Number(number) => self.is_in(&number.to_string()),
                _ => false,
            }
    }
}

/// The text that is kept of a manifest: the data of Secrets is masked, and what is `withheld`.
pub fn text(manifest: &Manifest, chart: &str, withheld: &Withheld) -> String {
    let mut masked = Manifest { objects: manifest.objects.clone() };
    for object in &mut masked.objects {
        let is_secret = object.is_secret();
        object.root.mask(&|node| withheld.fills(node));
        object.root.mask_keys(&|key| withheld.is_in(key));
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
