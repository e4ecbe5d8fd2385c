//! The texts of templates into documents, hooks told apart, in the order in which Helm prints them.

use std::cmp::Ordering;

use super::metadata::json_kind;
use super::outline::{self, Head};
use crate::kube::install_order;
use crate::template::go::text::Text;
use crate::template::go::value::{Data, Value};
use crate::template::go::yaml::read::{self, text_of};

/// A document of a template, as it was written.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The template's path, with the chart's name: `web/templates/deployment.yaml`.
    pub path: String,
    /// The number of the template among [`Loaded::files`](super::Loaded::files).
    pub file: u32,
    pub text: Text,
    pub kind: String,
}

/// A document that Helm can't read.
#[derive(Clone, Debug)]
pub struct Unread {
    /// The template's path, with the chart's name.
    pub path: String,
    /// The number of the template among [`Loaded::files`](super::Loaded::files).
    pub file: u32,
    /// What Helm says.
    pub words: String,
    pub text: Text,
}

/// What a template put out.
pub(super) struct Output {
    pub path: String,
    pub file: u32,
    pub text: Text,
}

/// A document that Helm applies at a time of its own.
#[derive(Clone, Debug)]
pub struct Hook {
    pub manifest: Manifest,
    /// `pre-install`, in small letters.
    pub events: Vec<String>,
}

impl Hook {
    pub fn is_test(&self) -> bool {
        self.events.iter().any(|event| event.starts_with("test"))
    }
}

/// What the templates of a chart come to.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    pub manifests: Vec<Manifest>,
    pub hooks: Vec<Hook>,
}

const EVENTS: [&str; 10] = [
    "pre-install",
    "post-install",
    "pre-delete",
    "post-delete",
    "pre-upgrade",
    "post-upgrade",
    "pre-rollback",
    "post-rollback",
    "test",
    "test-success",
];

/// What templates put out, in any order.
///
/// # Errors
/// Documents are no YAML, or no maps: all of them.
pub(super) fn sort(mut outputs: Vec<Output>) -> Result<Manifests, Vec<Unread>> {
    outputs.sort_by(|one, other| one.path.cmp(&other.path));
    let mut sorted = Manifests::default();
    let mut unread = Vec::new();
    for Output { path, file, text } in outputs {
        if is_blank(text.as_bytes()) {
            continue;
        }
        for text in split(&text) {
            let head = match head(&text) {
                Ok(head) => head,
                Err(why) => {
                    let words = format!("YAML parse error on {path}: {why}");
                    unread.push(Unread { path: path.clone(), file, words, text });
                    continue;
                }
            };
            let manifest = Manifest { path: path.clone(), file, text, kind: head.kind };
            match head.hook {
                None => sorted.manifests.push(manifest),
                Some(events) => {
                    let events = events.split(',').map(|event| event.trim().to_lowercase());
                    let events: Vec<String> = events.collect();
                    if events.iter().all(|event| EVENTS.contains(&event.as_str())) {
                        sorted.hooks.push(Hook { manifest, events });
                    }
                }
            }
        }
    }
    if !unread.is_empty() {
        return Err(unread);
    }
    sorted.manifests.sort_by(|one, other| by_kind(&one.kind, &other.kind));
    sorted.hooks.sort_by(|one, other| by_kind(&one.manifest.kind, &other.manifest.kind));
    Ok(sorted)
}

fn by_kind(one: &str, other: &str) -> Ordering {
    match (install_order::place(one), install_order::place(other)) {
        (None, None) => one.cmp(other),
        (None, _) => Ordering::Greater,
        (_, None) => Ordering::Less,
        (one, other) => one.cmp(&other),
    }
}

