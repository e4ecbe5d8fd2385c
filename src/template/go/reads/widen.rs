//! What a template that calls itself is given, into what stays the same from one call to the next.

use std::rc::Rc;

use super::Reader;
use super::lookup::Owner;
use super::meaning::{MadeMap, Meaning, Thing};

impl Reader<'_> {
    /// What was given last, with all in it that is given again; the rest is followed no further.
    pub(super) fn widened(&mut self, last: Meaning, given: Meaning) -> Meaning {
        if last == given {
            return given;
        }
        let (old, new) = (self.meanings.things(last), self.meanings.things(given));
        match (&*old, &*new) {
            ([Thing::Map(old)], [Thing::Map(new)]) => {
                let (old, new) = (self.meanings.map_of(*old), self.meanings.map_of(*new));
                if has_same_keys(&old, &new) && !self.is_changed(&new) {
                    return self.widened_map(&old, &new);
                }
            }
            ([Thing::Sequence(old)], [Thing::Sequence(new)]) => {
                let (old, new) = (self.meanings.sequence_of(*old), self.meanings.sequence_of(*new));
                if old.len() == new.len() {
                    let pairs = old.iter().zip(&*new);
                    let items: Vec<Meaning> =
                        pairs.map(|(old, new)| self.widened(*old, *new)).collect();
                    return self.meanings.sequence(&items);
                }
            }
            (_, new) if new.iter().all(is_text) => return self.meanings.text("\0"),
            _ => {}
        }
        let others = new.iter().filter(|thing| !old.contains(thing)).copied().collect();
        let others = self.meanings.of(others);
        self.lose(others);
        last
    }

    fn is_changed(&self, map: &MadeMap) -> bool {
        self.made.contains_key(&Owner::Site(map.site.0, map.site.1))
    }

    fn widened_map(&mut self, old: &MadeMap, new: &MadeMap) -> Meaning {
        let pairs = old.entries.iter().zip(&new.entries);
        let entries = pairs.map(|((key, old), (_, new))| {
            let value = self.widened(*old, *new);
            (Rc::clone(key), value)
        });
        let entries = entries.collect();
        let others = match (old.others, new.others) {
            (Some(old), Some(new)) => Some(self.widened(old, new)),
            _ => None,
        };
        self.meanings.map(MadeMap { site: old.site, entries, others })
    }
}

fn has_same_keys(old: &MadeMap, new: &MadeMap) -> bool {
    let keys =
        |map: &MadeMap| map.entries.iter().map(|(key, _)| Rc::clone(key)).collect::<Vec<_>>();
    old.others.is_some() == new.others.is_some() && keys(old) == keys(new)
}

fn is_text(thing: &Thing) -> bool {
    matches!(thing, Thing::Text(_) | Thing::Count(_) | Thing::Number)
}
