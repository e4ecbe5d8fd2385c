//! A golden file and what is rendered now into what differs between them: field by field, or line
//! by line where the golden file can't be read as manifests.

use similar::TextDiff;

use super::{Snapshot, golden};
use crate::compare::{self, Side};
use crate::diagnostic::{Censor, Report, Sources};
use crate::manifest::{self, Manifest};
use crate::yaml::{self, Dialect, Document, Node, Value};

/// What a manifest is, and what its golden file says.
#[derive(Debug)]
pub struct Drift {
    /// The name of the golden file.
    pub golden: String,
    /// What is rendered now.
    pub new: Snapshot,
    /// The golden file as it may be shown.
    kept: String,
    /// `None` where it can't be read as manifests.
    old: Option<Golden>,
}

#[derive(Debug)]
struct Golden {
    manifest: Manifest,
    shown: Manifest,
}

impl Drift {
    pub(super) fn new(golden: &str, kept: &str, new: Snapshot, censor: &Censor<'_>) -> Self {
        let shown = golden::masked(kept, &new.text, censor);
        let old = read(kept).zip(read(&shown)).map(|(manifest, shown)| Golden { manifest, shown });
        let old = old.filter(Golden::is_shown_alike);
        Drift { golden: golden.to_owned(), new, kept: shown, old }
    }

    /// Whether the golden file says the same, if in other words.
    pub(super) fn is_empty(&self) -> bool {
        self.fields().is_some_and(|comparison| comparison.is_empty())
    }

    /// What differs, field by field; `None` where the golden file can't be read as manifests.
    pub fn fields(&self) -> Option<compare::Comparison<'_>> {
        let Golden { manifest, shown } = self.old.as_ref()?;
        let new = Side::open(&self.new.manifest);
        Some(compare::compare(Side { manifest, shown }, new))
    }

    /// The unified diff from the golden file to what is rendered.
    pub fn lines(&self) -> String {
        let diff = TextDiff::from_lines(&self.kept, &self.new.text);
        diff.unified_diff().context_radius(3).header(&self.golden, "rendered").to_string()
    }
}

/// The manifest that a golden file is; `None` where it is none.
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

impl Golden {
    /// Whether what is shown has the same objects, fields and items.
    fn is_shown_alike(&self) -> bool {
        let (all, shown) = (&self.manifest.objects, &self.shown.objects);
        let mut both = all.iter().zip(shown);
        all.len() == shown.len() && both.all(|(one, other)| is_alike(&one.root, &other.root))
    }
}

fn is_alike(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Map(one), Value::Map(other)) => {
            let mut both = one.iter().zip(other.iter());
            one.len() == other.len() && both.all(|((_, one), (_, other))| is_alike(one, other))
        }
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_alike(one, other))
        }
        (Value::Map(_) | Value::List(_), _) | (_, Value::Map(_) | Value::List(_)) => false,
        _ => true,
    }
}
