//! Texts of values into what they become in a document that was not meant by it: a number in the
//! place of a text, or more of the document than one scalar.
//!
//! Whether a template does that on purpose is left to who tells it.

use std::ops::Range;

use super::runs::Runs;
use crate::template::go::text::{Origin, Place, PlaceKind, Set};
use crate::yaml::{Node, Value};

/// What a text becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Becomes {
    Number,
    Boolean,
    Null,
    Keys,
    Items,
    Comment,
}

/// A text of values that did not stay one.
pub(super) struct Lost {
    pub becomes: Becomes,
    /// What printed it.
    pub at: Place,
    pub data: Set,
}

/// Whether somebody knows the types that the fields of a document have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Types {
    Known,
    Unknown,
}

/// A document in a text.
pub(super) struct Search<'s> {
    pub text: &'s str,
    /// Where the document begins.
    pub offset: usize,
    pub runs: &'s Runs<'s>,
    /// Whether the value at a place is a text.
    pub is_text: &'s dyn Fn(u32) -> bool,
    pub types: Types,
}

impl Search<'_> {
    /// Finds them below a node that stands where its bytes do.
    pub(super) fn find(&self, node: &Node, found: &mut Vec<Lost>) {
        match &node.value {
            Value::Map(map) if !map.is_empty() => {
                for (key, below) in map.iter() {
                    let (key, value) = (self.bytes(key.origin.at), self.bytes(below.origin.at));
                    self.add(Becomes::Keys, &key, value.start, !value.is_empty(), found);
                    self.find(below, found);
                }
            }
            Value::List(items) if !items.is_empty() => {
                let mut before = self.bytes(node.origin.at);
                for item in items {
                    let own = self.bytes(item.origin.at);
                    self.add(Becomes::Items, &before, own.start, !own.is_empty(), found);
                    self.find(item, found);
                    before = own;
                }
            }
            value => self.scalar(value, self.bytes(node.origin.at), found),
        }
    }

    fn bytes(&self, span: crate::diagnostic::Span) -> Range<usize> {
        self.offset + span.range().start..self.offset + span.range().end
    }

    /// Adds what prints a part and the one after it.
    fn add(
        &self,
        becomes: Becomes,
        part: &Range<usize>,
        next: usize,
        is_there: bool,
        found: &mut Vec<Lost>,
    ) {
        let Some((run, origin)) = self.runs.around(part.start) else { return };
        if is_there && run.contains(&next) && next > part.start && self.is_of_text(origin) {
            found.extend(lost(becomes, origin));
        }
    }

    fn scalar(&self, value: &Value, bytes: Range<usize>, found: &mut Vec<Lost>) {
        let becomes = match value {
            Value::Number(_) => Some(Becomes::Number),
            Value::Bool(_) => Some(Becomes::Boolean),
            Value::Null => Some(Becomes::Null),
            _ => None,
        };
        if bytes.is_empty() {
            return;
        }
        // Null leaves a field out, whatever type it has.
        let is_told = |it: &Becomes| self.types == Types::Unknown || *it == Becomes::Null;
        if let Some(becomes) = becomes.filter(is_told) {
            let mut origins = self.runs.within(bytes.clone());
            if origins.all(|origin| origin.is_some_and(|origin| self.is_of_text(origin)))
                && let Some((_, origin)) = self.runs.around(bytes.start)
            {
                let data = self.runs.data(bytes.clone());
                found.extend(lost(becomes, origin).map(|lost| Lost { data, ..lost }));
            }
        }
        if let Some((run, origin)) = self.runs.around(bytes.end - 1)
            && run.end > bytes.end
            && self.is_of_text(origin)
            && is_comment(&self.text[bytes.end..run.end])
        {
            found.extend(lost(Becomes::Comment, origin));
        }
    }

    /// Whether bytes are the text of a value, printed as it is.
    fn is_of_text(&self, origin: &Origin) -> bool {
        origin.at.is_some_and(|at| at.kind == PlaceKind::Made)
            && !origin.data.is_empty()
            && !origin.data.is_left_to_chance()
            && origin.data.iter().all(self.is_text)
    }
}

fn lost(becomes: Becomes, origin: &Origin) -> Option<Lost> {
    Some(Lost { becomes, at: origin.at?, data: origin.data.clone() })
}

/// Whether what follows a scalar is a comment to YAML.
fn is_comment(rest: &str) -> bool {
    rest.starts_with([' ', '\t']) && rest.trim_start_matches([' ', '\t']).starts_with('#')
}
