//! Types that may be one of several things, such as `IntOrString`: they look at the value first.

use serde::de::{Expected, Visitor};

use super::entries::{Entries, Items};
use super::scalar;
use super::state::{State, Unknown};
use super::type_error::TypeError;
use crate::yaml::{Node, Number, Value};

pub(super) fn deserialize<'n, V: Visitor<'n>>(
    state: &mut State<'n>,
    node: &'n Node,
    visitor: V,
) -> Result<V::Value, TypeError> {
    match expected(&visitor).as_str() {
        "IntOrString" => match &node.value {
            Value::String(text) => visitor.visit_str(text),
            Value::Null | Value::Number(_) => visitor.visit_i32(scalar::integer(state, node)),
            _ => {
                scalar::wrong_type(state, node, "an integer or a string");
                visitor.visit_i32(0)
            }
        },
        "JSONSchemaPropsOrBool" => match &node.value {
            Value::Bool(_) | Value::Map(_) => nested_schema(state, node, visitor),
            _ => {
                scalar::wrong_type(state, node, "a boolean or a schema");
                visitor.visit_bool(true)
            }
        },
        // The server silently drops what is neither a schema nor a list.
        "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrStringArray" => match &node.value {
            Value::List(_) | Value::Map(_) => nested_schema(state, node, visitor),
            _ => visitor.visit_seq(Items::new(state, &[])),
        },
        _ => value(state, node, visitor),
    }
}

/// The server reads these schemas with a decoder that is not strict: unknown fields are dropped.
fn nested_schema<'n, V: Visitor<'n>>(
    state: &mut State<'n>,
    node: &'n Node,
    visitor: V,
) -> Result<V::Value, TypeError> {
    let unknown = std::mem::replace(&mut state.unknown, Unknown::Dropped);
    let schema = value(state, node, visitor);
    state.unknown = unknown;
    schema
}

fn value<'n, V: Visitor<'n>>(
    state: &mut State<'n>,
    node: &'n Node,
    visitor: V,
) -> Result<V::Value, TypeError> {
    match &node.value {
        Value::Null => visitor.visit_unit(),
        Value::Bool(value) => visitor.visit_bool(*value),
        Value::Number(Number::Int(n)) => visitor.visit_i64(*n),
        Value::Number(Number::UInt(n)) => visitor.visit_u64(*n),
        Value::Number(Number::Float(x)) => visitor.visit_f64(*x),
        Value::String(text) => visitor.visit_str(text),
        Value::List(items) => visitor.visit_seq(Items::new(state, items)),
        Value::Map(map) => visitor.visit_map(Entries::open(state, map.entries())),
    }
}

/// The name of the type that is being read.
fn expected<'n, V: Visitor<'n>>(visitor: &V) -> String {
    let expected: &dyn Expected = visitor;
    expected.to_string()
}
