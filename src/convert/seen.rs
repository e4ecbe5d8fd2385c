//! The values that a chart is rendered with, into what was seen of each: its types, and whether it
//! was always there.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::yaml::{Node, Value};

/// What was seen at one place of the values.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    kinds: u8,
    pub(super) fields: BTreeMap<String, Rc<Seen>>,
    pub(super) items: Option<Rc<Seen>>,
    /// Some map had no such key.
    pub(super) missing: bool,
    /// A map in values.yaml that keys can be added to, a line each.
    pub(super) takes_keys: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Number,
    Text,
    List,
    Map,
}

impl Seen {
    /// What is seen of the defaults of a chart and of other values for it; `is_block` says whether
    /// a map is written a line each.
    pub fn of(defaults: &Node, others: &[Node], is_block: &dyn Fn(&Node) -> bool) -> Rc<Self> {
        let all: Vec<&Node> = std::iter::once(defaults).chain(others).collect();
        Rc::new(Self::at(&all, Some(defaults), is_block))
    }

    fn at(nodes: &[&Node], default: Option<&Node>, is_block: &dyn Fn(&Node) -> bool) -> Self {
        let mut seen = Seen::default();
        let (mut maps, mut items) = (Vec::new(), Vec::new());
        for node in nodes {
            seen.kinds |= 1 << (kind(&node.value) as u8);
            match &node.value {
                Value::Map(map) => maps.push(map),
                Value::List(list) => items.extend(list.iter()),
                _ => {}
            }
        }
        let own = default.and_then(Node::as_map);
        seen.takes_keys = own.is_some_and(|map| !map.is_empty()) && default.is_some_and(is_block);
        for key in maps.iter().flat_map(|map| map.keys()) {
            if seen.fields.contains_key(key) {
                continue;
            }
            let below: Vec<&Node> = maps.iter().filter_map(|map| map.get(key)).collect();
            let mut field = Self::at(&below, own.and_then(|map| map.get(key)), is_block);
            field.missing = below.len() < maps.len();
            seen.fields.insert(key.to_owned(), Rc::new(field));
        }
        if !items.is_empty() {
            seen.items = Some(Rc::new(Self::at(&items, None, is_block)));
        }
        seen
    }

    /// What was seen at either of two places.
    pub(super) fn union(&self, other: &Seen) -> Seen {
        let mut seen = self.clone();
        seen.kinds |= other.kinds;
        seen.missing |= other.missing;
        seen.takes_keys = false;
        let both_are_maps = self.may_be(Kind::Map) && other.may_be(Kind::Map);
        for (key, field) in &mut seen.fields {
            let merged = match other.fields.get(key) {
                Some(there) => field.union(there),
                None => Seen { missing: both_are_maps || field.missing, ..(**field).clone() },
            };
            *field = Rc::new(merged);
        }
        for (key, field) in &other.fields {
            let missing = both_are_maps || field.missing;
            let own = || Rc::new(Seen { missing, ..(**field).clone() });
            seen.fields.entry(key.clone()).or_insert_with(own);
        }
        seen.items = match (&self.items, &other.items) {
            (Some(one), Some(other)) => Some(Rc::new(one.union(other))),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        seen
    }

    /// What was only seen as this.
    pub(super) fn only(kind: Kind) -> Self {
        Seen { kinds: 1 << (kind as u8), ..Seen::default() }
    }

    pub(super) fn may_be(&self, kind: Kind) -> bool {
        self.kinds & (1 << (kind as u8)) != 0
    }

    /// Whether it was always of one of these kinds, where it was not null.
    pub(super) fn is(&self, kinds: &[Kind]) -> bool {
        let allowed =
            kinds.iter().fold(1 << (Kind::Null as u8), |all, kind| all | 1 << (*kind as u8));
        self.kinds & !allowed == 0 && self.kinds & !(1 << (Kind::Null as u8)) != 0
    }
}

fn kind(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Bool,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::Text,
        Value::List(_) => Kind::List,
        Value::Map(_) => Kind::Map,
    }
}
