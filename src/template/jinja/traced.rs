//! Nodes as the template engine sees them: maps and lists that remember where they were set.
//!
//! Scalars go over as plain values, exact to 64 bits; their origins stay with the map or list
//! that holds them.

use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};

use super::marked::{as_capture, is_poison};
use crate::template::budget::{Budget, NODE};
use crate::template::holes::scene::{Bound, Found, Places};
use crate::template::holes::site::LookUp;
use crate::yaml::{Key, Map, Node, Number, Origin, Value as NodeValue};

/// A map or list from values, or from YAML in a template.
#[derive(Debug)]
pub(super) struct Traced {
    items: Items,
    places: Places,
    /// The keys that nulls have taken away, and where the nulls are.
    deleted: Vec<(String, Places)>,
    source: Source,
}

/// How a map or list came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Given,
    /// A template has made it of others.
    Made,
}

#[derive(Debug)]
enum Items {
    Map(IndexMap<String, Child>),
    List(Vec<Child>),
}

#[derive(Clone, Debug)]
pub(super) struct Child {
    pub(super) value: Value,
    places: Places,
    /// How a number was written, if not as we would.
    spelling: Option<Arc<str>>,
}

/// The value of a node; values' nodes were set where they were written.
pub(super) fn to_value(node: &Node) -> Value {
    to_child(node).value
}

fn to_child(node: &Node) -> Child {
    let places = places_of(&node.origin);
    let value = match &node.value {
        NodeValue::Null => Value::from(()),
        NodeValue::Bool(word) => Value::from(*word),
        NodeValue::Number(Number::Int(n)) => Value::from(*n),
        NodeValue::Number(Number::UInt(n)) => Value::from(*n),
        NodeValue::Number(Number::Float(x)) => Value::from(*x),
        NodeValue::String(text) => Value::from(text.as_str()),
        NodeValue::List(list) => {
            let items = Items::List(list.iter().map(to_child).collect());
            Value::from_object(Traced {
                items,
                places: places.clone(),
                deleted: Vec::new(),
                source: Source::Given,
            })
        }
        NodeValue::Map(map) => {
            let entries = map.iter().map(|(key, node)| (key.text.clone(), to_child(node)));
            let items = Items::Map(entries.collect());
            let deleted = map.deletions();
            let deleted = deleted.map(|(key, null)| (key.to_owned(), places_of(null))).collect();
            Value::from_object(Traced {
                items,
                places: places.clone(),
                deleted,
                source: Source::Given,
            })
        }
    };
    Child { value, places, spelling: node.spelling().cloned() }
}

fn places_of(origin: &Origin) -> Places {
    match (&origin.set, origin.at) {
        (Some(places), _) => Some(places.clone()),
        (None, at) if at.is_nowhere() => None,
        (None, at) => Some(Arc::from([at])),
    }
}

impl Traced {
    /// Where the null is that took a key away.
    fn deletion(&self, key: &str) -> Option<&Places> {
        self.deleted.iter().find(|(deleted, _)| deleted == key).map(|(_, places)| places)
    }

    fn children(&self) -> impl Iterator<Item = &Child> {
        let (list, map) = match &self.items {
            Items::List(list) => (Some(list), None),
            Items::Map(map) => (None, Some(map)),
        };
        list.into_iter().flatten().chain(map.into_iter().flat_map(IndexMap::values))
    }
}

/// The items of a list of values as texts, if all of them are scalars: numbers as they were written.
pub(super) fn item_texts(list: &Value) -> Option<Vec<String>> {
    let traced = list.downcast_object_ref::<Traced>()?;
    let Items::List(items) = &traced.items else { return None };
    let text = |child: &Child| match &child.spelling {
        Some(spelling) => Some(spelling.to_string()),
        None => scalar_text(&child.value).ok(),
    };
    items.iter().map(text).collect()
}

/// How a number below a key of a map of values was written, if not as we would.
pub(super) fn attribute_text(map: &Value, key: &str) -> Option<Value> {
    let Items::Map(map) = &map.downcast_object_ref::<Traced>()?.items else { return None };
    Some(Value::from(&**map.get(key)?.spelling.as_ref()?))
}

impl Object for Traced {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        match self.items {
            Items::Map(_) => ObjectRepr::Map,
            Items::List(_) => ObjectRepr::Seq,
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let child = match &self.items {
            Items::Map(map) => map.get(key.as_str()?)?,
            Items::List(list) => list.get(key.as_usize()?)?,
        };
        Some(child.value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match &self.items {
            Items::Map(map) => {
                Enumerator::Values(map.keys().map(|key| Value::from(key.as_str())).collect())
            }
            Items::List(list) => Enumerator::Seq(list.len()),
        }
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(match &self.items {
            Items::Map(map) => map.len(),
            Items::List(list) => list.len(),
        })
    }
}

impl Bound for Value {
    fn captured(&self) -> Option<&str> {
        as_capture(self)
    }

    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    fn is_gone(&self) -> bool {
        is_poison(self)
    }

