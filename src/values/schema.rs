//! The shape that values may have: inferred from a chart's defaults, refined by its
//! `values.schema.json`.
//!
//! Maps are closed by the keys of the defaults, scalars and lists keep their types. A default that
//! is `{}`, `[]` or null says nothing, so anything may stand there.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::diagnostic::misspelt;
use crate::kube::quantity;
use crate::yaml::{Node, Number, Value};

/// What may stand at a place in the values.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Anything.
    Open,
    /// Anything that fits where templates pass it on to; the type of the default, which what
    /// `--set` types by its looks is given.
    PassedOn(Option<Type>),
    /// A map; the keys it may have, and what others than those may hold.
    Map {
        keys: IndexMap<String, Shape>,
        others: Others,
    },
    /// A list, each item of one shape.
    List(Box<Shape>),
    Scalar(Type),
}

/// What keys that are not listed may hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Others {
    Refused,
    Taken(Box<Shape>),
    /// The same, as templates pass on the map, or loop over it; but what is nearly a key that they
    /// read by name is misspelt.
    PassedOn {
        entry: Box<Shape>,
        read: BTreeSet<String>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    String,
    /// A string like `500m`, which may be written as a number too.
    Quantity,
    Integer,
    Number,
    Boolean,
}

impl Shape {
    /// The shape that defaults ask for.
    pub fn infer(defaults: &Node) -> Self {
        match &defaults.value {
            Value::Null => Shape::Open,
            Value::Map(map) if map.is_empty() => Shape::Open,
            Value::Map(map) => Shape::Map {
                keys: map
                    .iter()
                    .map(|(key, node)| (key.text.clone(), Shape::infer(node)))
                    .collect(),
                others: Others::Refused,
            },
            Value::List(items) => {
                let shapes = items.iter().map(Shape::infer);
                shapes.reduce(Shape::union).map_or(Shape::Open, |item| Shape::List(Box::new(item)))
            }
            Value::Bool(_) => Shape::Scalar(Type::Boolean),
            Value::Number(Number::Float(_)) => Shape::Scalar(Type::Number),
            Value::Number(_) => Shape::Scalar(Type::Integer),
            Value::String(text) if quantity::has_unit(text) => Shape::Scalar(Type::Quantity),
            Value::String(_) => Shape::Scalar(Type::String),
        }
    }

    /// What may stand under `key`; `None` if no such key may.
    pub fn get(&self, key: &str) -> Option<&Shape> {
        match self {
            Shape::Open | Shape::PassedOn(_) => Some(&Shape::Open),
            Shape::Map { keys, others } => keys.get(key).or(match others {
                Others::Refused => None,
                Others::Taken(shape) => Some(&**shape),
                Others::PassedOn { entry, read } => {
                    let is_misspelt = misspelt(key, read.iter().map(String::as_str)).is_some();
                    (!is_misspelt).then_some(&**entry)
                }
            }),
            Shape::List(_) | Shape::Scalar(_) => None,
        }
    }

    /// What the items of a list may be; `None` if it can't be a list.
    pub fn item(&self) -> Option<&Shape> {
        match self {
            Shape::Open | Shape::PassedOn(_) => Some(&Shape::Open),
            Shape::List(item) => Some(item),
            Shape::Map { .. } | Shape::Scalar(_) => None,
        }
    }

    /// Whether it names a key.
    pub fn has_key(&self, key: &str) -> bool {
        matches!(self, Shape::Map { keys, .. } if keys.contains_key(key))
    }

    /// The keys it names; none where it is open or no map.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        let keys = match self {
            Shape::Map { keys, .. } => Some(keys),
            _ => None,
        };
        keys.into_iter().flat_map(IndexMap::keys).map(String::as_str)
    }

    /// Lets all maps in it have other keys, too.
    pub fn take_others(&mut self) {
        match self {
            Shape::Map { keys, others } => {
                keys.values_mut().for_each(Shape::take_others);
                *others = Others::Taken(Box::new(Shape::Open));
            }
            Shape::List(item) => item.take_others(),
            Shape::Open | Shape::PassedOn(_) | Shape::Scalar(_) => {}
        }
    }

    /// What two charts ask of the same place: the keys of both, and where they differ the first's.
    pub(super) fn joined(self, other: Shape) -> Shape {
        match (self, other) {
            (Shape::PassedOn(_), Shape::Map { keys, others: Others::Refused })
            | (Shape::Map { keys, others: Others::Refused }, Shape::PassedOn(_)) => {
                let entry = Box::new(Shape::PassedOn(None));
                let others = Others::PassedOn { entry, read: keys.keys().cloned().collect() };
                Shape::Map { keys, others }
            }
            (Shape::Open | Shape::PassedOn(_), shape) | (shape, Shape::Open) => shape,
            (Shape::Map { mut keys, others }, Shape::Map { keys: more, others: more_others }) => {
                for (key, shape) in more {
                    match keys.get_mut(&key) {
                        Some(known) => {
                            let own = std::mem::replace(known, Shape::Open);
                            *known = own.joined(shape);
                        }
                        None => _ = keys.insert(key, shape),
                    }
                }
                let others = if others == Others::Refused { more_others } else { others };
                Shape::Map { keys, others }
            }
            (one, _) => one,
        }
    }

    /// What fits one of two items of a list.
    pub(super) fn union(self, other: Self) -> Self {
        match (self, other) {
            (Shape::Map { mut keys, others }, Shape::Map { keys: more, .. }) => {
                for (key, shape) in more {
                    match keys.get_mut(&key) {
                        Some(known) => {
                            let own = std::mem::replace(known, Shape::Open);
                            *known = own.union(shape);
                        }
                        None => _ = keys.insert(key, shape),
                    }
                }
                Shape::Map { keys, others }
            }
            (Shape::List(one), Shape::List(two)) => Shape::List(Box::new(one.union(*two))),
            (Shape::Scalar(one), Shape::Scalar(two)) => match (one, two) {
                (one, two) if one == two => Shape::Scalar(one),
                (Type::Integer | Type::Number, Type::Integer | Type::Number) => {
                    Shape::Scalar(Type::Number)
                }
                (Type::String | Type::Quantity, Type::String | Type::Quantity) => {
                    Shape::Scalar(Type::String)
                }
                _ => Shape::Open,
            },
            _ => Shape::Open,
        }
    }
}
