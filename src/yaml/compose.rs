//! Syntax into nodes: keys made unique, `<<` spread, scalars left to an [`Interpreter`].

use std::collections::HashSet;

use super::node::{Key, Map, Node, Value};
use super::origin::Origin;
use super::syntax::{Bytes, Scalar, Style, Syntax, SyntaxKind, Tag};
use crate::diagnostic::{Code, Diagnostic};

/// Decides what scalars mean and where bytes stand; hears of faults.
pub(crate) trait Interpreter {
    fn origin(&mut self, bytes: &Bytes) -> Origin;

    /// The value of a scalar.
    fn scalar(&mut self, scalar: Scalar, bytes: &Bytes) -> Node;

    /// The text of a key; `None` if it can't be one, which has been reported then.
    fn key(&mut self, scalar: Scalar, bytes: &Bytes) -> Option<Key>;

    /// Whether a value fills a scalar, or a part of it.
    fn is_bound(&self, _scalar: &Scalar) -> bool {
        false
    }

    /// Whether `<<` takes null for a map without entries: what fills a hole may be nothing.
    fn may_spread_null(&self) -> bool {
        false
    }

    fn report(&mut self, diagnostic: Diagnostic);
}

/// Composes one document.
pub(crate) fn compose(syntax: Syntax, interpreter: &mut impl Interpreter) -> Node {
    let Syntax { kind, bytes } = syntax;
    match kind {
        SyntaxKind::Scalar(scalar) => interpreter.scalar(scalar, &bytes),
        SyntaxKind::List(items) => {
            let items = items.into_iter().map(|item| compose(item, interpreter)).collect();
            Node::new(Value::List(items), interpreter.origin(&bytes))
        }
        SyntaxKind::Map(pairs) => {
            let map = compose_map(pairs, interpreter);
            Node::new(Value::Map(map), interpreter.origin(&bytes))
        }
    }
}

