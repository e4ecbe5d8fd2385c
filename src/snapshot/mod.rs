//! Is the manifest what it was? A manifest and its golden file into what differs.
//!
//! Golden files hold no secrets: the data of Secrets is masked before it is compared or written.

mod drift;
mod golden;
mod marked;
mod masks;
mod varies;

pub use drift::Drift;
pub use marked::marked;
pub use masks::{Mask, VARIES};
pub use varies::vary;

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};

use crate::diagnostic::{Censor, Code, Diagnostic, Secrets, Sources, Span, Telling};
use crate::disk::Folder;
use crate::kube::secret::SECRET_FIELDS;
use crate::manifest::Manifest;
use crate::yaml::{Node, Value};

/// How a manifest compares with its golden file.
#[derive(Debug)]
pub enum Comparison {
    Same,
    /// The golden file means the same, but is written differently.
    Alike,
    /// There is no golden file.
    New,
    /// It is there, and why it can't be read.
    Unreadable(Box<Diagnostic>),
    Changed(Box<Drift>),
}

/// A manifest as golden files keep it.
#[derive(Debug)]
pub struct Snapshot {
    /// With secrets masked.
    pub manifest: Manifest,
    pub text: String,
    /// The texts in it that are made of marks for secret values: `postgres://<db.password>@db`.
    made: BTreeSet<String>,
    chart: String,
    /// The fields that may differ from the golden file.
    masks: Vec<Mask>,
}

impl Snapshot {
    fn new(manifest: Manifest, chart: &str, made: BTreeSet<String>) -> Self {
        let (text, chart) = (manifest.to_yaml(chart), chart.to_owned());
        Snapshot { manifest, text, made, chart, masks: Vec::new() }
    }

    /// Lets fields differ; returns the masks that found one.
    pub fn mask(&mut self, masks: &[Mask]) -> Vec<Mask> {
        let used: Vec<Mask> = masks::mask(&mut self.manifest, masks).into_iter().cloned().collect();
        if !used.is_empty() {
            self.text = self.manifest.to_yaml(&self.chart);
        }
        // One that finds nothing here may find something in the golden file.
        self.masks.extend(masks.iter().cloned());
        used
    }
}

/// Which values are masked in golden files, besides the data of Secrets.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    /// Where the secret values were set.
    pub places: BTreeSet<Span>,
    /// Texts that give them away wherever they stand.
    pub texts: Telling,
    /// Where fields are written that are another at each render.
    pub varies: BTreeSet<Span>,
}

