//! Text into nodes where scalars are plain YAML: values files, Chart.yaml, CRDs, snapshots.

use super::compose::{Interpreter, bool_word_fault, compose};
use super::node::{Key, Map, Node, Value};
use super::origin::Origin;
use super::parse::{SyntaxFault, parse_all};
use super::scalar::{Trap, key_text, trap, value};
use super::syntax::{Bytes, Scalar, Style};
use crate::diagnostic::{Code, Diagnostic, Report, SourceId, Span};

/// How strictly plain scalars are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As kubectl reads manifests.
    Kubectl,
    /// As kubectl, but spellings on which YAML readers disagree are errors.
    Unambiguous,
    /// As kubectl and Helm, with a warning of words that are booleans to them.
    Helm,
}

/// Reads every document of `text`, which is that of `source`.
pub fn read(text: &str, source: SourceId, dialect: Dialect, report: &mut Report) -> Vec<Node> {
    read_whole(text, source, dialect, report).0
}

/// Every document that can be read, and whether all can.
fn read_whole(
    text: &str,
    source: SourceId,
    dialect: Dialect,
    report: &mut Report,
) -> (Vec<Node>, bool) {
    let (documents, faults) = parse_all(text);
    let whole = faults.is_empty();
    report.extend(faults.into_iter().map(|fault| syntax_fault(fault, source)));
    let mut reader = Plain { source, dialect, report };
    (documents.into_iter().map(|document| compose(document, &mut reader)).collect(), whole)
}

/// Reads a text that holds one map; nothing at all is an empty one.
pub fn read_map(text: &str, source: SourceId, dialect: Dialect, report: &mut Report) -> Node {
    let mut maps = read_maps(text, source, dialect, report);
    if let Some(second) = maps.get(1) {
        let fault = Diagnostic::error(Code::BadValues, "a second document stands here");
        report
            .push(fault.at(second.origin.at, "one map is read").help("remove the `---` before it"));
    }
    if maps.is_empty() {
        let start = Origin::at(Span::new(source, 0..0));
        return Node::new(Value::Map(Map::new()), start);
    }
    maps.swap_remove(0)
}

/// So many values a file may have: charts have a few hundred.
const MOST: usize = 100_000;

/// How many values a value is, with all in it.
fn count(node: &Node) -> usize {
    1 + match &node.value {
        Value::List(items) => items.iter().map(count).sum(),
        Value::Map(map) => map.iter().map(|(_, below)| count(below)).sum(),
        _ => 0,
    }
}

/// Reads a text whose documents are maps; empty ones are left out, and where there are too many
/// values, all.
pub fn read_maps(text: &str, source: SourceId, dialect: Dialect, report: &mut Report) -> Vec<Node> {
    let (mut documents, whole) = read_whole(text, source, dialect, report);
    // A value and what is between two take two bytes at least.
    if text.len() > 2 * MOST && documents.iter().map(count).sum::<usize>() > MOST {
        let message = format!("values are more than {MOST}");
        let fault = Diagnostic::error(Code::OverBudget, message);
        let fault = fault.at(Span::new(source, 0..0), "in this file");
        report.push(fault.help("put what templates only pass on into files/"));
        return Vec::new();
    }
    documents.retain(|document| match &document.value {
        Value::Map(_) => true,
        Value::Null => false,
        // What stands before a fault may be what the fault has made of a map.
        _ if !whole => false,
        other => {
            let what = other.describe();
            let message = format!("values are a map, and this is {what}");
            let fault = Diagnostic::error(Code::BadValues, message);
            report.push(fault.at(document.origin.at, what).help("write `key: value`, one a line"));
            false
        }
    });
    documents
}

/// A parser's fault as a diagnostic.
pub fn syntax_fault(fault: SyntaxFault, source: SourceId) -> Diagnostic {
    let SyntaxFault { message, help, bytes } = fault;
    let diagnostic = Diagnostic::error(Code::YamlSyntax, format!("not valid YAML: {message}"))
        .at(Span::new(source, bytes), "here");
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

struct Plain<'a> {
    source: SourceId,
    dialect: Dialect,
    report: &'a mut Report,
}