    fn to_node(&self, origin: &Origin, budget: &Budget) -> Result<Node, String> {
        to_node(self, origin, budget)
    }

    fn to_text(&self) -> Result<String, String> {
        scalar_text(self)
    }

    fn is_number(&self) -> bool {
        Value::is_number(self)
    }

    fn spelling_within(&self, number: &Self) -> Option<Arc<str>> {
        let traced = self.downcast_object_ref::<Traced>()?;
        let mut alike = traced.children().filter(|child| child.value == *number);
        let first = &alike.next()?.spelling;
        alike.all(|other| other.spelling == *first).then(|| first.clone())?
    }

    fn follow(&self, lookups: &[LookUp], arguments: &[Self]) -> Option<Found<Self>> {
        follow(self, lookups, arguments)
    }
}

/// Follows look-ups from `root`; `None` where the chain leaves what is traced.
fn follow(root: &Value, lookups: &[LookUp], arguments: &[Value]) -> Option<Found<Value>> {
    let mut value = root.clone();
    let mut places = value.downcast_object_ref::<Traced>()?.places.clone();
    let mut spelling = None;
    for look_up in lookups {
        let Some(traced) = value.downcast_object::<Traced>() else { break };
        let child = match (&traced.items, look_up) {
            (Items::Map(map), LookUp::Key(key)) => match (map.get(&**key), traced.deletion(key)) {
                (None, Some(null)) => {
                    return Some(Found {
                        value: Value::from(()),
                        places: null.clone(),
                        spelling: None,
                    });
                }
                (child, _) => child,
            },
            (Items::Map(map), LookUp::Argument(at)) => {
                arguments.get(*at).and_then(Value::as_str).and_then(|key| map.get(key))
            }
            (Items::List(list), LookUp::Index(index)) => {
                usize::try_from(*index).ok().and_then(|index| list.get(index))
            }
            (Items::List(list), LookUp::Argument(at)) => {
                arguments.get(*at).and_then(Value::as_usize).and_then(|index| list.get(index))
            }
            _ => None,
        }?;
        places.clone_from(&child.places);
        spelling.clone_from(&child.spelling);
        value = child.value.clone();
    }
    Some(Found { value, places, spelling })
}

/// Deeper values are refused: no object of Kubernetes is nested so.
const MAX_DEPTH: usize = 128;

/// Where the null is that took away what a path leads to.
pub(super) fn deletion(root: &Value, path: &[String]) -> Places {
    let (name, rest) = path.split_first()?;
    let traced = root.downcast_object_ref::<Traced>()?;
    let Items::Map(map) = &traced.items else { return None };
    match map.get(name) {
        Some(child) => deletion(&child.value, rest),
        None => traced.deletion(name)?.clone(),
    }
}

/// Whether the chart was given a value: a template that hands it on makes nothing.
pub(super) fn is_given(value: &Value) -> bool {
    value.downcast_object_ref::<Traced>().is_some_and(|traced| traced.source == Source::Given)
}

/// An entry of a map, which still knows where it was set.
pub(super) fn entry(map: &Value, key: &Value) -> Result<Child, minijinja::Error> {
    let traced = map.downcast_object_ref::<Traced>();
    let known = match (traced.map(|traced| &traced.items), key.as_str()) {
        (Some(Items::Map(map)), Some(key)) => map.get(key),
        _ => None,
    };
    match known {
        Some(child) => Ok(child.clone()),
        None => map.get_item(key).map(Child::of),
    }
}

/// A map of such entries.
pub(super) fn map_of(entries: IndexMap<Value, Child>) -> Value {
    let is_plain = |(key, _): (&Value, &Child)| key.as_str().is_none();
    if entries.values().all(|child| child.places.is_none()) || entries.iter().any(is_plain) {
        return Value::from_pairs(entries.into_iter().map(|(key, child)| (key, child.value)));
    }
    let named = entries.into_iter();
    let named = named.map(|(key, child)| (key.as_str().unwrap_or_default().to_owned(), child));
    let items = Items::Map(named.collect());
    Value::from_object(Traced { items, places: None, deleted: Vec::new(), source: Source::Made })
}

impl Child {
    /// What a template has made.
    pub(super) fn of(value: Value) -> Self {
        Child { value, places: None, spelling: None }
    }
}

/// A value as a node of this origin; what can't be one says why.
pub(super) fn to_node(value: &Value, origin: &Origin, budget: &Budget) -> Result<Node, String> {
    node_below(value, origin, Room { depth: 0, budget })
}

/// What a node may take.
#[derive(Clone, Copy)]
struct Room<'b> {
    depth: usize,
    budget: &'b Budget,
}

