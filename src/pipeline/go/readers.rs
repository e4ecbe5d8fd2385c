//! The words of Go templates into the values that may be secret: those that only templates of
//! Secrets read, and those whose names say so.
//!
//! Templates are not run for that, nor parsed: it holds where they are wrong, too. What a render
//! shows in the open is no secret, whatever is said here.

use std::collections::{BTreeMap, BTreeSet};

use crate::helm::Chart;
use crate::values::secrets::{KeyOrItem, WhoReads};

/// Who reads the values of a chart.
#[derive(Debug, Default)]
pub(super) struct Readers {
    /// The paths that templates of Secrets read.
    secret: BTreeSet<Vec<KeyOrItem>>,
    /// Those that others read.
    open: BTreeSet<Vec<KeyOrItem>>,
    names: Names,
}

/// Whether a value may be secret by its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Names {
    #[default]
    Mute,
    Tell,
}

/// What the keys of secrets end in.
const TELLING: [&str; 9] = [
    "password",
    "passwd",
    "passphrase",
    "secretkey",
    "privatekey",
    "apikey",
    "token",
    "clientsecret",
    "credentials",
];

/// What nobody finds a value by.
const DIGESTS: [&str; 4] = ["sha256sum", "sha1sum", "sha512sum", "adler32sum"];

/// What a stretch of templates reads, and which named templates it takes in.
#[derive(Clone, Debug, Default)]
struct Words {
    paths: BTreeSet<Vec<String>>,
    includes: BTreeSet<String>,
}

impl Readers {
    pub(super) fn of(chart: &Chart) -> Self {
        let mut named = BTreeMap::new();
        add_named(chart, &mut named);
        let mut readers = Readers { names: Names::Tell, ..Readers::default() };
        readers.add(chart, &[], &named);
        readers
    }

    fn add(&mut self, chart: &Chart, at: &[KeyOrItem], named: &BTreeMap<String, Words>) {
        for template in &chart.templates {
            let base = template.path.rsplit('/').next().unwrap_or_default();
            if base.starts_with('_') || base == "NOTES.txt" {
                continue;
            }
            let text = String::from_utf8_lossy(&template.bytes);
            let mut all = BTreeSet::new();
            gather(&words(&text), named, &mut BTreeSet::new(), &mut all);
            let is_of_secret = text.lines().any(is_kind_of_secret);
            let found = if is_of_secret { &mut self.secret } else { &mut self.open };
            for path in all {
                let steps = path.into_iter().map(KeyOrItem::Key);
                let below = at.iter().cloned().chain(steps.clone()).collect();
                found.insert(below);
                let steps: Vec<KeyOrItem> = steps.collect();
                if steps.first() == Some(&KeyOrItem::Key("global".to_owned())) {
                    found.insert(steps);
                }
            }
        }
        for child in &chart.dependencies {
            let name = KeyOrItem::Key(child.metadata.name.clone());
            self.add(child, &[at, &[name]].concat(), named);
        }
    }

    fn is_read_by_secrets_alone(&self, path: &[KeyOrItem]) -> bool {
        let reads = |paths: &BTreeSet<Vec<KeyOrItem>>, least: usize| {
            (least..=path.len()).any(|end| paths.contains(&path[..end]))
        };
        // Who passes on all values has hardly all of them in mind.
        reads(&self.secret, 0) && !reads(&self.open, 1)
    }
}

impl WhoReads for Readers {
    fn are_secrets(&self, path: &[KeyOrItem]) -> bool {
        let says_so = match path.last() {
            Some(KeyOrItem::Key(name)) if self.names == Names::Tell => tells(name),
            _ => false,
        };
        says_so || self.is_read_by_secrets_alone(path)
    }

    fn paths(&self) -> Vec<Vec<KeyOrItem>> {
        self.secret.iter().filter(|path| !path.is_empty()).cloned().collect()
    }
}

fn tells(name: &str) -> bool {
    let name = name.to_lowercase().replace(['-', '_'], "");
    !name.starts_with("existing") && TELLING.iter().any(|telling| name.ends_with(telling))
}

fn is_kind_of_secret(line: &str) -> bool {
    let said = line.trim().strip_prefix("kind:").map(|kind| kind.trim().trim_matches(['"', '\'']));
    said == Some("Secret")
}

/// The named templates of a chart and of those it brings along.
fn add_named(chart: &Chart, named: &mut BTreeMap<String, Words>) {
    for template in &chart.templates {
        let text = String::from_utf8_lossy(&template.bytes);
        // A template ends where the next one begins, at the latest.
        for part in text.split("define \"").skip(1) {
            if let Some((name, body)) = part.split_once('"') {
                named.insert(name.to_owned(), words(body));
            }
        }
    }
    chart.dependencies.iter().for_each(|child| add_named(child, named));
}

/// All that some words read, by way of named templates too.
fn gather(
    words: &Words,
    named: &BTreeMap<String, Words>,
    done: &mut BTreeSet<String>,
    all: &mut BTreeSet<Vec<String>>,
) {
    all.extend(words.paths.iter().cloned());
    for name in &words.includes {
        if let Some(words) = named.get(name)
            && done.insert(name.clone())
        {
            gather(words, named, done, all);
        }
    }
}

fn words(text: &str) -> Words {
    let mut words = Words::default();
    for action in actions(text) {
        let said = action.trim_start_matches(['-', ' ']);
        let is_condition = ["if ", "else if "].iter().any(|word| said.starts_with(word));
        for called in ["include \"", "template \""] {
            let names = said.split(called).skip(1).filter_map(|rest| rest.split('"').next());
            words.includes.extend(names.map(str::to_owned));
        }
        if is_condition || DIGESTS.iter().any(|digest| said.contains(digest)) {
            continue;
        }
        let paths = said.split(".Values").skip(1).map(|rest| {
            let is_of_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
            let end = rest.find(|c| !is_of_path(c)).unwrap_or(rest.len());
            let keys = rest[..end].split('.').filter(|key| !key.is_empty());
            keys.map(str::to_owned).collect::<Vec<String>>()
        });
        words.paths.extend(paths);
    }
    words
}

/// What stands between `{{` and the `}}` that ends it, which is none of those in quotes.
fn actions(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("{{") {
        let end = action_end(after);
        found.push(&after[..end]);
        rest = &after[end..];
    }
    found
}

fn action_end(text: &str) -> usize {
    let mut quote = None;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match (quote, byte) {
            (None, b'}') if text[at..].starts_with("}}") => return at,
            (None, b'"' | b'`') => quote = Some(byte),
            (Some(b'"'), b'\\') => _ = bytes.next(),
            // No text in quotes goes on over a line: what looks like one is in a comment.
            (Some(b'"'), b'\n') => quote = None,
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    text.len()
}
