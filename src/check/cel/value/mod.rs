//! The values that expressions work with, and how those of JSON are seen as them.
//!
//! A value borrows from the object that it is of as long as it can. What a schema says of a part
//! makes it a time or a duration; where nothing is said, JSON's own types hold.

pub(super) mod equal;
pub(super) mod library;
pub(super) mod text;
pub(super) mod time;

use std::sync::Arc;

use serde_json::Value as Json;

use super::types::{Structure, Type};
use library::Library;
use time::Timestamp;

#[derive(Clone, Debug)]
pub(crate) enum Value<'v> {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(Text<'v>),
    Bytes(Arc<[u8]>),
    /// In nanoseconds.
    Duration(i64),
    Timestamp(Timestamp),
    List(List<'v>),
    Map(Map<'v>),
    Optional(Option<Arc<Value<'v>>>),
    /// A type, by its name.
    Type(Text<'v>),
    Library(Arc<Library>),
}

#[derive(Clone, Debug)]
pub(crate) enum Text<'v> {
    Borrowed(&'v str),
    Made(Arc<str>),
}

#[derive(Clone, Debug)]
pub(crate) enum List<'v> {
    /// With the type of its items, where that is known.
    Json(&'v [Json], Option<&'v Type>),
    Made(Arc<[Value<'v>]>),
}

#[derive(Clone, Debug)]
pub(crate) enum Map<'v> {
    Json(&'v serde_json::Map<String, Json>, Fields<'v>),
    Made(Arc<[(Value<'v>, Value<'v>)]>),
}

/// What is known of the fields of a map.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fields<'v> {
    Any,
    Values(&'v Type),
    Of(&'v Structure),
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fault {
    /// In the server's words: `no such key: a`.
    Failed(Box<str>),
    /// It costs more than the server spends.
    TooExpensive,
    /// It can't be told here.
    Unknown,
}

pub(crate) type Outcome<'v> = Result<Value<'v>, Fault>;

pub(super) fn failed<T>(why: impl Into<Box<str>>) -> Result<T, Fault> {
    Err(Fault::Failed(why.into()))
}

/// What the server says where a function does not take what it is given.
pub(super) fn no_overload<T>() -> Result<T, Fault> {
    failed("no such overload")
}

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Text::Borrowed(text) => text,
            Text::Made(text) => text,
        }
    }
}

impl<'v> Value<'v> {
    pub(super) fn text(text: impl Into<Arc<str>>) -> Self {
        Value::String(Text::Made(text.into()))
    }

    pub(super) fn list(items: impl Into<Arc<[Value<'v>]>>) -> Self {
        Value::List(List::Made(items.into()))
    }

    pub(super) fn map(entries: impl Into<Arc<[(Value<'v>, Value<'v>)]>>) -> Self {
        Value::Map(Map::Made(entries.into()))
    }

    pub(super) fn some(value: Value<'v>) -> Self {
        Value::Optional(Some(Arc::new(value)))
    }

    pub(crate) const NONE: Value<'static> = Value::Optional(None);

    pub(super) fn count(count: usize) -> Self {
        Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// A value of which no type is known.
    pub(crate) fn plain(json: &'v Json) -> Self {
        Value::of(json, None)
    }

    /// What is read as the wrong type is as JSON has it: a rule that is given it fails on it.
    pub(crate) fn of(json: &'v Json, kind: Option<&'v Type>) -> Self {
        match (json, kind) {
            (Json::Null, _) => Value::Null,
            (Json::Bool(truth), _) => Value::Bool(*truth),
            (Json::Number(number), Some(Type::Double)) => {
                Value::Double(number.as_f64().unwrap_or(f64::NAN))
            }
            (Json::Number(number), kind) => of_number(number, kind),
            (Json::String(text), Some(kind)) => of_text(text, kind),
            (Json::String(text), None) => Value::String(Text::Borrowed(text)),
            (Json::Array(items), Some(Type::List(kind))) => {
                Value::List(List::Json(items, known(kind)))
            }
            (Json::Array(items), _) => Value::List(List::Json(items, None)),
            (Json::Object(fields), kind) => {
                let fields_are = match kind {
                    Some(Type::Object(structure)) => Fields::Of(structure),
                    Some(Type::Map(_, values)) => Fields::Values(values),
                    _ => Fields::Any,
                };
                Value::Map(Map::Json(fields, fields_are))
            }
        }
    }

    /// How large it is, in the server's units.
    pub(super) fn size(&self) -> u64 {
        let size = match self {
            Value::String(text) => text.as_str().chars().count(),
            Value::Bytes(bytes) => bytes.len(),
            Value::List(list) => list.len(),
            Value::Map(map) => map.len(),
            Value::Optional(Some(value)) => return value.size(),
            Value::Library(value) => value.size(),
            _ => 1,
        };
        size as u64
    }

    /// The name of its type.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null_type",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Uint(_) => "uint",
            Value::Double(_) => "double",
            Value::String(_) => "string",
            Value::Bytes(_) => "bytes",
            Value::Duration(_) => "google.protobuf.Duration",
            Value::Timestamp(_) => "google.protobuf.Timestamp",
            Value::List(_) => "list",
            Value::Map(Map::Json(_, Fields::Of(_))) => "object",
            Value::Map(_) => "map",
            Value::Optional(_) => "optional_type",
            Value::Type(_) => "type",
            Value::Library(value) => value.type_name(),
        }
    }

    /// Whether it is what its type begins with: `optional.ofNonZeroValue` drops it.
    pub(super) fn is_zero(&self) -> bool {
        match self {
            Value::Null | Value::Optional(None) => true,
            Value::Bool(truth) => !truth,
            Value::Int(number) | Value::Duration(number) => *number == 0,
            Value::Uint(number) => *number == 0,
            Value::Double(number) => *number == 0.0,
            Value::String(text) => text.as_str().is_empty(),
            Value::Bytes(bytes) => bytes.is_empty(),
            Value::List(list) => list.len() == 0,
            Value::Map(map) => map.len() == 0,
            Value::Timestamp(time) => *time == Timestamp::FIRST,
            Value::Optional(Some(_)) | Value::Type(_) | Value::Library(_) => false,
        }
    }
}

/// A type, if it says anything.
fn known(kind: &Type) -> Option<&Type> {
    (!matches!(kind, Type::Dyn | Type::Unknown)).then_some(kind)
}

#[allow(clippy::cast_possible_truncation, reason = "only whole numbers are cast")]
fn of_number<'v>(number: &serde_json::Number, kind: Option<&Type>) -> Value<'v> {
    if let Some(number) = number.as_i64() {
        return Value::Int(number);
    }
    let number = number.as_f64().unwrap_or(f64::NAN);
    if kind == Some(&Type::Int) && number.fract() == 0.0 && number.abs() < 9e18 {
        return Value::Int(number as i64);
    }
    Value::Double(number)
}

fn of_text<'v>(text: &'v str, kind: &Type) -> Value<'v> {
    let read = match kind {
        Type::Timestamp => time::parse(text).or_else(|| time::date(text)).map(Value::Timestamp),
        Type::Duration => crate::kube::schedule::duration(text).map(Value::Duration),
        Type::Bytes => text::from_base64(text).map(|bytes| Value::Bytes(bytes.into())),
        _ => None,
    };
    read.unwrap_or(Value::String(Text::Borrowed(text)))
}

