//! A node on one line, or as a block of YAML where it is too long for that.

use crate::yaml::{self, Node, Value};

/// Longer ones are blocks.
const WIDTH: usize = 72;

/// How a node is written.
pub(super) enum ShownValue {
    Line(String),
    /// Lines of YAML.
    Block(String),
}

pub(super) fn written(node: &Node) -> ShownValue {
    let is_collection = matches!(&node.value, Value::Map(_) | Value::List(_));
    let line = line(node);
    if (is_collection && line.len() > WIDTH) || is_text(node) {
        return ShownValue::Block(yaml::emit(node));
    }
    ShownValue::Line(line)
}

/// Whether it has lines of its own.
pub(super) fn is_text(node: &Node) -> bool {
    node.as_str().is_some_and(|text| text.trim_end_matches('\n').contains('\n'))
}

/// `{name: A, value: "1"}`
pub(super) fn line(node: &Node) -> String {
    match &node.value {
        Value::Map(map) => {
            let entry = |(key, node): (&yaml::Key, &Node)| {
                let key = Node::new(Value::String(key.text.clone()), key.origin.clone());
                format!("{}: {}", line(&key), line(node))
            };
            format!("{{{}}}", map.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::List(items) => {
            format!("[{}]", items.iter().map(line).collect::<Vec<_>>().join(", "))
        }
        Value::String(text) if text.contains('\n') => yaml::to_json(node),
        _ => yaml::emit(node).trim_end_matches('\n').to_owned(),
    }
}

/// The same for people: of a digest, as many digits as tell it from others.
pub(super) fn brief(node: &Node) -> String {
    match node.as_str() {
        Some(text) if is_digest(text) => format!("{}…", &text[..DIGITS]),
        _ => line(node),
    }
}

/// As version control shows its revisions, and some more.
const DIGITS: usize = 12;

/// Whether a text is the hexadecimal digest of SHA-1, SHA-256 or a longer one.
fn is_digest(text: &str) -> bool {
    matches!(text.len(), 40 | 64 | 96 | 128) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
