//! Rows of the table, made short, and the arguments that a row is called with.

use super::super::call::{Context, Function, Origins, Stability};
use super::super::text::Text;
use super::super::value::{Data, IntType, List, ListType, Map, MapType, Type, Value};

pub(super) type Call = fn(&Context, &[Value]) -> Result<Value, String>;

/// A function that sees to the origins itself.
pub(super) const fn kept(
    signature: &'static str,
    summary: &'static str,
    params: &'static [Type],
    call: Call,
) -> Function {
    Function {
        name: first_word(signature),
        signature,
        summary,
        params,
        rest: None,
        origins: Origins::Kept,
        stability: Stability::Stable,
        call,
    }
}

/// A function whose result is made of all arguments.
pub(super) const fn united(
    signature: &'static str,
    summary: &'static str,
    params: &'static [Type],
    call: Call,
) -> Function {
    Function { origins: Origins::United, ..kept(signature, summary, params, call) }
}

impl Function {
    /// With further arguments of this type.
    pub(super) const fn rest(self, of: Type) -> Self {
        Function { rest: Some(of), ..self }
    }

    pub(super) const fn unstable(self) -> Self {
        Function { stability: Stability::Unstable, ..self }
    }

    pub(super) const fn mutates(self) -> Self {
        Function { stability: Stability::Mutates, ..self }
    }

    /// The same function under another signature.
    pub(super) const fn also(self, signature: &'static str) -> Self {
        Function { name: first_word(signature), signature, ..self }
    }
}

const fn first_word(signature: &'static str) -> &'static str {
    let bytes = signature.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b' ' {
        end += 1;
    }
    signature.split_at(end).0
}

/// An argument that the row says is a text.
pub(super) fn text(arguments: &[Value], at: usize) -> Text {
    arguments.get(at).and_then(Value::as_text).cloned().unwrap_or_default()
}

/// An argument that the row says is an integer.
pub(super) fn int(arguments: &[Value], at: usize) -> i64 {
    match arguments.get(at).map(|value| &value.data) {
        Some(Data::Int(number, _)) => *number,
        _ => 0,
    }
}

pub(super) fn float(arguments: &[Value], at: usize) -> f64 {
    match arguments.get(at).map(|value| &value.data) {
        Some(Data::Float(number)) => *number,
        _ => 0.0,
    }
}

pub(super) fn truth(arguments: &[Value], at: usize) -> bool {
    matches!(arguments.get(at).map(|value| &value.data), Some(Data::Bool(true)))
}

/// An argument that the row says is a map; nil is a nil map.
pub(super) fn map(arguments: &[Value], at: usize) -> Map {
    let map = arguments.get(at).and_then(Value::as_map).cloned();
    map.unwrap_or_else(|| Map::nil(MapType::Any))
}

/// The first argument, a map that is changed in place: whatever it was, it is a plain one then.
pub(super) fn itself(arguments: &[Value]) -> Value {
    let whole = arguments.first().cloned().unwrap_or(Value::NIL);
    match &whole.data {
        Data::Map(map) if map.of() == MapType::Values => {
            Value { data: Data::Map(map.typed(MapType::Any)), ..whole }
        }
        _ => whole,
    }
}

pub(super) fn list(arguments: &[Value], at: usize) -> List {
    let list = arguments.get(at).and_then(Value::as_list).cloned();
    list.unwrap_or_else(|| List::nil(ListType::Any))
}

pub(super) fn any(arguments: &[Value], at: usize) -> Value {
    arguments.get(at).cloned().unwrap_or(Value::NIL)
}

/// The items of a list or of bytes.
pub(super) fn items(value: &Value) -> Option<Vec<Value>> {
    match &value.data {
        Data::List(list) => Some(list.to_vec()),
        Data::Bytes(bytes) => {
            let set = bytes.union().data;
            let byte = |&byte: &u8| Data::Int(i64::from(byte), IntType::Uint8).into();
            let bytes = bytes.as_bytes().iter().map(byte);
            Some(bytes.map(|byte: Value| byte.with(set.clone())).collect())
        }
        _ => None,
    }
}

/// An int that fits where Go has one.
pub(super) fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}
