//! What functions do with their arguments: look into them, give them on, make maps and lists of
//! them. All others use them whole.

use std::rc::Rc;

use super::Reader;
use super::meaning::{MadeMap, Meaning, NOTHING, Thing};
use super::places::Way;

impl Reader<'_> {
    pub(super) fn function(
        &mut self,
        name: &str,
        site: (usize, u32),
        given: &[Meaning],
    ) -> Meaning {
        let result = self.applied(name, site, given);
        // The text of a file stays one, whatever is done with it.
        let files = given.iter().flat_map(|given| self.files_of(*given)).collect::<Vec<_>>();
        if files.is_empty() {
            return result;
        }
        let files = self.meanings.of(files);
        self.meanings.both(result, files)
    }

    fn files_of(&self, given: Meaning) -> Vec<Thing> {
        let things = self.meanings.things(given);
        things.iter().filter(|thing| matches!(thing, Thing::File(..))).copied().collect()
    }

    fn applied(&mut self, name: &str, site: (usize, u32), given: &[Meaning]) -> Meaning {
        let plain = name.strip_prefix("must").map(str::to_ascii_lowercase);
        let name = plain.as_deref().unwrap_or(name);
        match (name, given) {
            ("include", [template, dot]) => self.include(*template, *dot),
            ("tpl", [text, dot]) => self.run(*text, *dot),
            ("index", [of, keys @ ..]) => keys.iter().fold(*of, |of, key| self.step(of, *key)),
            ("get", [of, key]) => self.step(*of, *key),
            ("hasKey" | "haskey", [of, key]) => {
                let found = self.step(*of, *key);
                self.examine(found);
                NOTHING
            }
            ("dig", [keys @ .., otherwise, of]) => {
                let found = keys.iter().fold(*of, |of, key| self.step(of, *key));
                self.meanings.both(found, *otherwise)
            }
            ("pluck", [key, maps @ ..]) => {
                let maps = self.meanings.union(maps.iter().copied());
                let found = self.step(maps, *key);
                self.meanings.list(found)
            }
            ("default" | "coalesce" | "and" | "or", _) => {
                given.iter().for_each(|value| self.examine(*value));
                self.meanings.union(given.iter().copied())
            }
            ("ternary", [one, other, condition]) => {
                self.examine(*condition);
                self.meanings.both(*one, *other)
            }
            ("required", [_, value]) => *value,
            (
                "empty" | "not" | "len" | "kindIs" | "kindOf" | "typeIs" | "typeOf" | "typeIsLike"
                | "eq" | "ne" | "lt" | "le" | "gt" | "ge",
                _,
            ) => {
                given.iter().for_each(|value| self.examine(*value));
                NOTHING
            }
            ("print", _) => {
                let text = self.joined(given);
                given.iter().for_each(|value| self.take_whole(*value));
                text
            }
            ("cat", [first, rest @ ..]) => {
                let blank = self.meanings.text(" ");
                let parts = rest.iter().flat_map(|part| [blank, *part]);
                let parts: Vec<Meaning> = [*first].into_iter().chain(parts).collect();
                given.iter().for_each(|value| self.take_whole(*value));
                self.joined(&parts)
            }
            ("printf", [format, arguments @ ..]) => {
                let text = self.formatted(*format, arguments);
                given.iter().for_each(|value| self.take_whole(*value));
                text
            }
            ("toString" | "tostring", [value]) => {
                self.take_whole(*value);
                self.joined(&[*value])
            }
            ("trim", [text]) => {
                self.take_whole(*text);
                self.trimmed(*text)
            }
            // What `split` makes is a map of the parts by their numbers.
            ("splitList" | "split", [separator, text]) => {
                self.take_whole(*text);
                self.parts(*separator, *text)
            }
            _ => self
                .of_maps(name, site, given)
                .or_else(|| self.of_lists(name, given))
                .unwrap_or_else(|| {
                    given.iter().for_each(|value| self.take_whole(*value));
                    NOTHING
                }),
        }
    }

    fn include(&mut self, template: Meaning, dot: Meaning) -> Meaning {
        let names = self.joined(&[template]);
        self.take_whole(template);
        let mut printed = NOTHING;
        for thing in self.meanings.things(names).iter() {
            if let Thing::Text(name) = thing {
                let name = self.meanings.text_of(*name);
                let text = self.call(&name, dot);
                printed = self.meanings.both(printed, text);
            }
        }
        printed
    }

    fn of_maps(&mut self, name: &str, site: (usize, u32), given: &[Meaning]) -> Option<Meaning> {
        Some(match (name, given) {
            ("dict", _) => self.dict(site, given),
            ("set", [map, key, value]) => {
                for key in self.keys(*key) {
                    self.put(*map, key.as_deref(), *value);
                }
                *map
            }
            ("unset" | "omit" | "deepCopy" | "deepcopy", [map, ..]) => *map,
            ("pick", [map, keys @ ..]) => {
                let mut entries = Vec::new();
                let keys: Vec<_> = keys.iter().flat_map(|key| self.keys(*key)).collect();
                for key in keys {
                    match key {
                        Some(key) => entries.push((Rc::clone(&key), self.key(*map, &key))),
                        None => return Some(*map),
                    }
                }
                entries.sort_unstable();
                entries.dedup();
                self.meanings.map(MadeMap { site, entries, others: None })
            }
            ("merge" | "mergeOverwrite" | "mergeoverwrite", [into, others @ ..]) => {
                let others = self.meanings.union(others.iter().copied());
                self.merge(*into, others);
                self.meanings.both(*into, others)
            }
            ("keys", _) => {
                let maps = self.meanings.union(given.iter().copied());
                let keys = self.entries(maps, Way::Loop).0;
                self.meanings.list(keys)
            }
            ("values", [map]) => {
                let entries = self.entries(*map, Way::Loop).1;
                self.meanings.list(entries)
            }
            _ => return None,
        })
    }

    fn dict(&mut self, site: (usize, u32), given: &[Meaning]) -> Meaning {
        let mut map = MadeMap { site, ..MadeMap::default() };
        for pair in given.chunks(2) {
            let value = pair.get(1).copied().unwrap_or(NOTHING);
            for key in self.keys(pair[0]) {
                match key {
                    Some(key) => map.entries.push((key, value)),
                    None => {
                        let others = map.others.unwrap_or(NOTHING);
                        map.others = Some(self.meanings.both(others, value));
                    }
                }
            }
        }
        map.entries.sort_unstable();
        map.entries.dedup();
        let mut joined: Vec<(Rc<str>, Meaning)> = Vec::new();
        for (key, value) in map.entries {
            match joined.last_mut().filter(|(last, _)| *last == key) {
                Some((_, held)) => *held = self.meanings.both(*held, value),
                None => joined.push((key, value)),
            }
        }
        self.meanings.map(MadeMap { entries: joined, ..map })
    }

    /// The keys that an expression may be; `None` for one that is not known.
    fn keys(&mut self, key: Meaning) -> Vec<Option<Rc<str>>> {
        let things = self.meanings.things(key);
        let mut keys: Vec<Option<Rc<str>>> = things.iter().map(|it| self.exact(*it)).collect();
        if keys.is_empty() {
            keys.push(None);
        }
        if keys.contains(&None) {
            // A root that stands for a key is a slip: nobody finds anything by all values.
            let is_root = |thing: &&Thing| matches!(thing, Thing::Root(_));
            let others = things.iter().filter(|thing| !is_root(thing)).copied().collect();
            let others = self.meanings.of(others);
            self.take_whole(others);
        }
        keys
    }

    fn of_lists(&mut self, name: &str, given: &[Meaning]) -> Option<Meaning> {
        if let Some(known) = self.of_sequences(name, given) {
            return Some(known);
        }
        let items = match (name, given) {
            (
                "rest" | "initial" | "reverse" | "uniq" | "compact" | "sortAlpha" | "slice"
                | "without" | "first" | "last",
                [list, ..],
            ) => self.items_of(*list),
            ("concat", lists) => {
                let lists = self.meanings.union(lists.iter().copied());
                self.items_of(lists)
            }
            ("append" | "prepend" | "push", [list, item]) => {
                let items = self.items_of(*list);
                self.meanings.both(items, *item)
            }
            ("chunk", [_, list]) => {
                let items = self.items_of(*list);
                self.meanings.list(items)
            }
            _ => return None,
        };
        let is_item = matches!(name, "first" | "last");
        Some(if is_item { items } else { self.meanings.list(items) })
    }

    /// The same where the items are known one by one.
    fn of_sequences(&mut self, name: &str, given: &[Meaning]) -> Option<Meaning> {
        if matches!(name, "list" | "tuple") {
            return Some(self.meanings.sequence(given));
        }
        let (first, rest) = given.split_first()?;
        let mut all = Vec::new();
        for list in self.each(*first)? {
            all.push(self.of_sequence(name, list.to_vec(), rest)?);
        }
        Some(self.meanings.union(all))
    }

    fn of_sequence(
        &mut self,
        name: &str,
        mut items: Vec<Meaning>,
        rest: &[Meaning],
    ) -> Option<Meaning> {
        match (name, rest) {
            ("first", []) => return items.first().copied(),
            ("last", []) => return items.last().copied(),
            ("rest", []) => _ = (!items.is_empty()).then(|| items.remove(0)),
            ("initial", []) => _ = items.pop(),
            ("reverse", []) => items.reverse(),
            ("append" | "push", [item]) => items.push(*item),
            ("prepend", [item]) => items.insert(0, *item),
            ("concat", lists) => {
                for list in lists {
                    let [list] = &*self.each(*list)? else { return None };
                    items.extend(&**list);
                }
            }
            _ => return None,
        }
        Some(self.meanings.sequence(&items))
    }

    fn items_of(&mut self, list: Meaning) -> Meaning {
        self.examine(list);
        self.entries(list, Way::Item).1
    }
}
