//! Is the manifest what it was? Golden files, and how a manifest differs from its own.
//!
//! Secrets never get here: what a Secret holds is masked first.

mod golden;

use std::collections::BTreeSet;

use anyhow::Context as _;
use similar::TextDiff;

use crate::diagnostic::{Censor, Code, Diagnostic, Secrets, Sources, Span, Telling};
use crate::disk::{Folder, Link};
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
    pub texts: Telling,
}

impl Withheld {
    /// Whether a node was filled with what is withheld, or made of it.
    fn fills(&self, node: &Node) -> bool {
        let mut places = node.origin.set.iter().flat_map(|set| set.iter());
        places.any(|place| self.places.contains(place))
            || match &node.value {
                Value::String(text) => self.texts.are_in(text),
                Value::Number(number) => self.texts.are_in(&number.to_string()),
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
        object.root.mask_keys(&|key| withheld.texts.are_in(key));
        let Some(map) = object.root.as_map_mut() else { continue };
        for field in SECRET_FIELDS.iter().filter(|_| is_secret) {
            map.get_mut(field).into_iter().for_each(|node| node.mask(&|_| true));
        }
    }
    masked.to_yaml(chart)
}

/// Compares `text` with the golden file that is called so in the project's folder. What is secret
/// by now is not told of the golden file either. Where that is a link, and not the same, what it leads
/// to is neither shown nor written to: there is only the fault.
///
/// # Errors
/// If the file is there and can't be read.
pub fn compare(
    project: &Folder,
    golden: &str,
    text: &str,
    sources: &Sources,
    secrets: &Secrets,
) -> anyhow::Result<Result<Comparison, Box<Diagnostic>>> {
    let link_out = project.link_out(golden).with_context(|| format!("can't read {golden}"))?;
    if let Some(link) = link_out {
        return Ok(Err(refused(&link, "which lies outside of the project").into()));
    }
    let kept = project.read(golden)?;
    if kept.as_deref() == Some(text) {
        return Ok(Ok(Comparison::Same));
    }
    if let Some(link) = project.link(golden) {
        return Ok(Err(refused(&link, "and what is rendered is not what is there").into()));
    }
    let Some(kept) = kept else { return Ok(Ok(Comparison::New)) };
    let kept = golden::masked(&kept, text, &Censor::new(secrets, sources));
    let diff = TextDiff::from_lines(&kept, text);
    let unified = diff.unified_diff().context_radius(3).header(golden, "rendered").to_string();
    Ok(Ok(Comparison::Changed(unified)))
}

fn refused(link: &Link, why: &str) -> Diagnostic {
    let fault = Diagnostic::error(Code::BadLink, format!("{link}, {why}"));
    fault.help("a golden file is not written through a link: remove the link")
}
