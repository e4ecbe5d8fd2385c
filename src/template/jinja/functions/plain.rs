//! A template's value, as something that serde can write.
//!
//! Integers stay exact to 64 bits and keys keep their order. What has no plain form is an error, not a
//! null: an undefined value, a macro, a number that is not finite.

use minijinja::Value;
use minijinja::value::ValueKind;
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::call::DEEPEST;
use crate::template::budget::{Budget, ITEM};

pub(super) struct Plain<'a> {
    value: &'a Value,
    depth: usize,
    budget: &'a Budget,
}

impl<'a> Plain<'a> {
    pub(super) fn new(value: &'a Value, budget: &'a Budget) -> Self {
        Self { value, depth: 0, budget }
    }
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.depth > DEEPEST {
            return Err(S::Error::custom(format!("it is nested deeper than {DEEPEST} levels")));
        }
        let value = self.value;
        if self.budget.take(ITEM).is_err() {
            return Err(S::Error::custom("it is larger than the budget"));
        }
        match value.kind() {
            ValueKind::None => serializer.serialize_unit(),
            ValueKind::Bool => serializer.serialize_bool(value.is_true()),
            ValueKind::Number => serialize_number(value, serializer),
            ValueKind::String => serializer.serialize_str(value.as_str().unwrap_or_default()),
            ValueKind::Seq | ValueKind::Iterable => self.serialize_list(serializer),
            ValueKind::Map => self.serialize_map(serializer),
            ValueKind::Undefined => Err(S::Error::custom("it contains an undefined value")),
            ValueKind::Bytes => Err(S::Error::custom("it contains bytes that are not text")),
            _ => Err(S::Error::custom(format!("it contains {value}, which is no plain value"))),
        }
    }
}

impl Plain<'_> {
    fn serialize_list<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(self.value.len())?;
        for item in self.value.try_iter().map_err(S::Error::custom)?.checked() {
            list.serialize_element(&self.child(&item.map_err(S::Error::custom)?))?;
        }
        list.end()
    }

    fn serialize_map<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(self.value.len())?;
        for key in self.value.try_iter().map_err(S::Error::custom)?.checked() {
            let key = key.map_err(S::Error::custom)?;
            let item = self.value.get_item(&key).map_err(S::Error::custom)?;
            map.serialize_entry(&self.child(&key), &self.child(&item))?;
        }
        map.end()
    }

    fn child<'v>(&'v self, value: &'v Value) -> Plain<'v> {
        Plain { value, depth: self.depth + 1, budget: self.budget }
    }
}

fn serialize_number<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    let number = value.clone();
    if !value.is_integer() {
        let float = f64::try_from(number).map_err(S::Error::custom)?;
        return if float.is_finite() {
            serializer.serialize_f64(float)
        } else {
            Err(S::Error::custom("it contains a number that is not finite"))
        };
    }
    if let Ok(number) = u64::try_from(number.clone()) {
        return serializer.serialize_u64(number);
    }
    match i64::try_from(number) {
        Ok(number) => serializer.serialize_i64(number),
        Err(_) => Err(S::Error::custom(format!("{value} needs more than 64 bits"))),
    }
}
