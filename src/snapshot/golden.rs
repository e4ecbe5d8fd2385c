//! Masks secrets in a golden file: a value may have become secret after it was accepted.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
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
    let documents = first_by(new.iter().map(|document| (identity(document), document)));
    for document in &old {
        let same = documents.get(&identity(document)).copied();
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
                let fields = fields(new);
                for (key, value) in pairs {
                    let same = word(key).and_then(|key| fields.get(key).copied());
                    let renamed = same.is_none() && fields.contains_key(MASK);
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
                let others = Items::of(new);
                for (at, item) in items.iter().enumerate() {
                    self.collect(item, others.same(at, item), found);
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
                let fields = fields(new);
                for (key, value) in pairs {
                    let same = word(key).and_then(|key| fields.get(key).copied());
                    self.collect_data(value, same, found);
                }
            }
            SyntaxKind::List(items) => {
                let others = Items::of(new);
                for (at, item) in items.iter().enumerate() {
                    self.collect_data(item, others.same(at, item), found);
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

/// Where a list is now, its items; or what is in its place.
enum Items<'a> {
    List { all: &'a [Syntax], by_name: HashMap<&'a str, &'a Syntax> },
    Other(Option<&'a Syntax>),
}

impl<'a> Items<'a> {
    fn of(new: Option<&'a Syntax>) -> Self {
        let Some(Syntax { kind: SyntaxKind::List(all), .. }) = new else {
            return Items::Other(new);
        };
        let named = all.iter().filter_map(|item| Some((name(item)?, item)));
        Items::List { all, by_name: first_by(named) }
    }

    /// The item with the same name, or else at the same index.
    fn same(&self, at: usize, item: &Syntax) -> Option<&'a Syntax> {
        match self {
            Items::List { all, by_name } => {
                let named = name(item).and_then(|name| by_name.get(name).copied());
                named.or_else(|| all.get(at))
            }
            Items::Other(new) => *new,
        }
    }
}

fn name(item: &Syntax) -> Option<&str> {
    field(item, "name").and_then(word)
}

/// The values of a map by their keys.
fn fields(node: Option<&Syntax>) -> HashMap<&str, &Syntax> {
    let Some(Syntax { kind: SyntaxKind::Map(pairs), .. }) = node else { return HashMap::new() };
    first_by(pairs.iter().filter_map(|(key, value)| Some((word(key)?, value))))
}

/// Of those with the same key, the first.
fn first_by<K: Eq + Hash, V>(all: impl Iterator<Item = (K, V)>) -> HashMap<K, V> {
    let mut first = HashMap::new();
    for (key, value) in all {
        first.entry(key).or_insert(value);
    }
    first
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
