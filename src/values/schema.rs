//! The shape that values may have: inferred from a chart's defaults, refined by its
//! `values.schema.json`.
//!
//! The keys of a map are those of its default, scalars and lists keep their types. A default that
//! is `{}`, `[]` or null says nothing, so anything is allowed there. For `{tag: v1, ports: [80]}`
//! the shape is a map with a string `tag` and a list of integers `ports`.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::diagnostic::misspelt;
use crate::kube::quantity;
use crate::yaml::{Node, Number, Value};

/// What is allowed at a place in the values.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Anything.
    Open,
    /// Anything that fits where templates pass it on to; the type of the default, which what
    /// `--set` types by its looks is given.
    PassedOn(Option<Type>),
    /// A map: the keys it may have, and what other keys may hold.
    Map {
        keys: IndexMap<String, Shape>,
        others: Others,
    },
    /// A list whose items all have one shape.
    List(Box<Shape>),
    Scalar(Type),
}

/// What other keys may hold.
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
    /// A string like `500m`; a number is allowed as well.
    Quantity,
    Integer,
    Number,
    Boolean,
}

impl Shape {
    /// The shape of a default.
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

    /// The shape of the value under `key`; `None` if the key is not allowed.
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

    /// The shape of the items; `None` if a list is not allowed.
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

    /// The known keys; none if it is open or no map.
    pub fn keys(&self) -> impl Iterator<Item = &str> + Clone {
        let keys = match self {
            Shape::Map { keys, .. } => Some(keys),
            _ => None,
        };
        keys.into_iter().flat_map(IndexMap::keys).map(String::as_str)
    }

    /// Allows other keys in all maps of it.
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

    /// The shape of a place that two charts know: the keys of both; where they differ, the first's.
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

    /// The shape that fits two items of a list.
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