impl Withheld {
    /// Whether a node was filled with a secret value, or contains one.
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

/// The snapshot of a manifest: the data of Secrets and all that is `withheld` are masked.
pub fn snapshot(manifest: &Manifest, chart: &str, withheld: &Withheld) -> Snapshot {
    let manifest = masked(manifest, withheld);
    Snapshot::new(manifest, chart, BTreeSet::new())
}

/// The same objects, of which the data of Secrets and all that is `withheld` are masked.
pub fn masked(manifest: &Manifest, withheld: &Withheld) -> Manifest {
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
    vary(&mut masked, &withheld.varies);
    masked
}

/// Compares a snapshot with the golden file of this name in the project's folder. Values that have
/// become secret are masked in the golden file, too. If the golden file is a link, its target is
/// neither shown nor written: the comparison is a fault, unless the texts are the same.
///
/// # Errors
/// If the file is such a link.
pub fn compare(
    project: &Folder,
    golden: &str,
    snapshot: Snapshot,
    sources: &Sources,
    secrets: &Secrets,
) -> Result<Comparison, Box<Diagnostic>> {
    let kept = match project.link_out(golden) {
        Ok(Some(link)) => return Err(refused(link.leaving("the project")).into()),
        Ok(None) => project.text(golden),
        Err(error) => Err(error),
    };
    let kept = match kept {
        Ok(kept) => kept.map(|kept| as_rendered(&kept)),
        Err(error) => {
            return Ok(Comparison::Unreadable(unreadable(project, golden, &error).into()));
        }
    };
    if kept.as_deref() == Some(&*snapshot.text) {
        return Ok(Comparison::Same);
    }
    if let Some(link) = project.link(golden) {
        return Err(refused(format!("{link}, and what is there is not what is rendered")).into());
    }
    let Some(kept) = kept else { return Ok(Comparison::New) };
    let drift = Drift::new(golden, &kept, snapshot, &Censor::new(secrets, sources));
    Ok(if drift.is_empty() { Comparison::Alike } else { Comparison::Changed(Box::new(drift)) })
}

fn unreadable(project: &Folder, golden: &str, error: &io::Error) -> Diagnostic {
    let fault = |message| Diagnostic::error(Code::BadGolden, message);
    if let Some(link) = project.link(golden) {
        return refused(format!("{link}, and that can't be read"));
    }
    if project.is_folder(golden) {
        let help = "remove it, then let drydock test --accept write the file";
        return fault(format!("{golden} is a folder, not a golden file")).help(help);
    }
    if error.kind() == ErrorKind::InvalidData {
        let help = "if what is rendered is right: drydock test --accept";
        return fault(format!("{golden} is not UTF-8")).help(help);
    }
    fault(format!("can't read {golden}: {error}"))
}

/// A golden file without the traces of editors and git: a byte order mark, CRLF line ends, and more
/// or fewer line breaks at the end.
fn as_rendered(kept: &str) -> String {
    let kept = kept.strip_prefix('\u{FEFF}').unwrap_or(kept).replace("\r\n", "\n");
    match kept.trim_end_matches('\n') {
        "" => String::new(),
        text => format!("{text}\n"),
    }
}

fn refused(message: String) -> Diagnostic {
    let fault = Diagnostic::error(Code::BadLink, message);
    fault.help("a golden file is not written through a link: remove the link")
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const TEXT: &str = "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";

    fn compared(kept: &str, text: &str) -> Comparison {
        let empty = Snapshot::new(Manifest::default(), "web", BTreeSet::new());
        let snapshot = Snapshot { text: text.to_owned(), ..empty };
        let folder = TempDir::new().expect("a folder");
        let project = Folder::at(folder.path(), "");
        project.write("snapshots/web/eu.yaml", kept).expect("written");
        let compared =
            compare(&project, "snapshots/web/eu.yaml", snapshot, &Sources::new(), &Secrets::none());
        compared.expect("no link")
    }

    #[test]
    fn what_editors_and_git_make_of_a_golden_file_is_no_difference() {
        let windows = TEXT.replace('\n', "\r\n");
        for kept in [
            &windows,
            &format!("\u{FEFF}{TEXT}"),
            TEXT.trim_end(),
            &format!("\u{FEFF}{windows}\r\n\r\n"),
        ] {
            assert!(matches!(compared(kept, TEXT), Comparison::Same), "{kept:?}");
        }
        for empty in ["", "\n", "\r\n", "\u{FEFF}"] {
            assert!(matches!(compared(empty, ""), Comparison::Same), "{empty:?}");
        }
        for kept in [&TEXT.replace("web", "wb"), "no manifest\n", "a: *b\n"] {
            assert!(matches!(compared(kept, TEXT), Comparison::Changed(_)), "{kept:?}");
        }
    }

    #[test]
    fn a_diff_shows_only_what_differs() {
        let Comparison::Changed(drift) = compared("a: 1\r\nb: 2\r\n", "a: 1\nb: 3\n") else {
            panic!("b differs");
        };
        assert!(drift.fields().is_none(), "it is no manifest");
        let lines = drift.lines();
        let changed = lines.lines().filter(|line| line.starts_with(['+', '-']));
        let changed: Vec<&str> = changed.skip(2).collect();
        assert_eq!(changed, ["-b: 2", "+b: 3"]);
    }
}
