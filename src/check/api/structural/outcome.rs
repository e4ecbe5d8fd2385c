//! What is to be said of a value by a schema, while it is being judged.

use std::collections::HashSet;

use super::schema::{FieldSchema, Schema};
use crate::check::api::{FieldPath, Reason};
use crate::check::remedy::Remedy;
use crate::yaml::{Node, Origin, Value};

/// A value, and where it is.
#[derive(Clone, Copy)]
pub(crate) struct Spot<'n, 'p> {
    pub node: &'n Node,
    /// Its key; of an item of a list the item.
    pub named: &'n Origin,
    pub path: FieldPath<'p>,
}

impl<'n> Spot<'n, 'static> {
    pub(crate) fn root(node: &'n Node) -> Self {
        Spot { node, named: &node.origin, path: FieldPath::ROOT }
    }
}

impl<'n> Spot<'n, '_> {
    /// Calls `visit` with each field and item that `schema` describes, and its schema.
    pub(crate) fn each_part(self, schema: &Schema, visit: &mut dyn FnMut(Spot<'n, '_>, &Schema)) {
        match &self.node.value {
            Value::Map(fields) => {
                for (key, node) in fields.iter() {
                    let FieldSchema::Described(inner) = schema.field(&key.text) else { continue };
                    let path = match schema.property(&key.text) {
                        Some(_) => self.path.field(&key.text),
                        None => self.path.key(&key.text),
                    };
                    visit(Spot { node, named: &key.origin, path }, inner);
                }
            }
            Value::List(items) => {
                let Some(inner) = &schema.items else { return };
                for (index, node) in items.iter().enumerate() {
                    let path = self.path.index(index);
                    visit(Spot { node, named: &node.origin, path }, inner);
                }
            }
            _ => {}
        }
    }
}

/// What is to be said of a value by one schema.
#[derive(Default)]
pub(crate) struct Outcome<'n> {
    pub wrong: Vec<Wrong<'n>>,
    /// What was said of which place.
    said: HashSet<(String, String)>,
    /// How much of the schema was looked at and is right. Of alternatives that all fail, the one
    /// that gets furthest is spoken of.
    pub matches: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wrong<'n> {
    pub reason: Reason,
    /// As the server spells it.
    pub place: String,
    /// The server speaks of these without a place.
    pub whole: bool,
    pub message: String,
    pub origin: &'n Origin,
    pub help: Option<Remedy>,
}

impl<'n> Outcome<'n> {
    pub(crate) fn is_right(&self) -> bool {
        self.wrong.is_empty()
    }

    pub(crate) fn add(&mut self, reason: Reason, spot: Spot<'n, '_>, message: impl Into<String>) {
        self.push(Wrong::at(reason, spot, message));
    }

    pub(crate) fn add_whole(&mut self, spot: Spot<'n, '_>, message: impl Into<String>) {
        self.push(Wrong { whole: true, ..Wrong::at(Reason::Invalid, spot, message) });
    }

    pub(super) fn push(&mut self, wrong: Wrong<'n>) {
        if self.said.insert((wrong.place.clone(), wrong.message.clone())) {
            self.wrong.push(wrong);
        }
    }

    pub(crate) fn merge(&mut self, other: Outcome<'n>) {
        self.matches += other.matches;
        other.wrong.into_iter().for_each(|wrong| self.push(wrong));
    }
}

impl<'n> Wrong<'n> {
    pub(crate) fn at(reason: Reason, spot: Spot<'n, '_>, message: impl Into<String>) -> Self {
        let (place, origin) = (spot.path.to_string(), &spot.node.origin);
        Wrong { reason, place, whole: false, message: message.into(), origin, help: None }
    }
}
