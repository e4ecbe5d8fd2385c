//! A value as `reflect` sees it: whether it sits in an interface decides what nil means and which
//! type an error names.

use super::callee::Param;
use super::text::{Set, Text};
use super::value::{Data, IntType, Kind, List, ListType, Map, MapType, Type, Value};

/// A value, and what holds it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reflected {
    pub value: Value,
    pub held: Held,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Held {
    /// By itself; if it is nil there is no value at all.
    #[default]
    Plainly,
    /// In an interface, as the items of most maps and lists are; if it is nil it is a nil that
    /// has no fields.
    InInterface,
}

impl Reflected {
    pub(super) fn plain(value: Value) -> Self {
        Reflected { value, held: Held::Plainly }
    }

    pub(super) fn in_interface(value: Value) -> Self {
        Reflected { value, held: Held::InInterface }
    }

    /// What an interface holds.
    pub(super) fn inner(self) -> Self {
        Reflected::plain(self.value)
    }

    /// Whether there is no value, not even a nil one.
    pub(super) fn is_absent(&self) -> bool {
        self.value.is_nil() && self.held == Held::Plainly
    }

    /// The type as an error names it.
    pub(super) fn type_name(&self) -> &'static str {
        match self.held {
            Held::InInterface => "interface {}",
            Held::Plainly => self.value.type_name(),
        }
    }
}

impl Map {
    /// What stands at a key, or the zero of the map's items.
    pub(super) fn at(&self, key: &[u8]) -> Reflected {
        self.reflected(self.get(key))
    }

    pub(super) fn reflected(&self, value: Option<Value>) -> Reflected {
        match self.of() {
            MapType::Any | MapType::Values => Reflected::in_interface(value.unwrap_or_default()),
            MapType::Strings => Reflected::plain(value.unwrap_or_else(|| Value::text(""))),
            MapType::Files => {
                Reflected::plain(value.unwrap_or_else(|| Data::Bytes(Text::default()).into()))
            }
        }
    }
}

impl List {
    pub(super) fn reflected(&self, item: &Value) -> Reflected {
        match self.of() {
            ListType::Any => Reflected::in_interface(item.clone()),
            _ => Reflected::plain(item.clone()),
        }
    }
}

/// A byte of a string or of `[]uint8`.
pub(super) fn byte(byte: u8, from: Set) -> Reflected {
    Reflected::plain(Value { data: Data::Int(byte.into(), IntType::Uint8), from })
}

/// Go's zero of a parameter's type, for an argument that is nil.
pub(super) fn zero(param: Param) -> Reflected {
    Reflected::plain(match param {
        Param::Of(Type::List) => Data::List(List::nil(ListType::Any)).into(),
        Param::Of(Type::Map) => Data::Map(Map::nil(MapType::Any)).into(),
        _ => Value::NIL,
    })
}

/// The value as an argument of this type.
///
/// # Errors
/// Why it is none.
pub(super) fn validate(value: Reflected, param: Param) -> Result<Reflected, String> {
    let Param::Of(of) = param else { return Ok(value) };
    if of == Type::Any {
        return Ok(value);
    }
    if value.is_absent() {
        return if param.takes_nil() {
            Ok(zero(param))
        } else {
            Err(format!("invalid value; expected {}", param.name()))
        };
    }
    if is_of(&value.value, of) {
        return Ok(value.inner());
    }
    let got = if value.value.is_nil() { "interface {}" } else { value.value.type_name() };
    Err(format!("wrong type for value; expected {}; got {got}", param.name()))
}

/// Whether a value may be assigned to this type.
fn is_of(value: &Value, of: Type) -> bool {
    match (&value.data, of) {
        (_, Type::Any)
        | (Data::Bool(_), Type::Bool)
        | (Data::Int(_, IntType::Int), Type::Int)
        | (Data::Int(_, IntType::Int64), Type::Int64)
        | (Data::Int(_, IntType::Uint32), Type::Uint32)
        | (Data::Float(_), Type::Float64)
        | (Data::Text(_), Type::String) => true,
        (Data::List(list), Type::List) => list.of() == ListType::Any,
        (Data::Map(map), Type::Map) => matches!(map.of(), MapType::Any | MapType::Values),
        (Data::Native(native), Type::Native(name)) => {
            let own = native.type_name();
            own == name || (native.kind() == Kind::Pointer && own.strip_prefix('*') == Some(name))
        }
        _ => false,
    }
}