fn compose_map(pairs: Vec<(Syntax, Syntax)>, interpreter: &mut impl Interpreter) -> Map {
    let mut map = Map::new();
    let mut spread = HashSet::new();
    for (key, value) in pairs {
        let SyntaxKind::Scalar(scalar) = key.kind else {
            let span = interpreter.origin(&key.bytes).at;
            let message = "a key must be a string, not a map or a list";
            let fault = Diagnostic::error(Code::BadKey, message).at(span, "not a string");
            interpreter.report(fault.help("write the key as plain or quoted text"));
            continue;
        };
        if is_spread(&scalar) {
            let how = Spread::of(&key.bytes, &value, interpreter);
            let value = compose(value, interpreter);
            spread_into(&mut map, &mut spread, value, how, interpreter);
            continue;
        }
        let key = interpreter.key(scalar, &key.bytes);
        let value = compose(value, interpreter);
        if let Some(key) = key {
            add_entry(&mut map, &mut spread, key, value, interpreter);
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
    interpreter: &mut impl Interpreter,
) {
    let Some(first) = map.entry(&key.text) else { return map.add(key, value) };
    if !spread.remove(&key.text) {
        let message = format!("the key `{}` is given twice", key.text);
        let fault = Diagnostic::error(Code::DuplicateKey, message);
        let fault = key.origin.mark_again(fault, &first.key.origin);
        let help = "remove one of the two; YAML readers disagree on which one counts";
        interpreter.report(fault.help(help));
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

/// How the entries of what follows `<<` take part in the map around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spread {
    /// It is written out: as kubectl has it, they win over what stands before `<<`.
    Written,
    /// The same; but kubectl takes no list through an alias.
    Alias,
    /// It is bound by a hole: no value changes an entry that the template gives.
    Bound,
}

impl Spread {
    fn of(key: &Bytes, value: &Syntax, interpreter: &impl Interpreter) -> Self {
        if brings_bound_keys(value, interpreter) {
            Spread::Bound
        } else if value.bytes.start < key.start {
            Spread::Alias
        } else {
            Spread::Written
        }
    }
}

/// Whether a value decides on a key that `<<` spreads.
fn brings_bound_keys(spread: &Syntax, interpreter: &impl Interpreter) -> bool {
    match &spread.kind {
        SyntaxKind::Scalar(scalar) => interpreter.is_bound(scalar),
        SyntaxKind::List(items) => items.iter().any(|item| brings_bound_keys(item, interpreter)),
        SyntaxKind::Map(pairs) => pairs.iter().any(|(key, value)| match &key.kind {
            SyntaxKind::Scalar(key) if is_spread(key) => brings_bound_keys(value, interpreter),
            SyntaxKind::Scalar(key) => interpreter.is_bound(key),
            _ => false,
        }),
    }
}

/// Of a list, the first wins.
fn spread_into(
    map: &mut Map,
    spread: &mut HashSet<String>,
    value: Node,
    how: Spread,
    interpreter: &mut impl Interpreter,
) {
    match value.value {
        Value::Null if interpreter.may_spread_null() => {}
        Value::Map(entries) => {
            for entry in entries.into_entries() {
                if how != Spread::Bound || !map.contains(&entry.key.text) {
                    spread.insert(entry.key.text.clone());
                    map.insert(entry.key, entry.value);
                }
            }
        }
        Value::List(mut items)
            if how != Spread::Alias
                && items.iter().all(|item| is_spreadable(item, interpreter)) =>
        {
            if how == Spread::Written {
                items.reverse();
            }
            for item in items {
                spread_into(map, spread, item, how, interpreter);
            }
        }
        _ => interpreter.report(bad_spread(&value)),
    }
}

fn is_spreadable(item: &Node, interpreter: &impl Interpreter) -> bool {
    item.as_map().is_some() || (item.is_null() && interpreter.may_spread_null())
}

fn bad_spread(value: &Node) -> Diagnostic {
    let got = value.value.describe();
    let message = format!("`<<` spreads a map into this one, and got {got}");
    let fault = value.origin.mark(Diagnostic::error(Code::BadSpread, message), got);
    fault.help("give it a map, or a list of maps")
}

/// The diagnostic for a word that YAML 1.1 takes for a boolean.
pub(crate) fn bool_word_fault(text: &str, word: bool, origin: &Origin) -> Diagnostic {
    let message =
        format!("`{text}` means {word} to kubectl and the text \"{text}\" to newer readers");
    let fault = Diagnostic::error(Code::AmbiguousScalar, message);
    origin.mark(fault, format!("write {word} or \"{text}\""))
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Report, Sources};
    use crate::yaml::{Dialect, read, to_json};

    fn json(text: &str) -> String {
        let source = Sources::new().add_file("", text);
        let mut report = Report::new();
        let nodes = read(text, source, Dialect::Unambiguous, &mut report);
        let codes = || report.iter().map(|fault| fault.code.name()).collect::<Vec<_>>().join(" ");
        if report.is_empty() { to_json(&nodes[0]).split_whitespace().collect() } else { codes() }
    }

    #[test]
    fn merges_are_ordered_as_kubectl_orders_them() {
        let cases = [
            ("{<<: {a: 1}, a: 2}", r#"{"a":2}"#),
            ("{a: 1, <<: {a: 2}}", r#"{"a":2}"#),
            ("{<<: {a: 1}, <<: {a: 2}}", r#"{"a":2}"#),
            ("{<<: [{a: 1}, {a: 2, b: 3}]}", r#"{"a":1,"b":3}"#),
            ("{x: &x {a: 1}, a: 2, <<: *x}", r#"{"x":{"a":1},"a":1}"#),
            ("{a: 1, a: 2}", "duplicate-key"),
            ("{x: &x [{a: 1}], <<: *x}", "bad-spread"),
            ("{<<: ~}", "bad-spread"),
            ("{<<: [~]}", "bad-spread"),
            ("{<<: 1}", "bad-spread"),
        ];
        for (text, expected) in cases {
            assert_eq!(json(text), expected, "{text}");
        }
    }
}
