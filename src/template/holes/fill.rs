//! Holes filled: a scalar that is one hole becomes its value, a scalar that contains holes
//! becomes a string with them in place.
//!
//! Values meet the document only here, when its structure is settled.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::assemble::{Assembled, assemble_capture, is_blank};
use super::marks::{Piece, has_hole, pieces};
use super::scene::{Bound, Places, Scene};
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::template::budget::YAML;
use crate::yaml::compose::{Interpreter, bool_word_fault, compose};
use crate::yaml::scalar::{bool_word, resolve};
use crate::yaml::syntax::{Bytes, Scalar, Style, Syntax, SyntaxKind, Tag};
use crate::yaml::{self, Calls, Key, Node, Number, Origin, Value};

/// Fills the documents of an assembled text.
pub(crate) struct Filler<'a, V> {
    pub scene: &'a Scene<V>,
    pub assembled: &'a Assembled,
    /// The template, for what has no place of its own.
    pub source: SourceId,
    pub faults: Vec<Diagnostic>,
}

/// What captured text stands for.
pub(crate) enum Denoted {
    Nothing,
    /// A map, a list or a quoted text.
    Structure(Node),
    /// Text; `literal` if no value is part of it.
    Text {
        text: String,
        literal: bool,
    },
}

impl<V: Bound> Filler<'_, V> {
    pub(crate) fn origin_of(&self, bytes: &Bytes) -> Origin {
        let start = || Origin::at(Span::new(self.source, 0..0));
        self.assembled.origin(bytes.clone()).unwrap_or_else(start)
    }

    pub(crate) fn document(&mut self, syntax: Syntax) -> Node {
        compose(syntax, self)
    }

    /// The value of hole `number` on its own, to which `calls` lead.
    fn whole(&mut self, number: usize, calls: &Calls) -> Node {
        let site = self.scene.site_of(number).span;
        let origin = Origin::at(site).called(calls.clone());
        let value = &self.scene.hole(number).value;
        if value.is_gone() {
            return Node::new(Value::Null, origin);
        }
        let scene = self.scene;
        let filled = |origin: Origin| origin.filled(scene.places(number));
        if let Some(text) = self.scene.captured(number) {
            if self.is_spent(text.len().saturating_mul(YAML), site) {
                return Node::new(Value::Null, filled(origin));
            }
            return match self.denote(text, &self.scene.calls_into(number, calls)) {
                Denoted::Nothing => Node::new(Value::Null, filled(origin)),
                Denoted::Structure(node) => node,
                Denoted::Text { text, literal: true } if !text.contains('\n') => {
                    let origin = filled(origin);
                    self.refuse_bool_word(&text, &origin);
                    Node::plain(resolve(&text), &text, origin)
                }
                Denoted::Text { text, .. } => Node::new(Value::String(text), filled(origin)),
            };
        }
        let origin = filled(origin);
        match value.to_node(&origin, &self.scene.budget) {
            Ok(node) if value.is_number() => {
                let spelling = self.scene.spelling(number);
                Node { origin: node.origin.spelled(spelling), ..node }
            }
            Ok(node) => node,
            Err(_) if self.is_spent(0, site) => Node::new(Value::Null, origin),
            Err(what) => {
                let message = format!("the value here is {what}");
                self.fault(number, message, "not a value of YAML", None);
                Node::new(Value::Null, origin)
            }
        }
    }

    /// What captured text, into which `calls` lead, stands for where it is not simply part of a
    /// document.
    pub(crate) fn denote(&mut self, text: &str, calls: &Calls) -> Denoted {
        if is_blank(text) {
            return Denoted::Nothing;
        }
        let assembled = assemble_capture(text, calls, self.scene);
        let mut filler = Filler {
            scene: self.scene,
            assembled: &assembled,
            source: self.source,
            faults: Vec::new(),
        };
        let denoted = match structure(&assembled.text) {
            Some(syntax) => Denoted::Structure(filler.document(syntax)),
            None => Denoted::Text {
                text: filler.fill_text(&assembled.text).0,
                literal: !has_hole(&assembled.text),
            },
        };
        self.faults.append(&mut filler.faults);
        denoted
    }

    /// Text with its holes in place, and the places of what filled them.
    pub(crate) fn fill_text(&mut self, text: &str) -> (String, IndexSet<Span>) {
        let mut filled = String::with_capacity(text.len());
        let mut places = IndexSet::new();
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => filled.push_str(text),
                Piece::Raw(_) => {}
                Piece::Hole(number) => {
                    filled.push_str(&self.hole_text(number));
                    self.add_places(number, &mut places);
                }
            }
        }
        (filled, places)
    }

    /// Whether there is no room for so many bytes, which is told at `site`.
    fn is_spent(&mut self, bytes: usize, site: Span) -> bool {
        let budget = &self.scene.budget;
        let is_spent = budget.take(bytes).is_err() || budget.is_spent();
        if is_spent {
            self.faults.extend(budget.fault(site));
        }
        is_spent
    }

    fn add_places(&self, number: usize, places: &mut IndexSet<Span>) {
        places.extend(self.scene.places(number).iter().flat_map(|places| places.iter().copied()));
    }

    /// A hole's value inside a larger text.
    fn hole_text(&mut self, number: usize) -> String {
        let value = &self.scene.hole(number).value;
        if value.is_gone() {
            return String::new();
        }
        let site = self.scene.site_of(number).span;
        if let Some(text) = self.scene.captured(number) {
            if self.is_spent(text.len(), site) {
                return String::new();
            }
            let assembled = assemble_capture(text, &Calls::default(), self.scene);
            return self.fill_text(&assembled.text).0;
        }
        if let Some(spelling) = self.scene.spelling(number) {
            return spelling.to_string();
        }
        let text = value.to_text();
        if self.is_spent(text.as_ref().map_or(0, String::len), site) {
            return String::new();
        }
        text.unwrap_or_else(|what| {
            let help = match &*what {
                "null" => "give it a value, or a default: `{{ … | default(\"\") }}`",
                _ => "emit it alone, as a whole value, take one of its parts, or make text of it: `{{ … | to_yaml }}`",
            };
            self.fault(number, format!("{what} can't be part of a larger text"), &what, Some(help));
            String::new()
        })
    }

    fn fault(&mut self, number: usize, message: String, label: &str, help: Option<&str>) {
        let origin = Origin::at(self.scene.site_of(number).span);
        let origin = origin.called(self.scene.calls_to(number)).filled(self.scene.places(number));
        let fault = origin.mark(Diagnostic::error(Code::BadText, message), label);
        self.faults.push(match help {
            Some(help) => fault.help(help),
            None => fault,
        });
    }

    /// A text with holes in a quoted or plain scalar, as a string.
    fn composite(&mut self, text: &str, bytes: &Bytes) -> Node {
        let (text, places) = self.fill_text(text);
        Node::new(Value::String(text), self.origin_of(bytes).filled(set_at(places)))
    }

    /// A block scalar: a value alone on its line brings all its lines, others bring one.
    fn block(&mut self, text: &str, folded: bool, bytes: &Bytes) -> Node {
        let mut filled = String::with_capacity(text.len());
        let mut places = IndexSet::new();
        let lone = if folded { self.lone_holes(bytes) } else { HashSet::new() };
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                filled.push('\n');
            }
            let margin = &line[..line.len() - line.trim_start_matches(' ').len()];
            for piece in pieces(line) {
                match piece {
                    Piece::Text(text) => filled.push_str(text),
                    Piece::Raw(_) => {}
                    Piece::Hole(number) => {
                        let alone = is_alone(line) || lone.contains(&number);
                        self.block_hole(number, alone, margin, &mut filled);
                        self.add_places(number, &mut places);
                    }
                }
            }
        }
        Node::new(Value::String(filled), self.origin_of(bytes).filled(set_at(places)))
    }

    fn block_hole(&mut self, number: usize, alone: bool, margin: &str, filled: &mut String) {
        let text = self.hole_text(number);
        if !text.contains('\n') {
            filled.push_str(&text);
            return;
        }
        if !alone {
            let message = "a value of several lines stands inside a line of a block";
            let help = "put it alone on its line: all its lines get that line's indentation";
            self.fault(number, message.into(), "has several lines", Some(help));
            return;
        }
        // The line break after the hole ends the value's last line.
        let text = text.strip_suffix('\n').unwrap_or(&text);
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                filled.push('\n');
                if !line.is_empty() {
                    filled.push_str(margin);
                }
            }
            filled.push_str(line);
        }
    }

    /// The holes that have a line for themselves. Folding has joined the lines of the scalar: look
    /// at how it was written.
    fn lone_holes(&self, bytes: &Bytes) -> HashSet<usize> {
        let written = self.assembled.text.get(bytes.clone()).unwrap_or("");
        written.lines().filter_map(|line| only_hole(line.trim_matches(' '))).collect()
    }

    fn refuse_bool_word(&mut self, text: &str, origin: &Origin) {
        if let Some(word) = bool_word(text) {
            self.faults.push(bool_word_fault(text, word, origin));
        }
    }
}

