//! The serde deserializer over a tree: a node into the type that is asked for. It reports faults
//! and goes on.
//!
//! It reads as Go's decoder does: null is the same as no value, `80.0` is an integer, and keys are
//! case-sensitive.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::entries::{Entries, Items};
use super::format::Precision;
use super::scalar::{self, Formed};
use super::state::{Decoder, State, Version};
use super::type_error::TypeError;
use super::{Finding, any};
use crate::diagnostic::Code;
use crate::yaml::{Map, Node, Value};

pub(super) fn decode<T: DeserializeOwned>(
    object: &Node,
    version: Version,
) -> (Option<T>, Vec<Finding>) {
    let empty = Node::new(Value::Map(Map::new()), object.origin.clone());
    let null = Node::new(Value::Null, object.origin.clone());
    let mut state = State::new(&empty, &null, version);
    match T::deserialize(Decoder { state: &mut state, node: object }) {
        Ok(typed) => (Some(typed), state.findings),
        Err(TypeError(message)) => {
            debug_assert!(false, "a type stopped the decoding: {message}");
            state.report(Code::InvalidValue, &object.origin, message, None);
            (None, state.findings)
        }
    }
}

impl<'n> Deserializer<'n> for Decoder<'_, 'n> {
    type Error = TypeError;

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        any::deserialize(self.state, self.node, visitor)
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_bool(scalar::boolean(self.state, self.node))
    }

    fn deserialize_i32<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_i32(scalar::integer(self.state, self.node))
    }

    fn deserialize_i64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_i64(scalar::integer(self.state, self.node))
    }

    fn deserialize_f64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_f64(scalar::float(self.state, self.node))
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_str(scalar::text(self.state, self.node))
    }

    /// In these types, only base64 data (`ByteString`) asks for a `str`; all strings ask for a
    /// `String`.
    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_str(&STANDARD.encode(scalar::bytes(self.state, self.node)))
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TypeError> {
        let formed = match name {
            "Quantity" => scalar::quantity(self.state, self.node),
            "Time" => scalar::time(self.state, self.node, Precision::Any),
            "MicroTime" => scalar::time(self.state, self.node, Precision::Micro),
            "JSON" | "RawExtension" | "FieldsV1" => Formed::AsWritten,
            // The rest are structs without fields in Go.
            _ => {
                Entries::of_struct(self.state, self.node, name, &[]).refuse_all();
                Formed::AsWritten
            }
        };
        match formed {
            Formed::AsWritten => visitor.visit_newtype_struct(self),
            Formed::Text(text) => visitor.visit_newtype_struct(StrDeserializer::new(text)),
        }
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        let items = match &self.node.value {
            Value::Null => &[][..],
            Value::List(items) => items,
            _ => {
                scalar::wrong_type(self.state, self.node, "a list");
                &[]
            }
        };
        visitor.visit_seq(Items::new(self.state, items))
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_map(Entries::of_map(self.state, self.node))
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TypeError> {
        visitor.visit_map(Entries::of_struct(self.state, self.node, name, fields))
    }

    fn deserialize_ignored_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, TypeError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <W: Visitor<'n>>
        i8 i16 i128 u8 u16 u32 u64 u128 f32 char bytes byte_buf unit unit_struct tuple tuple_struct
        enum identifier
    }
}
