//! A golden file and the rendered manifest into their differences: field by field, or line by line
//! if the golden file can't be parsed.

use super::masks::mask;
use super::{Snapshot, golden};
use crate::compare::{self, Side, print};
use crate::diagnostic::{Censor, Report, Sources};
use crate::manifest::{self, Manifest};
use crate::yaml::{self, Dialect, Document, Node};

/// A manifest and its golden file, to be compared.
#[derive(Debug)]
pub struct Drift {
    /// The name of the golden file.
    pub golden: String,
    /// The rendered manifest.
    pub new: Snapshot,
    /// The golden file, with secrets masked.
    kept: String,
    /// `None` if it can't be parsed.
    old: Option<Golden>,
}

#[derive(Debug)]
struct Golden {
    manifest: Manifest,
    shown: Manifest,
}

impl Drift {
    pub(super) fn new(golden: &str, kept: &str, new: Snapshot, censor: &Censor<'_>) -> Self {
        let mut kept_text = golden::masked(kept, &new, censor);
        let old = read(kept).zip(read(&kept_text));
        let old = old.map(|(mut manifest, mut shown)| {
            let found = [&mut manifest, &mut shown].map(|side| !mask(side, &new.masks).is_empty());
            if found[1] {
                kept_text = shown.to_yaml(&new.chart);
            }
            Golden { manifest, shown }
        });
        let old = old.filter(|old| old.manifest.is_shaped_like(&old.shown));
        Drift { golden: golden.to_owned(), new, kept: kept_text, old }
    }

    /// Whether the two mean the same, even if they are written differently.
    pub(super) fn is_empty(&self) -> bool {
        self.fields().is_some_and(|comparison| comparison.is_empty())
    }

    /// The differing fields; `None` if the golden file can't be parsed.
    pub fn fields(&self) -> Option<compare::Comparison<'_>> {
        let Golden { manifest, shown } = self.old.as_ref()?;
        let new = Side::open(&self.new.manifest);
        Some(compare::compare(Side { manifest, shown }, new))
    }

    /// The unified diff from the golden file to the rendered manifest.
    pub fn lines(&self) -> String {
        print::lines(&self.kept, &self.new.text, &self.golden, "rendered")
    }
}

/// Parses a golden file; `None` if it is no manifest.
fn read(text: &str) -> Option<Manifest> {
    let source = Sources::new().add_file("", text);
    let mut report = Report::new();
    let roots = yaml::read(text, source, Dialect::Kubectl, &mut report);
    let document = |(rank, root): (usize, Node)| {
        let template = template(text, root.origin.at.range().start).into();
        Document { root, template, rank }
    };
    let documents = roots.into_iter().filter(|root| !root.is_null()).enumerate().map(document);
    let manifest = manifest::build(documents.collect(), None, &mut report);
    (!report.has_errors()).then_some(manifest)
}

/// The file that the comment above a document names, from the chart on.
fn template(text: &str, start: usize) -> &str {
    let above = text.get(..start).unwrap_or_default().trim_end();
    let line = above.rsplit('\n').next().unwrap_or_default();
    let named = line.strip_prefix("# Source: ").and_then(|path| path.split_once('/'));
    named.map_or("", |(_, path)| path)
}
