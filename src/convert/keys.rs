//! Keys that templates read and `values.yaml` does not have, into its text: null, until somebody
//! gives them.

use std::collections::{BTreeMap, BTreeSet};

use crate::yaml::{Node, Value};

/// The text of `values.yaml`, of which `defaults` was read, with these keys.
pub fn with_keys(text: &str, defaults: &Node, keys: &BTreeSet<Vec<String>>) -> String {
    let mut by_place: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for path in keys {
        let Some((key, above)) = path.split_last() else { continue };
        let map = above.iter().try_fold(defaults, |node, key| node.get(key));
        let Some((at, indent)) = map.and_then(|map| end_of(map, text)) else { continue };
        let line = format!("{:indent$}{}:\n", "", spelled(key));
        by_place.entry(at).or_default().push(line);
    }
    let mut out = text.to_owned();
    for (at, lines) in by_place.into_iter().rev() {
        let lines: String = lines.concat();
        let gap = if at > 0 && !out[..at].ends_with('\n') { "\n" } else { "" };
        out.insert_str(at, &format!("{gap}{lines}"));
    }
    out
}

/// Where a map that is written a line each takes another key, and how deep.
fn end_of(map: &Node, text: &str) -> Option<(usize, usize)> {
    let Value::Map(entries) = &map.value else { return None };
    let first = entries.entries().first()?;
    let start = first.key.origin.at.range().start;
    let line = text.get(..start)?.rfind('\n').map_or(0, |line| line + 1);
    let indent = start - line;
    let end = end(map);
    // What is nested deeper ends with its last line; a text in `|` may have lines left.
    let mut at = end + text.get(end..)?.find('\n').map_or(text.len() - end, |line| line + 1);
    while let Some(next) = text[at..].split_inclusive('\n').next() {
        let rest = next.trim_start();
        let deep = next.len() - rest.len() > indent;
        if rest.is_empty() || !deep {
            break;
        }
        at += next.len();
    }
    Some((at, indent))
}

/// Where the last part of a value ends.
fn end(node: &Node) -> usize {
    let own = node.origin.at.range().end;
    let below = match &node.value {
        Value::Map(map) => {
            map.iter().map(|(key, value)| end(value).max(key.origin.at.range().end)).max()
        }
        Value::List(items) => items.iter().map(end).max(),
        _ => None,
    };
    match below {
        Some(below) => below,
        None => own,
    }
}

fn spelled(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    if key.chars().all(plain) && key.starts_with(|c: char| c.is_ascii_alphabetic()) {
        key.to_owned()
    } else {
        super::expression::quoted(key)
    }
}
