//! Syntax into nodes: keys made unique, `<<` spread, scalars left to a [`Reader`].

use std::collections::HashSet;

use super::node::{Key, Map, Node, Origin, Value};
use super::syntax::{Bytes, Kind, Scalar, Style, Syntax, Tag};
use crate::diagnostic::Diagnostic;

/// Decides what scalars mean and where bytes stand; hears of faults.
pub trait Reader {
    fn origin(&mut self, bytes: &Bytes) -> Origin;

    /// The value of a scalar.
    fn scalar(&mut self, scalar: Scalar, bytes: &Bytes) -> Node;

    /// The text of a key; `None` if it can't be one, which has been reported then.
    fn key(&mut self, scalar: Scalar, bytes: &Bytes) -> Option<Key>;

    /// Whether what `<<` spreads wins over what was written before it.
    fn spread_wins(&self) -> bool {
        false
    }

    fn report(&mut self, diagnostic: Diagnostic);
}

/// Composes one document.
pub fn compose(syntax: Syntax, reader: &mut impl Reader) -> Node {
    let Syntax { kind, bytes } = syntax;
    match kind {
        Kind::Scalar(scalar) => reader.scalar(scalar, &bytes),
        Kind::List(items) => {
            let items = items.into_iter().map(|item| compose(item, reader)).collect();
            Node::new(Value::List(items), reader.origin(&bytes))
        }
        Kind::Map(pairs) => {
            let map = compose_map(pairs, reader);
            Node::new(Value::Map(map), reader.origin(&bytes))
        }
    }
}

fn compose_map(pairs: Vec<(Syntax, Syntax)>, reader: &mut impl Reader) -> Map {
    let mut map = Map::new();
    let mut spread = HashSet::new();
    for (key, value) in pairs {
        let Kind::Scalar(scalar) = key.kind else {
            let span = reader.origin(&key.bytes).at;
            let message = "a key must be a string, not a map or a list";
            let fault = Diagnostic::error("bad-key", message).at(span, "not a string");
            reader.report(fault.help("write the key as plain or quoted text"));
            continue;
        };
        if is_spread(&scalar) {
            let is_alias = value.bytes.start < key.bytes.start;
            let value = compose(value, reader);
            if reader.spread_wins() {
                let whole = value.as_list().is_none() || !is_alias;
                add_over(&mut map, &mut spread, value, whole, reader);
            } else {
                add_spread(&mut map, &mut spread, value, reader);
            }
            continue;
        }
        let key = reader.key(scalar, &key.bytes);
        let value = compose(value, reader);
        if let Some(key) = key {
            add_entry(&mut map, &mut spread, key, value, reader);
        }
    }
    map
}

/// An entry that is written out wins over one that was spread.
fn add_entry(
    map: &mut Map,
    spread: &mut HashSet<String>,
    key: Key,
    value: Node,
    reader: &mut impl Reader,
) {
    if let Some(first) = map.entry(&key.text)
        && !spread.remove(&key.text)
    {
        let fault =
            Diagnostic::error("duplicate-key", format!("the key `{}` is given twice", key.text))
                .at(key.origin.at, "again here")
                .context(first.key.origin.at, "first here")
                .help("remove one of the two; YAML readers disagree on which one counts");
        reader.report(fault);
        return;
    }
    map.insert(key, value);
}

fn is_spread(scalar: &Scalar) -> bool {
    scalar.text == "<<"
        && match scalar.tag {
            None => scalar.style == Style::Plain,
            Some(tag) => tag == Tag::Merge,
        }
}

/// Spreads into a map in the order of the text; of a list, the first wins.
fn add_over(
    map: &mut Map,
    spread: &mut HashSet<String>,
    value: Node,
    sound: bool,
    reader: &mut impl Reader,
) {
    match value.value {
        Value::Map(entries) => {
            for entry in entries.into_entries() {
                spread.insert(entry.key.text.clone());
                map.insert(entry.key, entry.value);
            }
        }
        Value::List(items) if sound && items.iter().all(|item| item.as_map().is_some()) => {
            for item in items.into_iter().rev() {
                add_over(map, spread, item, sound, reader);
            }
        }
        _ => reader.report(bad_spread(&value)),
    }
}

fn add_spread(map: &mut Map, spread: &mut HashSet<String>, value: Node, reader: &mut impl Reader) {
    match value.value {
        Value::Null => {}
        Value::Map(entries) => {
            for entry in entries.into_entries() {
                if !map.contains(&entry.key.text) {
                    spread.insert(entry.key.text.clone());
                    map.insert(entry.key, entry.value);
                }
            }
        }
        Value::List(items)
            if items.iter().all(|item| item.as_map().is_some() || item.is_null()) =>
        {
            for item in items {
                add_spread(map, spread, item, reader);
            }
        }
        _ => reader.report(bad_spread(&value)),
    }
}

fn bad_spread(value: &Node) -> Diagnostic {
    let got = value.value.describe();
    let message = format!("`<<` spreads a map into this one, and got {got}");
    let mut fault = Diagnostic::error("bad-spread", message).at(value.origin.at, got);
    for &set in value.origin.set.iter().flat_map(|spans| spans.iter()) {
        fault = fault.context(set, "set here");
    }
    fault.help("give it a map, or a list of maps")
}

/// The diagnostic for a word that YAML 1.1 takes for a boolean.
pub fn bool_word_fault(text: &str, word: bool, origin: &Origin) -> Diagnostic {
    let message =
        format!("`{text}` means {word} to kubectl and the text \"{text}\" to newer readers");
    Diagnostic::error("ambiguous-scalar", message)
        .at(origin.at, format!("write {word} or \"{text}\""))
}
