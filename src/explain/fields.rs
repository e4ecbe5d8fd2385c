//! An object into its fields, each with a path by merge keys, as the API declares them.

use indexmap::IndexSet;

use crate::kube::lists::{self, Field, Key, ListType, Type};
use crate::manifest::Object;
use crate::yaml::path::Step;
use crate::yaml::{Node, Origin, Path, Value};

/// The paths of the fields of an object, those of lists and maps as well.
pub fn field_paths(object: &Object) -> Vec<String> {
    let mut paths = IndexSet::new();
    each_leaf((&object.root, &object.root), &Path::default(), Schema::of(object), &mut |leaf| {
        for count in 1..=leaf.path.steps().len() {
            paths.insert(Path::from(leaf.path.steps()[..count].to_vec()).brief());
        }
    });
    paths.into_iter().collect()
}

/// A scalar, or an empty list or map; or a key that values had a part in.
pub(super) struct Leaf<'a> {
    pub side: Side,
    pub path: Path,
    pub shown: &'a Node,
    /// Of the node, or of the key.
    pub origin: &'a Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Key,
    Value,
}

/// What the API says of a node.
#[derive(Clone, Copy)]
pub(super) struct Schema(Field);

impl Schema {
    pub(super) fn of(object: &Object) -> Self {
        let known = lists::type_of(&object.identity.group, &object.identity.kind);
        Schema(Field { list: ListType::Atomic, holds: Some(known.unwrap_or(Type::Object)) })
    }

    /// What it says of a field.
    pub(super) fn field(self, name: &str) -> Self {
        Schema(self.0.holds.map_or(Field::PLAIN, |within| lists::field(within, name)))
    }

    /// What it says of the items of a list.
    pub(super) fn item(self) -> Self {
        Schema(Field { list: ListType::Atomic, ..self.0 })
    }

    /// The step to an item of a list: by its merge key where it has one that is its own.
    pub(super) fn step(self, items: &[Node], at: usize) -> Step {
        let ListType::Map(keys) = self.0.list else { return Step::Index(at) };
        let Some(own) = items.get(at).and_then(|item| merge_key(item, keys)) else {
            return Step::Index(at);
        };
        let same = items.iter().filter(|item| merge_key(item, keys).as_ref() == Some(&own));
        if same.count() == 1 { Step::Item(own) } else { Step::Index(at) }
    }
}

impl Schema {
    /// Whether an item has these merge keys, some of them by default.
    pub(super) fn has(self, item: &Node, keys: &[(String, String)]) -> bool {
        keys.iter().all(|(key, value)| match item.get(key) {
            _ if key.is_empty() => scalar(item).as_ref() == Some(value),
            Some(said) => scalar(said).as_ref() == Some(value),
            None => self.default(key) == Some(value.as_str()),
        })
    }

    /// All that tells an item from others: `53/UDP`.
    pub(super) fn brief(self, item: &Node) -> Option<String> {
        let ListType::Map(keys) = self.0.list else { return None };
        let said = |key: &Key| match item.get(key.name) {
            Some(said) => scalar(said),
            None => key.default.map(str::to_owned),
        };
        let said: Vec<String> = keys.iter().map(said).collect::<Option<_>>()?;
        Some(said.join("/"))
    }

    fn default(self, name: &str) -> Option<&'static str> {
        let ListType::Map(keys) = self.0.list else { return None };
        keys.iter().find(|key| key.name == name)?.default
    }
}

fn merge_key(item: &Node, keys: &[Key]) -> Option<Vec<(String, String)>> {
    let mut own = Vec::new();
    for key in keys {
        match item.get(key.name) {
            Some(node) => own.push((key.name.to_owned(), scalar(node)?)),
            None if key.default.is_some() => {}
            None => return None,
        }
    }
    (!own.is_empty()).then_some(own)
}

/// The text of a scalar.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(word) => Some(word.to_string()),
        _ => None,
    }
}

/// Visits every leaf of a node at `path`, and every key that values had a part in.
pub(super) fn each_leaf<'a>(
    (node, shown): (&'a Node, &'a Node),
    path: &Path,
    schema: Schema,
    visit: &mut dyn FnMut(Leaf<'a>),
) {
    match (&node.value, &shown.value) {
        (Value::Map(map), Value::Map(masked)) if !map.is_empty() => {
            for ((key, below), (shown_key, shown)) in map.iter().zip(masked.iter()) {
                let mut path = path.clone();
                path.push(Step::of_key(&shown_key.text));
                if key.origin.set.is_some() {
                    visit(Leaf { side: Side::Key, path: path.clone(), shown, origin: &key.origin });
                }
                each_leaf((below, shown), &path, schema.field(&key.text), visit);
            }
        }
        (Value::List(items), Value::List(masked)) if !items.is_empty() => {
            for (at, both) in items.iter().zip(masked).enumerate() {
                let mut path = path.clone();
                path.push(schema.step(masked, at));
                each_leaf(both, &path, schema.item(), visit);
            }
        }
        _ => visit(Leaf { side: Side::Value, path: path.clone(), shown, origin: &node.origin }),
    }
}
