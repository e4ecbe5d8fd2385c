//! The definitions that are at hand. Of two of the same kind, the one that was added first is
//! meant: the nearest is added first.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::definition::{self, Definition};
use crate::diagnostic::{Report, Sources};
use crate::manifest::lists::{self, Parts};
use crate::yaml::{Node, kubectl};

/// The custom kinds that somebody defines.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    /// By group, then by kind.
    known: BTreeMap<String, BTreeMap<String, Arc<Definition>>>,
}

impl Definitions {
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Adds a kind if the object is its definition.
    pub fn add(&mut self, object: &Node) {
        if let Some(definition) = Definition::of(object) {
            let kinds = self.known.entry(definition.group.clone()).or_default();
            kinds.entry(definition.kind.clone()).or_insert_with(|| Arc::new(definition));
        }
    }

    /// Adds all that a text defines. What else is in it, and what can't be read, is left alone.
    pub fn add_text(&mut self, text: &str) {
        if !text.contains(definition::KIND) {
            return;
        }
        for document in kubectl::split(text) {
            if !document.text.contains(definition::KIND) {
                continue;
            }
            let source = Sources::new().add_file("", document.text);
            let node = kubectl::read(&document, source, &mut Report::new());
            node.into_iter().for_each(|node| self.add_all(node));
        }
    }

    /// An object, or those of a list.
    fn add_all(&mut self, node: Node) {
        match lists::parts(node) {
            Parts::Items(items) => items.into_iter().for_each(|item| self.add_all(item)),
            Parts::Object(node) => self.add(&node),
            Parts::Broken(_) => {}
        }
    }

    /// Adds what others know, where nothing is known of a kind.
    pub fn add_farther(&mut self, others: &Definitions) {
        for (group, kinds) in &others.known {
            let known = self.known.entry(group.clone()).or_default();
            for (kind, definition) in kinds {
                known.entry(kind.clone()).or_insert_with(|| definition.clone());
            }
        }
    }

    pub(crate) fn find(&self, group: &str, kind: &str) -> Option<&Definition> {
        self.known.get(group)?.get(kind).map(|definition| &**definition)
    }

    /// All of them, by group and kind.
    pub(super) fn all(&self) -> impl Iterator<Item = &Definition> {
        self.known.values().flat_map(|kinds| kinds.values()).map(|definition| &**definition)
    }

    /// The kinds of a group.
    pub(crate) fn kinds(&self, group: &str) -> impl Iterator<Item = &str> {
        self.known.get(group).into_iter().flatten().map(|(kind, _)| kind.as_str())
    }
}