impl Plain<'_> {
    fn refuse_trap(&mut self, scalar: &Scalar, origin: &Origin) {
        let plain = scalar.style == Style::Plain && scalar.tag.is_none();
        let Some(found) = trap(&scalar.text).filter(|_| plain) else { return };
        match (self.dialect, found) {
            (Dialect::Unambiguous, _) => {
                self.report.push(trap_fault(&scalar.text, found, origin));
            }
            (Dialect::Helm, Trap::BoolWord(word)) => {
                let text = &scalar.text;
                let message = format!("`{text}` is the boolean `{word}` to Helm");
                let fault = Diagnostic::warning(Code::AmbiguousScalar, message);
                let mend = format!("write {word}, or \"{text}\" if it is text");
                self.report.push(fault.at(origin.at, mend));
            }
            _ => {}
        }
    }
}

impl Plain<'_> {
    /// A number as a key is one of kubectl's spelling: `3.10` is `3.1`.
    fn refuse_respelt(&mut self, written: &str, text: &str, origin: &Origin) {
        if written != text && !self.report.has_error_at(origin.at) {
            let message = format!("the key `{written}` is `{text}` to kubectl");
            let fault = Diagnostic::error(Code::AmbiguousScalar, message);
            self.report.push(fault.at(origin.at, format!("write \"{written}\" if it is text")));
        }
    }
}

impl Interpreter for Plain<'_> {
    fn origin(&mut self, bytes: &Bytes) -> Origin {
        Origin::at(Span::new(self.source, bytes.clone()))
    }

    fn scalar(&mut self, scalar: Scalar, bytes: &Bytes) -> Node {
        let origin = self.origin(bytes);
        self.refuse_trap(&scalar, &origin);
        let text = scalar.text.clone();
        let value = value(scalar).unwrap_or_else(|message| {
            self.report
                .push(Diagnostic::error(Code::BadTag, message).at(origin.at, "not of that type"));
            Value::Null
        });
        Node::plain(value, &text, origin)
    }

    fn key(&mut self, scalar: Scalar, bytes: &Bytes) -> Option<Key> {
        let origin = self.origin(bytes);
        self.refuse_trap(&scalar, &origin);
        let (is_plain, written) = (scalar.style == Style::Plain, scalar.text.clone());
        match key_text(scalar) {
            Ok(text) => {
                if is_plain && self.dialect == Dialect::Unambiguous {
                    self.refuse_respelt(&written, &text, &origin);
                }
                Some(Key::new(text, origin))
            }
            Err(message) => {
                self.report.push(bad_key(message, &origin));
                None
            }
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.report.push(diagnostic);
    }
}

/// The diagnostic for a scalar that can't be a key.
pub fn bad_key(message: String, origin: &Origin) -> Diagnostic {
    let fault = Diagnostic::error(Code::BadKey, message).at(origin.at, "here");
    fault.help("quote it if it is meant as text")
}

fn trap_fault(text: &str, trap: Trap, origin: &Origin) -> Diagnostic {
    let number = match trap {
        Trap::BoolWord(word) => return bool_word_fault(text, word, origin),
        Trap::Octal(number) | Trap::Underscores(number) => number.to_string(),
        Trap::TooLarge(number) => {
            let message =
                format!("`{text}` has more than 64 bits, so kubectl makes {number} of it");
            return Diagnostic::error(Code::AmbiguousScalar, message)
                .at(origin.at, format!("write \"{text}\" if it is text"));
        }
        Trap::Sexagesimal => {
            let message = format!("`{text}` is a number in base 60 to older readers of YAML");
            return Diagnostic::error(Code::AmbiguousScalar, message)
                .at(origin.at, format!("write \"{text}\" if it is text"));
        }
    };
    let message = format!("`{text}` is {number} to kubectl and something else to newer readers");
    Diagnostic::error(Code::AmbiguousScalar, message)
        .at(origin.at, format!("write {number}, or \"{text}\" if it is text"))
}
