//! Which values are secret: those that end up in the data of Secrets and nowhere else.

use std::collections::BTreeSet;

use super::{Manifest, Object};
use crate::diagnostic::{Sources, Span};
use crate::kube::secret::{SECRET, SECRET_FIELDS};
use crate::yaml::{Node, Value};

impl Object {
    /// Whether it is a core Secret, whose data nobody may see.
    pub fn is_secret(&self) -> bool {
        self.identity.kind == SECRET && self.identity.group.is_empty()
    }
}

impl Manifest {
    pub fn has_secrets(&self) -> bool {
        self.objects.iter().any(Object::is_secret)
    }

    /// The places of the values that the data of Secrets was filled with, and that nobody can read
    /// elsewhere: a digest of a value shows nothing of it.
    pub fn secret_places(&self, sources: &Sources) -> BTreeSet<Span> {
        let mut secret = BTreeSet::new();
        self.each_field(|node, hidden| {
            if hidden {
                each_place(node, &mut |place| _ = secret.insert(place));
            }
        });
        if !secret.is_empty() {
            let shown = self.shown_places(sources);
            secret.retain(|place| !shown.contains(place));
        }
        secret
    }

    /// Every field at the top of an object, and whether it is the data of a Secret.
    fn each_field(&self, mut take: impl FnMut(&Node, bool)) {
        for object in &self.objects {
            for (key, node) in object.root.as_map().into_iter().flat_map(crate::yaml::Map::iter) {
                take(node, object.is_secret() && SECRET_FIELDS.contains(&&*key.text));
            }
        }
    }

    /// The places of the values that everybody can read in the manifest, word for word: a digest of
    /// a value shows nothing of it.
    pub(crate) fn shown_places(&self, sources: &Sources) -> BTreeSet<Span> {
        let mut shown = BTreeSet::new();
        for object in &self.objects {
            for (key, node) in object.root.as_map().into_iter().flat_map(crate::yaml::Map::iter) {
                if !object.is_secret() || !SECRET_FIELDS.contains(&&*key.text) {
                    add_shown(node, sources, &mut shown);
                }
            }
        }
        shown
    }
}

fn add_shown(node: &Node, sources: &Sources, shown: &mut BTreeSet<Span>) {
    let text = match &node.value {
        Value::Map(map) => return map.iter().for_each(|(_, node)| add_shown(node, sources, shown)),
        Value::List(items) => {
            return items.iter().for_each(|node| add_shown(node, sources, shown));
        }
        Value::String(text) => text.clone(),
        Value::Number(_) => node.number_text().unwrap_or_default(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Null => return,
    };
    let places = node.origin.set.iter().flat_map(|set| set.iter());
    let is_word_of = |place: &&Span| {
        let written = sources.text(**place).trim().trim_matches(['"', '\'']);
        !written.is_empty() && stands_alone_in(&text, written)
    };
    shown.extend(places.filter(is_word_of));
}

/// Whether a word stands in a text, and no other goes on at its ends.
fn stands_alone_in(text: &str, word: &str) -> bool {
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        is_end(text[..at].chars().next_back()) && is_end(text[at + word.len()..].chars().next())
    })
}

/// The places of all values that scalars were filled with.
fn each_place(node: &Node, take: &mut dyn FnMut(Span)) {
    match &node.value {
        Value::Map(map) => map.iter().for_each(|(_, node)| each_place(node, take)),
        Value::List(items) => items.iter().for_each(|node| each_place(node, take)),
        _ => node.origin.set.iter().flat_map(|set| set.iter()).for_each(|place| take(*place)),
    }
}
