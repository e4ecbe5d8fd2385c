//! Masks secrets in a golden file: a value may have become secret after it was accepted.

use std::collections::BTreeSet;
use std::ops::Range;

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
pub(super) fn masked(golden: &str, text: &str, censor: &Censor<'_>) -> String {
    let (old, fault) = yaml::parse(golden);
    if fault.is_some() {
        return unreadable(golden, text, censor);
    }
    let (new, _) = yaml::parse(text);
    let mut found = Vec::new();
    for document in &old {
        let same = new.iter().find(|other| identity(other) == identity(document));
        collect(document, same, censor, &mut found);
    }
    censor.without_secrets(&replaced(golden, found))
}

/// If the golden file is no YAML and may contain a Secret, only lines are shown that are also in
/// the rendered text.
fn unreadable(golden: &str, text: &str, censor: &Censor<'_>) -> String {
    if !text.contains(MASK) && !golden.contains(SECRET) {
        return censor.without_secrets(golden);
    }
    let known: BTreeSet<&str> = text.lines().collect();
    let shown = |line| if known.contains(line) { line } else { UNREADABLE };
    golden.lines().flat_map(|line| [shown(line), "\n"]).collect()
}

fn collect(old: &Syntax, new: Option<&Syntax>, censor: &Censor<'_>, found: &mut Vec<Range<usize>>) {
    if new.and_then(word) == Some(MASK) {
        return collect_all(old, found);
    }
    match &old.kind {
        SyntaxKind::Scalar(scalar) if censor.quotes_secret(&scalar.text) => {
            collect_all(old, found);
        }
        SyntaxKind::Scalar(_) => {}
        SyntaxKind::Map(pairs) => {
            let is_secret = field(old, "kind").and_then(word) == Some(SECRET);
            for name in SECRET_FIELDS.iter().filter(|_| is_secret) {
                field(old, name).into_iter().for_each(|data| collect_all(data, found));
            }
            for (key, value) in pairs {
                let same = word(key).and_then(|key| field(new?, key));
                let renamed = same.is_none() && new.is_some_and(|new| field(new, MASK).is_some());
                if renamed || word(key).is_some_and(|key| censor.quotes_secret(key)) {
                    collect_all(key, found);
                }
                collect(value, same, censor, found);
            }
        }
        SyntaxKind::List(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, new.and_then(|new| same_item(new, at, item)), censor, found);
            }
        }
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
