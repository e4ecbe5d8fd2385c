//! Masks secrets in a golden file: a value may have become secret after it was accepted.

use std::collections::BTreeSet;
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Snapshot;
use crate::diagnostic::{Censor, MASK};
use crate::kube::secret::{SECRET, SECRET_FIELDS};
use crate::yaml;
use crate::yaml::syntax::{Syntax, SyntaxKind};

/// The mask of a secret in the golden file.
const NOT_MASKED: &str = "\"(not masked)\"";

/// The mask of a line that may contain one.
const UNREADABLE: &str = "# (a line that is not shown: this file is not YAML)";

/// The golden text with masks for the values that are masked in `text`, the data of Secrets, and
/// values that contain a secret.
pub(super) fn masked(golden: &str, snapshot: &Snapshot, censor: &Censor<'_>) -> String {
    let (old, fault) = yaml::parse(golden);
    if fault.is_some() {
        return unreadable(golden, snapshot, censor);
    }
    let (new, _) = yaml::parse(&snapshot.text);
    let shown = Shown { censor, made: &snapshot.made, marks: marks(&snapshot.made) };
    let mut found = Vec::new();
    for document in &old {
        let same = new.iter().find(|other| identity(other) == identity(document));
        shown.collect(document, same, &mut found);
    }
    censor.without_secrets(&replaced(golden, found))
}

/// If the golden file is no YAML and may contain a Secret, only lines are shown that are also in
/// the rendered text.
fn unreadable(golden: &str, snapshot: &Snapshot, censor: &Censor<'_>) -> String {
    let text = &snapshot.text;
    if !text.contains(MASK) && snapshot.made.is_empty() && !golden.contains(SECRET) {
        return censor.without_secrets(golden);
    }
    let known: BTreeSet<&str> = text.lines().collect();
    let shown = |line| if known.contains(line) { line } else { UNREADABLE };
    golden.lines().flat_map(|line| [shown(line), "\n"]).collect()
}

/// What may be shown of a golden file.
struct Shown<'a> {
    censor: &'a Censor<'a>,
    /// The texts that are made of marks now.
    made: &'a BTreeSet<String>,
    marks: BTreeSet<String>,
}

/// The marks in texts: `<db.password>`.
fn marks(made: &BTreeSet<String>) -> BTreeSet<String> {
    let decoded = made.iter().filter_map(|text| decoded(text));
    let texts: Vec<String> = made.iter().cloned().chain(decoded).collect();
    let parts = texts.iter().flat_map(|text| text.split('<').skip(1));
    let paths = parts.filter_map(|part| part.split_once('>'));
    paths.map(|(path, _)| format!("<{path}>")).collect()
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

impl Shown<'_> {
    fn collect(&self, old: &Syntax, new: Option<&Syntax>, found: &mut Vec<Range<usize>>) {
        if new.and_then(word).is_some_and(|new| new == MASK || self.made.contains(new)) {
            return self.collect_data(old, new, found);
        }
        match &old.kind {
            SyntaxKind::Scalar(scalar) if self.censor.quotes_secret(&scalar.text) => {
                collect_all(old, found);
            }
            SyntaxKind::Scalar(_) => {}
            SyntaxKind::Map(pairs) => {
                let is_secret = field(old, "kind").and_then(word) == Some(SECRET);
                for (key, value) in pairs {
                    let same = word(key).and_then(|key| field(new?, key));
                    let renamed =
                        same.is_none() && new.is_some_and(|new| field(new, MASK).is_some());
                    if renamed || word(key).is_some_and(|key| self.censor.quotes_secret(key)) {
                        collect_all(key, found);
                    }
                    if is_secret && word(key).is_some_and(|key| SECRET_FIELDS.contains(&key)) {
                        self.collect_data(value, same, found);
                    } else {
                        self.collect(value, same, found);
                    }
                }
            }
            SyntaxKind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.collect(item, new.and_then(|new| same_item(new, at, item)), found);
                }
            }
        }
    }

    /// Every scalar that is neither what is rendered now nor made of marks.
    fn collect_data(&self, old: &Syntax, new: Option<&Syntax>, found: &mut Vec<Range<usize>>) {
        match &old.kind {
            SyntaxKind::Scalar(scalar) => {
                let text = scalar.text.as_str();
                let is_told =
                    text == MASK || self.has_mark(text) || new.and_then(word) == Some(text);
                if !is_told || self.censor.quotes_secret(text) {
                    found.push(old.bytes.clone());
                }
            }
            SyntaxKind::Map(pairs) => {
                for (key, value) in pairs {
                    let same = word(key).and_then(|key| field(new?, key));
                    self.collect_data(value, same, found);
                }
            }
            SyntaxKind::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.collect_data(item, new.and_then(|new| same_item(new, at, item)), found);
                }
            }
        }
    }

    /// Whether a text, or what it says in base64, has the mark of a value.
    fn has_mark(&self, text: &str) -> bool {
        let has = |text: &str| self.marks.iter().any(|mark| text.contains(mark.as_str()));
        !self.marks.is_empty() && (has(text) || decoded(text).is_some_and(|text| has(&text)))
    }
}

/// Every scalar that is not masked.
fn collect_all(node: &Syntax, found: &mut Vec<Range<usize>>) {
    match &node.kind {
        SyntaxKind::Scalar(scalar) if scalar.text == MASK => {}
        SyntaxKind::Scalar(_) => found.push(node.bytes.clone()),
        SyntaxKind::Map(pairs) => pairs.iter().for_each(|(_, value)| collect_all(value, found)),
        SyntaxKind::List(items) => items.iter().for_each(|item| collect_all(item, found)),
    }
}

/// The item of a list with the same name, or else at the same index.
fn same_item<'a>(new: &'a Syntax, at: usize, item: &Syntax) -> Option<&'a Syntax> {
    let SyntaxKind::List(items) = &new.kind else { return Some(new) };
    let name = field(item, "name").and_then(word);
    let named = |other: &&Syntax| name.is_some() && field(other, "name").and_then(word) == name;
    items.iter().find(named).or_else(|| items.get(at))
}

fn identity(document: &Syntax) -> Vec<Option<&str>> {
    let metadata = |name| field(document, "metadata").and_then(|metadata| field(metadata, name));
    [field(document, "kind"), metadata("namespace"), metadata("name")]
        .map(|part| part.and_then(word))
        .into()
}

fn field<'a>(node: &'a Syntax, name: &str) -> Option<&'a Syntax> {
    let SyntaxKind::Map(pairs) = &node.kind else { return None };
    pairs.iter().find(|(key, _)| word(key) == Some(name)).map(|(_, value)| value)
}

fn word(node: &Syntax) -> Option<&str> {
    match &node.kind {
        SyntaxKind::Scalar(scalar) => Some(&scalar.text),
        _ => None,
    }
}

fn replaced(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.sort_by_key(|place| place.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for place in places.into_iter().filter(|place| !place.is_empty()) {
        if place.start >= done {
            out.push_str(&text[done..place.start]);
            out.push_str(NOT_MASKED);
            done = place.end;
        }
    }
    out.push_str(&text[done..]);
    out
}