/// The documents of a text: parted at `---` at the beginning of a line, with all blanks before it
/// and after it.
pub(super) fn split(text: &Text) -> Vec<Text> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let start = bytes.iter().position(|byte| !is_space(*byte)).unwrap_or(bytes.len());
    let mut take = |from: usize, to: usize| {
        let leading = bytes[from..to].iter().take_while(|byte| is_space(**byte)).count();
        if from + leading < to {
            found.push(text.slice(from + leading..to));
        }
    };
    let after = |at: usize| {
        let blanks = bytes[at..].iter().take_while(|byte| is_re2_space(**byte)).count();
        at + blanks
    };
    let mut from = if bytes[start..].starts_with(b"---") { after(start + 3) } else { start };
    let mut at = from;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"\n---") {
        let line = at + found;
        let blanks = bytes[from..line].iter().rev().take_while(|byte| is_re2_space(**byte)).count();
        take(from, line - blanks);
        from = after(line + 4);
        at = from;
    }
    take(from, bytes.len());
    found
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| is_space(*byte))
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// `\s` of RE2.
fn is_re2_space(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

/// What Helm reads of a document.
fn head(text: &Text) -> Result<Head, String> {
    text.as_str().and_then(outline::head).map_or_else(|| head_of_tree(text), Ok)
}

/// The same of any document, and what is wrong with it.
fn head_of_tree(text: &Text) -> Result<Head, String> {
    let mut found = Head::default();
    let value = read::read(&text.bare())?;
    if value.is_nil() {
        return Ok(found);
    }
    let wrong = |value: &Value, into: &str| {
        let is = json_kind(value);
        let of = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal";
        format!("{of} {is} into Go {into}")
    };
    let Some(map) = value.as_map() else {
        return Err(wrong(&value, "value of type util.SimpleHead"));
    };
    let text = |key: &str| match map.get(key).filter(|value| !value.is_nil()) {
        None => Ok(String::new()),
        Some(value) => text_of(&value)
            .ok_or_else(|| wrong(&value, &format!("struct field SimpleHead.{key} of type string"))),
    };
    text("apiVersion")?;
    found.kind = text("kind")?;
    let Some(metadata) = map.get("metadata").filter(|value| !value.is_nil()) else {
        return Ok(found);
    };
    let Some(metadata) = metadata.as_map() else {
        return Err(wrong(&metadata, "struct field SimpleHead.metadata of type struct"));
    };
    if let Some(name) = metadata.get("name").filter(|name| !name.is_nil())
        && text_of(&name).is_none()
    {
        return Err(wrong(&name, "struct field .metadata.name of type string"));
    }
    let Some(annotations) = metadata.get("annotations").filter(|value| !value.is_nil()) else {
        return Ok(found);
    };
    let Some(annotations) = annotations.as_map() else {
        let into = "struct field .metadata.annotations of type map[string]string";
        return Err(wrong(&annotations, into));
    };
    for (key, value) in annotations.entries() {
        let text = match &value.data {
            Data::Nil => Some(String::new()),
            _ => text_of(&value),
        };
        let Some(text) = text else {
            return Err(wrong(&value, "struct field .metadata.annotations of type string"));
        };
        if key.as_bytes() == b"helm.sh/hook" {
            found.hook = Some(text);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINES: &[&str] = &[
        "kind: Job",
        "kind: 1",
        "kind:",
        "apiVersion: batch/v1",
        "apiVersion: true",
        "metadata:",
        "metadata: {}",
        "annotations:",
        "helm.sh/hook: pre-install",
        "\"helm.sh/hook\": 'test'",
        "name: a",
        "name:",
        "a:",
        "a: b",
        "b: c d",
        "- a",
        "- a: b",
        "- - a",
        "-",
        "- \"q\"",
        "- |",
        "a: |",
        "a: >-",
        "a: |2",
        "text",
        "text: more",
        "more text",
        "a: [b, c]",
        "a: [b: c]",
        "a: 'b' c",
        "a: 'it''s' # c",
        "a: \"b\\n\"",
        "a: \"b\\z\"",
        "a: \"b",
        "# comment",
        "a: b # c",
        "a: b: c",
        "a: &x b",
        "a: *x",
        "a: !!str b",
        "? a",
        ": b",
        "---",
        "...",
        "%YAML 1.1",
        "",
        " ",
        "\t",
        "a:\tb",
        "a: {b: c}",
        "null: a",
        "y: a",
        "1: a",
        "a: .inf",
        "a: 1e999",
        "a: -1",
        "a: - b",
        "<<: a",
        "a: @b",
        "a: `b",
        "a: b\t",
        "a: \u{85}",
        "a: \u{2028}",
        "a: \u{201c}b\u{201d}",
        "'a': b",
        "a: ~",
        "a: 2020-01-01",
        "a: []",
        "- []",
        "- {}",
        "- a: |",
        "key with blank: a",
        "a: <<",
        "a: =",
        "[a]",
        "{a: b}",
        "\"a\"",
        "a: 0x",
        "a: 'b",
        "a: \"\\\"\" b",
        "- # c",
        "a: # c",
        "-a: b",
        "- -1",
    ];

    proptest! {
        #[test]
        fn the_outline_says_what_the_tree_does(
            lines in prop::collection::vec((0..8usize, 0..LINES.len()), 1..12),
            common in any::<bool>(),
        ) {
            let (mut text, mut indent) = (String::new(), 0usize);
            for (step, at) in lines {
                // As deep as the line before, deeper, or less deep.
                indent = match step {
                    0..3 => indent,
                    3..5 => indent + 2,
                    5 => indent + 1,
                    6 => indent.saturating_sub(2),
                    _ => 0,
                };
                let at = if common { at % 26 } else { at };
                text += &format!("{}{}\n", " ".repeat(indent), LINES[at]);
            }
            if let Some(head) = outline::head(&text) {
                prop_assert_eq!(head_of_tree(&Text::from(text)), Ok(head));
            }
        }
    }
}