impl<V: Bound> Interpreter for Filler<'_, V> {
    fn origin(&mut self, bytes: &Bytes) -> Origin {
        self.origin_of(bytes)
    }

    fn scalar(&mut self, scalar: Scalar, bytes: &Bytes) -> Node {
        if has_hole(&scalar.text) {
            return match scalar.style {
                Style::Plain if scalar.tag.is_none() => match only_hole(&scalar.text) {
                    Some(number) => self.whole(number, &self.origin_of(bytes).calls),
                    None => self.composite(&scalar.text, bytes),
                },
                Style::Literal => self.block(&scalar.text, false, bytes),
                Style::Folded => self.block(&scalar.text, true, bytes),
                _ => self.composite(&scalar.text, bytes),
            };
        }
        let origin = self.origin(bytes);
        if scalar.style == Style::Plain && scalar.tag != Some(Tag::Str) {
            self.refuse_bool_word(&scalar.text, &origin);
        }
        let text = scalar.text.clone();
        let value = yaml::scalar_value(scalar).unwrap_or_else(|message| {
            let fault = Diagnostic::error(Code::BadTag, message);
            self.faults.push(origin.mark(fault, "not of that type"));
            Value::Null
        });
        if let Value::Number(Number::Float(x)) = value
            && !x.is_finite()
        {
            let fault = Diagnostic::error(Code::BadNumber, "JSON has no such number");
            self.faults.push(origin.mark(fault, "quote it if it is text"));
        }
        Node::plain(value, &text, origin)
    }

    fn key(&mut self, scalar: Scalar, bytes: &Bytes) -> Option<Key> {
        let origin = self.origin(bytes);
        if has_hole(&scalar.text) {
            let Node { value, origin } = self.composite(&scalar.text, bytes);
            return match value {
                Value::String(text) => Some(Key { text, origin }),
                _ => None,
            };
        }
        if scalar.style == Style::Plain {
            self.refuse_bool_word(&scalar.text, &origin);
        }
        match yaml::key_text(scalar) {
            Ok(text) => Some(Key { text, origin }),
            Err(message) => {
                self.faults.push(yaml::bad_key(message, &origin));
                None
            }
        }
    }

    fn is_bound(&self, scalar: &Scalar) -> bool {
        has_hole(&scalar.text)
    }

    fn may_spread_null(&self) -> bool {
        true
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.faults.push(diagnostic);
    }
}

/// The places that a text with holes was set at, if any.
pub(crate) fn set_at(places: IndexSet<Span>) -> Places {
    (!places.is_empty()).then(|| places.into_iter().collect())
}

/// The hole that a scalar's text is.
pub(crate) fn only_hole(text: &str) -> Option<usize> {
    let mut pieces = pieces(text);
    match (pieces.next(), pieces.next()) {
        (Some(Piece::Hole(number)), None) => Some(number),
        _ => None,
    }
}

/// Whether a line holds one hole, and blanks.
fn is_alone(line: &str) -> bool {
    only_hole(line.trim_matches(' ')).is_some()
}

/// The syntax of text that is a map, a list or a quoted scalar; other text is just text.
fn structure(text: &str) -> Option<Syntax> {
    let one_word = !text.contains([':', '\n']) && !text.starts_with(['[', '{', '"', '\'', '-']);
    if one_word {
        return None;
    }
    let (mut documents, fault) = yaml::parse(text);
    if fault.is_some() || documents.len() != 1 {
        return None;
    }
    let root = documents.pop()?;
    match &root.kind {
        SyntaxKind::Scalar(scalar) if scalar.style == Style::Plain => None,
        _ => Some(root),
    }
}