impl<'v> List<'v> {
    pub(super) fn len(&self) -> usize {
        match self {
            List::Json(items, _) => items.len(),
            List::Made(items) => items.len(),
        }
    }

    pub(super) fn get(&self, at: usize) -> Option<Value<'v>> {
        match self {
            List::Json(items, kind) => items.get(at).map(|item| Value::of(item, *kind)),
            List::Made(items) => items.get(at).cloned(),
        }
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = Value<'v>> + '_ {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

impl<'v> Map<'v> {
    pub(super) fn len(&self) -> usize {
        match self {
            Map::Json(fields, _) => fields.len(),
            Map::Made(entries) => entries.len(),
        }
    }

    /// A value by its key, as `map['key']` asks for it.
    pub(super) fn get(&self, key: &Value<'_>) -> Option<Value<'v>> {
        match self {
            Map::Json(fields, of) => {
                let Value::String(name) = key else { return None };
                let value = fields.get(name.as_str())?;
                Some(Value::of(value, of.kind(name.as_str())))
            }
            Map::Made(entries) => {
                let same = |(known, _): &&(Value<'v>, _)| equal::equal(known, key);
                entries.iter().find(same).map(|(_, value)| value.clone())
            }
        }
    }

    /// A field, as `map.field` asks for it; `escaped` is the name in the expression.
    pub(super) fn field(&self, escaped: &str, plain: Option<&str>) -> Option<Value<'v>> {
        match self {
            Map::Json(fields, Fields::Of(structure)) => {
                let kind = structure.field(escaped);
                let plain = plain.filter(|name| fields.contains_key(*name));
                let value = fields.get(plain.unwrap_or(escaped))?;
                Some(Value::of(value, kind.and_then(known)))
            }
            Map::Json(fields, of) => Some(Value::of(fields.get(escaped)?, of.kind(escaped))),
            Map::Made(_) => self.get(&Value::String(Text::Borrowed(escaped))),
        }
    }

    pub(super) fn keys(&self) -> Vec<Value<'v>> {
        match self {
            Map::Json(fields, _) => {
                fields.keys().map(|key| Value::String(Text::Borrowed(key))).collect()
            }
            Map::Made(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
        }
    }
}

impl<'v> Fields<'v> {
    fn kind(self, name: &str) -> Option<&'v Type> {
        match self {
            Fields::Any => None,
            Fields::Values(kind) => known(kind),
            Fields::Of(structure) => structure.field(name).and_then(known),
        }
    }
}
