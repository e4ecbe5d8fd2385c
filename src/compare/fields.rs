//! Two trees into what differs between them, field by field.

use super::lists;
use super::schema::{Keys, Schema};
use super::walk::Walk;
use super::{Change, Part};
use crate::yaml::path::Step;
use crate::yaml::{Path, Value};

/// What differs between two objects.
pub(super) fn changes<'m>(old: Part<'m>, new: Part<'m>, schema: Schema<'m>) -> Vec<Change<'m>> {
    let mut walk = Walk::default();
    walk.pair(old, new, schema, &Keys::Atomic);
    walk.found
}

impl<'m> Part<'m> {
    /// The entries of a map, with their keys as they may be shown.
    pub(super) fn entries(self) -> Vec<(&'m str, &'m str, Part<'m>)> {
        let (Some(map), Some(shown)) = (self.node.as_map(), self.shown.as_map()) else {
            return Vec::new();
        };
        let both = map.iter().zip(shown.iter());
        let entry = |((key, node), (shown_key, shown))| {
            let (key, shown_key): (&crate::yaml::Key, &crate::yaml::Key) = (key, shown_key);
            (key.text.as_str(), shown_key.text.as_str(), Part { node, shown })
        };
        both.map(entry).collect()
    }

    /// The items of a list.
    pub(super) fn items(self) -> Vec<Part<'m>> {
        let (Some(items), Some(shown)) = (self.node.as_list(), self.shown.as_list()) else {
            return Vec::new();
        };
        items.iter().zip(shown).map(|(node, shown)| Part { node, shown }).collect()
    }
}

impl<'m> Walk<'m> {
    /// Two nodes that stand at the same path; `keys` are those of their items, if they are lists.
    pub(super) fn pair(
        &mut self,
        old: Part<'m>,
        new: Part<'m>,
        schema: Schema<'m>,
        keys: &Keys<'m>,
    ) {
        match (&old.node.value, &new.node.value) {
            (Value::Map(_), Value::Map(_)) => self.maps(old, new, schema),
            (Value::List(_), Value::List(_)) => lists::changes(self, old, new, schema, keys),
            (before, after) if before == after => {}
            _ => self.tell(Some(old), Some(new)),
        }
    }

    fn maps(&mut self, old: Part<'m>, new: Part<'m>, schema: Schema<'m>) {
        let before = old.entries();
        let same = |entries: &[(&str, &str, Part<'m>)], map: Part<'m>, key: &str| {
            let at = map.node.as_map().and_then(|map| map.position(key));
            at.map(|at| entries[at].2)
        };
        for (key, shown, part) in new.entries() {
            self.enter(Step::of_key(shown));
            match same(&before, old, key) {
                Some(before) => {
                    let (schema, keys) = schema.field(key);
                    self.pair(before, part, schema, &keys);
                }
                None => self.tell(None, Some(part)),
            }
            self.leave();
        }
        for (key, shown, part) in before {
            if new.node.get(key).is_none() {
                self.enter(Step::of_key(shown));
                self.tell(Some(part), None);
                self.leave();
            }
        }
    }

    pub(super) fn enter(&mut self, step: Step) {
        self.steps.push(step);
    }

    pub(super) fn leave(&mut self) {
        self.steps.pop();
    }

    /// Notes what differs here.
    pub(super) fn tell(&mut self, old: Option<Part<'m>>, new: Option<Part<'m>>) {
        self.found.push(Change { path: Path::from(self.steps.clone()), old, new });
    }
}
