//! The state of decoding one object: the faults found so far, and the path to the current node.

use std::fmt::Write;

use super::Finding;
use crate::check::remedy::Remedy;
use crate::diagnostic::{Code, Severity};
use crate::kube::versions::Minor;
use crate::kube::versions::fields::{self, Home, Row, Span};
use crate::yaml::{Key, Node, Origin};

pub(super) struct State<'n> {
    pub findings: Vec<Finding>,
    pub unknown: Unknown,
    pub missing: Missing,
    /// Read in place of a missing spec.
    pub empty: &'n Node,
    /// Read in place of a missing time.
    pub null: &'n Node,
    version: Version,
    /// What came after the version, of the types that have such fields.
    later: &'static [Row],
    path: Vec<DecodeStep<'n>>,
}

/// What an object is decoded as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    /// Of the type: `apps/v1`.
    pub api: &'static str,
    pub kubernetes: Minor,
}

impl Default for Version {
    fn default() -> Self {
        Version { api: "v1", kubernetes: Minor::DEFAULT }
    }
}

/// A node to be read into a type; `decoder.rs` makes it a deserializer.
pub(super) struct Decoder<'d, 'n> {
    pub state: &'d mut State<'n>,
    pub node: &'n Node,
}

/// One step from a node to a node below it.
#[derive(Clone, Copy)]
pub(super) enum DecodeStep<'n> {
    Field(&'n Key),
    /// A field that is missing and still read.
    Absent(&'static str),
    /// An entry of a map whose keys are free, such as labels.
    Key(&'n Key),
    Index(usize),
}

/// Whether unknown fields are reported here.
#[derive(Clone, Copy)]
pub(super) enum Unknown {
    Refused,
    Dropped,
}

/// Whether missing required fields are reported here.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    Refused,
    Accepted,
}

/// The fields of a type that the version does not have yet.
#[derive(Clone, Copy)]
pub(super) struct Later {
    rows: &'static [Row],
    home: Home<'static>,
}

impl Later {
    /// The version that a field came with, if the one that is asked does not have it.
    pub(super) fn first(&self, field: &str) -> Option<Minor> {
        let mut rows = self.rows.iter();
        rows.find(|row| row.has(field, self.home)).map(Row::first)
    }
}

impl<'n> State<'n> {
    pub(super) fn new(empty: &'n Node, null: &'n Node, version: Version) -> Self {
        State {
            findings: Vec::new(),
            unknown: Unknown::Refused,
            missing: Missing::Refused,
            empty,
            null,
            version,
            later: fields::later(version.kubernetes),
            path: Vec::new(),
        }
    }

    pub(super) fn enter(&mut self, step: DecodeStep<'n>) {
        self.path.push(step);
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    pub(super) fn is_at_top(&self) -> bool {
        self.path.is_empty()
    }

    /// The key of the current node, if it has one.
    pub(super) fn key(&self) -> Option<&'n Key> {
        match self.path.last()? {
            DecodeStep::Field(key) | DecodeStep::Key(key) => Some(key),
            DecodeStep::Absent(_) | DecodeStep::Index(_) => None,
        }
    }

    /// The fields of a type that came after the version.
    pub(super) fn later(&self, name: &str) -> Later {
        let rows = fields::of_type(self.later, name);
        Later { rows, home: Home::of(self.version.api) }
    }

    /// When a field that the newest version does not have is there.
    pub(super) fn span(&self, of: &str, field: &str) -> Option<Span> {
        fields::span(of, field, Home::of(self.version.api))
    }

    pub(super) fn kubernetes(&self) -> Minor {
        self.version.kubernetes
    }

    /// Reports a fault of the current node.
    pub(super) fn report(
        &mut self,
        code: Code,
        origin: &Origin,
        message: String,
        help: Option<Remedy>,
    ) {
        let path = render(&self.path);
        let (severity, origin) = (Severity::Error, origin.clone());
        self.findings.push(Finding { severity, code, path, message, origin, beside: None, help });
    }
}

fn render(path: &[DecodeStep]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            DecodeStep::Field(key) => push_field(&mut text, &key.text),
            DecodeStep::Absent(name) => push_field(&mut text, name),
            DecodeStep::Key(key) => {
                let _ = write!(text, "[{}]", key.text);
            }
            DecodeStep::Index(index) => {
                let _ = write!(text, "[{index}]");
            }
        }
    }
    text
}

fn push_field(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}