impl Room<'_> {
    fn below(self) -> Self {
        Room { depth: self.depth + 1, ..self }
    }
}

fn node_below(value: &Value, origin: &Origin, room: Room<'_>) -> Result<Node, String> {
    if room.depth > MAX_DEPTH {
        return Err(format!("lists and maps nested deeper than {MAX_DEPTH} levels"));
    }
    let bytes = NODE + value.as_str().map_or(0, str::len);
    room.budget.take(bytes).map_err(|_| "more than the budget allows".to_owned())?;
    if let Some(traced) = value.downcast_object_ref::<Traced>() {
        return traced_node(traced, origin, room);
    }
    let value = match value.kind() {
        ValueKind::None => NodeValue::Null,
        ValueKind::Bool => NodeValue::Bool(value.is_true()),
        ValueKind::Number => NodeValue::Number(number(value)?),
        ValueKind::String => NodeValue::String(value.as_str().unwrap_or_default().to_owned()),
        ValueKind::Seq | ValueKind::Iterable => {
            let items = value.try_iter().map_err(|error| error.to_string())?;
            let nodes = items.map(|item| node_below(&item, origin, room.below()));
            NodeValue::List(nodes.collect::<Result<_, _>>()?)
        }
        ValueKind::Map => NodeValue::Map(map_node(value, origin, room)?),
        ValueKind::Undefined => return Err("an undefined value".into()),
        other => return Err(format!("{other} can't be written into a manifest")),
    };
    Ok(Node::new(value, origin.clone()))
}

/// What was not set anywhere, such as what a text was read as, is from where its hole is filled from.
fn traced_node(traced: &Traced, hole: &Origin, room: Room<'_>) -> Result<Node, String> {
    let from = |places: &Places| hole.clone().filled(places.clone().or_else(|| hole.set.clone()));
    let child_node = |child: &Child| {
        let Node { value, origin } = node_below(&child.value, &from(&child.places), room.below())?;
        Ok(Node { value, origin: origin.spelled(child.spelling.clone()) })
    };
    let value = match &traced.items {
        Items::List(list) => {
            NodeValue::List(list.iter().map(child_node).collect::<Result<_, String>>()?)
        }
        Items::Map(entries) => {
            let mut map = Map::new();
            for (key, child) in entries {
                map.insert(Key::new(key.as_str(), from(&child.places)), child_node(child)?);
            }
            for (key, null) in &traced.deleted {
                map.delete(key, from(null));
            }
            NodeValue::Map(map)
        }
    };
    Ok(Node::new(value, from(&traced.places)))
}

fn map_node(value: &Value, origin: &Origin, room: Room<'_>) -> Result<Map, String> {
    let mut map = Map::new();
    for key in value.try_iter().map_err(|error| error.to_string())? {
        let text = scalar_text(&key).map_err(|what| format!("{what} as a key"))?;
        let item = value.get_item(&key).map_err(|error| error.to_string())?;
        map.insert(Key::new(text, origin.clone()), node_below(&item, origin, room.below())?);
    }
    Ok(map)
}

fn number(value: &Value) -> Result<Number, String> {
    if value.is_integer() {
        let signed = i64::try_from(value.clone()).ok().map(Number::Int);
        let unsigned = || u64::try_from(value.clone()).ok().map(Number::from);
        return signed
            .or_else(unsigned)
            .ok_or_else(|| format!("the integer {value}, which exceeds 64 bits"));
    }
    f64::try_from(value.clone()).map(Number::from).map_err(|error| error.to_string())
}

/// A scalar as it stands inside a larger text; for others, what they are.
pub(super) fn scalar_text(value: &Value) -> Result<String, String> {
    match value.kind() {
        ValueKind::String => Ok(value.as_str().unwrap_or_default().to_owned()),
        ValueKind::Bool => Ok(if value.is_true() { "true" } else { "false" }.to_owned()),
        ValueKind::Number => number(value).map(|number| number.to_string()),
        ValueKind::None => Err("null".into()),
        ValueKind::Map => Err("a map".into()),
        ValueKind::Seq | ValueKind::Iterable => Err("a list".into()),
        other => Err(format!("{other}")),
    }
}
