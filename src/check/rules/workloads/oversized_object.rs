//! Objects that `kubectl apply` can not write down in their own annotations.

use crate::check::index::Index;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Node, Value};

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    // Definitions are as large as they are; who installs them knows.
    let is_definition = object.identity.kind == "CustomResourceDefinition";
    if is_definition && !index.is_all_there_is() {
        return Vec::new();
    }
    if 2 * most(&object.root) + LAST_APPLIED.len() <= MOST {
        return Vec::new();
    }
    let annotations = object.root.below("metadata.annotations").map_or(0, weight);
    let size = weight(&object.root) + annotations + LAST_APPLIED.len();
    if size <= MOST {
        return Vec::new();
    }
    let message = format!(
        "weighs {} KiB, and `kubectl apply` writes the whole of it into an annotation, which \
         holds 256",
        size >> 10
    );
    let node = object.root.below("metadata.name").unwrap_or(&object.root);
    let fault = say(Code::OversizedObject, object, Spot::At(node), index, message);
    vec![fault.help("apply it with `--server-side`, or split it")]
}

/// What all annotations of an object may weigh together, in bytes.
const MOST: usize = 256 << 10;

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// At most so many bytes does a node have as JSON, whatever its texts hold: most objects are far
/// smaller than they may be.
fn most(node: &Node) -> usize {
    let text = |text: &str| 6 * text.len() + 2;
    match &node.value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 32,
        Value::String(it) => text(it),
        Value::List(items) => 2 + items.iter().map(|it| most(it) + 1).sum::<usize>(),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, it)| text(&key.text) + most(it) + 2);
            2 + entries.sum::<usize>()
        }
    }
}

/// The bytes of a node as JSON on one line.
fn weight(node: &Node) -> usize {
    match &node.value {
        Value::Null => 4,
        Value::Bool(word) => 5 - usize::from(*word),
        Value::Number(number) => number.to_string().len(),
        Value::String(text) => quoted(text),
        Value::List(items) => 1 + items.iter().map(|it| weight(it) + 1).sum::<usize>().max(1),
        Value::Map(map) => {
            let entries = map.iter().map(|(key, it)| quoted(&key.text) + weight(it) + 2);
            1 + entries.sum::<usize>().max(1)
        }
    }
}

/// A text in quotes, with what Go's encoder escapes.
fn quoted(text: &str) -> usize {
    let escaped = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' => 2,
        b'<' | b'>' | b'&' | 0..=0x1f => 6,
        _ => 1,
    });
    escaped.sum::<usize>() + 2
}
