//! A value of Go as templates meet it, with its type where an error or `typeOf` names it.
//!
//! Whether a value sits in an interface or is `reflect`'s zero value is the executor's business.

use std::any::Any;
use std::cell::{Ref, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::text::{Set, Text};

/// What Go says where nil is followed.
pub const NIL_POINTER: &str = "runtime error: invalid memory address or nil pointer dereference";

/// A value, and the places in values files it is made of.
#[derive(Clone, Debug, Default)]
pub struct Value {
    pub data: Data,
    /// Of a text see its runs. Of a map or list: where it stands itself, without what is in it.
    pub from: Set,
}

#[derive(Clone, Debug, Default)]
pub enum Data {
    #[default]
    Nil,
    Bool(bool),
    Int(i64, IntType),
    Float(f64),
    Complex(f64, f64),
    Text(Text),
    /// `[]uint8`
    Bytes(Text),
    List(List),
    Map(Map),
    Native(Rc<dyn Native>),
}

/// The integers; of an unsigned one the bits are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntType {
    Int,
    Int32,
    Int64,
    Uint8,
    Uint32,
    Uint64,
    Duration,
    Month,
    Weekday,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListType {
    Any,
    Strings,
    Ints,
    /// `[][]interface {}`, of `chunk`
    Lists,
    /// `common.VersionSet`, of `.Capabilities.APIVersions`
    Versions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapType {
    Any,
    /// `map[string]string`, of `split`
    Strings,
    /// `common.Values`, of `.Values` and `.Template`
    Values,
    /// `engine.files`: a map of bytes with methods
    Files,
}

/// Items that nothing changes in place.
#[derive(Clone, Debug)]
pub struct List(Rc<ListInner>);

#[derive(Debug)]
struct ListInner {
    items: Vec<Value>,
    of: ListType,
    nil: bool,
}

/// Entries by key, in the order of Go's printing; shared, and changed in place by `set` and `merge`.
#[derive(Clone, Debug)]
pub struct Map {
    entries: Rc<RefCell<BTreeMap<Text, Value>>>,
    of: MapType,
    nil: bool,
}

/// A value with fields and methods: a time, a version, a certificate, `.Capabilities`.
pub trait Native: std::fmt::Debug {
    /// As `%T` prints it: `time.Time`, `*semver.Version`.
    fn type_name(&self) -> &'static str;
    /// `struct` or `ptr`.
    fn kind(&self) -> Kind {
        if self.type_name().starts_with('*') { Kind::Pointer } else { Kind::Struct }
    }
    /// What `String()` gives, if it has it.
    fn display(&self) -> Option<String> {
        None
    }
    fn field(&self, _name: &str) -> Option<Value> {
        None
    }
    /// In their order, for `%v` and for encoders.
    fn fields(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }
    fn method(&self, _name: &str) -> Option<&'static Method> {
        None
    }
    /// What `MarshalJSON` or `MarshalText` make of it.
    fn json(&self) -> Option<Value> {
        let fields = self.tagged()?;
        Some(Value::map(fields.into_iter().map(|(name, value)| (name.into(), value))))
    }
    /// Its fields by the names that JSON has for them, in their order.
    fn tagged(&self) -> Option<Vec<(&'static str, Value)>> {
        None
    }
    fn as_any(&self) -> &dyn Any;
}

/// A method, called with its receiver.
#[derive(Debug)]
pub struct Method {
    pub name: &'static str,
    pub params: &'static [Type],
    pub rest: Option<Type>,
    pub call: fn(&Value, &[Value]) -> Result<Value, String>,
}

impl Method {
    pub const fn new(
        name: &'static str,
        params: &'static [Type],
        call: fn(&Value, &[Value]) -> Result<Value, String>,
    ) -> Self {
        Method { name, params, rest: None, call }
    }
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// `interface {}`
    Any,
    Bool,
    Int,
    Int64,
    Uint32,
    Float64,
    String,
    /// `[]interface {}`
    List,
    /// `map[string]interface {}`
    Map,
    /// A native, by its type's name: `time.Time`.
    Native(&'static str),
}

/// `reflect.Kind`, as `kindOf` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Invalid,
    Bool,
    Int,
    Int32,
    Int64,
    Uint8,
    Uint32,
    Uint64,
    Float64,
    Complex128,
    String,
    Slice,
    Map,
    Struct,
    Pointer,
}

impl Value {
    pub const NIL: Value = Value { data: Data::Nil, from: Set::EMPTY };

    pub fn text(text: impl Into<Text>) -> Self {
        Data::Text(text.into()).into()
    }

    /// An `int`.
    pub fn int(n: i64) -> Self {
        Data::Int(n, IntType::Int).into()
    }

    pub fn int64(n: i64) -> Self {
        Data::Int(n, IntType::Int64).into()
    }

    pub fn float(x: f64) -> Self {
        Data::Float(x).into()
    }

    pub fn bool(truth: bool) -> Self {
        Data::Bool(truth).into()
    }

    /// A `[]interface {}`.
    pub fn list(items: Vec<Value>) -> Self {
        Data::List(List::new(items, ListType::Any)).into()
    }

    /// A `[]string`.
    pub fn strings(items: impl IntoIterator<Item = Text>) -> Self {
        let items = items.into_iter().map(Value::text).collect();
        Data::List(List::new(items, ListType::Strings)).into()
    }

    /// A `map[string]interface {}`.
    pub fn map(entries: impl IntoIterator<Item = (Text, Value)>) -> Self {
        Data::Map(Map::new(entries, MapType::Any)).into()
    }

    pub fn native(native: impl Native + 'static) -> Self {
        Data::Native(Rc::new(native)).into()
    }

    pub fn with(self, from: Set) -> Self {
        match self.data {
            // A text without bytes has no origins of its own.
            Data::Text(text) if text.is_empty() => Value { data: Data::Text(text), from },
            Data::Text(text) => Data::Text(text.made_of(&from)).into(),
            Data::Bytes(text) => Data::Bytes(text.made_of(&from)).into(),
            data => Value { data, from },
        }
    }

    /// The same, which is what it is because of these values; only texts remember that.
    #[must_use]
    pub fn decided_by(self, control: &Set) -> Self {
        match self.data {
            Data::Text(text) => Value { data: Data::Text(text.decided_by(control)), ..self },
            data => Value { data, ..self },
        }
    }

    /// The places of the values it is made of; of a map or list its own.
    pub fn places(&self) -> Set {
        match &self.data {
            Data::Text(text) | Data::Bytes(text) if !text.is_empty() => text.data_in(0..text.len()),
            _ => self.from.clone(),
        }
    }

    pub fn is_nil(&self) -> bool {
        matches!(self.data, Data::Nil)
    }

    pub fn as_text(&self) -> Option<&Text> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&List> {
        match &self.data {
            Data::List(list) => Some(list),
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// A native of the type `T`.
    pub fn as_native<T: 'static>(&self) -> Option<&T> {
        match &self.data {
            Data::Native(native) => native.as_any().downcast_ref(),
            _ => None,
        }
    }

    pub fn kind(&self) -> Kind {
        match &self.data {
            Data::Nil => Kind::Invalid,
            Data::Bool(_) => Kind::Bool,
            Data::Int(_, of) => of.kind(),
            Data::Float(_) => Kind::Float64,
            Data::Complex(..) => Kind::Complex128,
            Data::Text(_) => Kind::String,
            Data::Bytes(_) | Data::List(_) => Kind::Slice,
            Data::Map(_) => Kind::Map,
            Data::Native(native) => native.kind(),
        }
    }

    /// As `%T` prints it; of nil `<nil>`.
    pub fn type_name(&self) -> &'static str {
        match &self.data {
            Data::Nil => "<nil>",
            Data::Bool(_) => "bool",
            Data::Int(_, of) => of.name(),
            Data::Float(_) => "float64",
            Data::Complex(..) => "complex128",
            Data::Text(_) => "string",
            Data::Bytes(_) => "[]uint8",
            Data::List(list) => list.of().name(),
            Data::Map(map) => map.of().name(),
            Data::Native(native) => native.type_name(),
        }
    }

    /// Whether templates take it as true: not the zero of its type, not empty.
    pub fn is_true(&self) -> bool {
        match &self.data {
            Data::Nil => false,
            Data::Bool(truth) => *truth,
            Data::Int(n, _) => *n != 0,
            Data::Float(x) => *x != 0.0,
            Data::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Data::Text(text) | Data::Bytes(text) => !text.is_empty(),
            Data::List(list) => !list.is_empty(),
            Data::Map(map) => !map.is_empty(),
            Data::Native(_) => true,
        }
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        Value { data, from: Set::EMPTY }
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Data::Text(text).into()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::text(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::bool(truth)
    }
}

impl List {
    pub fn new(items: Vec<Value>, of: ListType) -> Self {
        List(Rc::new(ListInner { items, of, nil: false }))
    }

    /// Go's nil slice, which is empty and which JSON writes as null.
    pub fn nil(of: ListType) -> Self {
        List(Rc::new(ListInner { items: Vec::new(), of, nil: true }))
    }

    pub fn of(&self) -> ListType {
        self.0.of
    }

    pub fn is_nil(&self) -> bool {
        self.0.nil
    }

    /// The items; copied only where others have the list too.
    pub fn into_vec(self) -> Vec<Value> {
        Rc::try_unwrap(self.0).map_or_else(|shared| shared.items.clone(), |own| own.items)
    }

    pub fn is_same(&self, other: &List) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::ops::Deref for List {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0.items
    }
}

impl Map {
    pub fn new(entries: impl IntoIterator<Item = (Text, Value)>, of: MapType) -> Self {
        Map { entries: Rc::new(RefCell::new(entries.into_iter().collect())), of, nil: false }
    }

    /// Go's nil map, which is empty, refuses to be written to, and which JSON writes as null.
    pub fn nil(of: MapType) -> Self {
        Map { entries: Rc::default(), of, nil: true }
    }

    /// The same entries as another type.
    pub fn typed(&self, of: MapType) -> Self {
        Map { of, ..self.clone() }
    }

    pub fn of(&self) -> MapType {
        self.of
    }

    pub fn is_nil(&self) -> bool {
        self.nil
    }

    pub fn is_same(&self, other: &Map) -> bool {
        Rc::ptr_eq(&self.entries, &other.entries)
    }

    pub fn len(&self) -> usize {
        self.entries.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.borrow().is_empty()
    }

    pub fn get(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.entries.borrow().get(key.as_ref()).cloned()
    }

    pub fn contains(&self, key: impl AsRef<[u8]>) -> bool {
        self.entries.borrow().contains_key(key.as_ref())
    }

    pub fn insert(&self, key: impl Into<Text>, value: Value) {
        self.entries.borrow_mut().insert(key.into(), value);
    }

    pub fn remove(&self, key: impl AsRef<[u8]>) -> Option<Value> {
        self.entries.borrow_mut().remove(key.as_ref())
    }

    /// A copy of the entries, safe from changes while it is walked.
    pub fn entries(&self) -> Vec<(Text, Value)> {
        self.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    pub fn borrow(&self) -> Ref<'_, BTreeMap<Text, Value>> {
        self.entries.borrow()
    }
}

impl IntType {
    pub fn name(self) -> &'static str {
        match self {
            IntType::Int => "int",
            IntType::Int32 => "int32",
            IntType::Int64 => "int64",
            IntType::Uint8 => "uint8",
            IntType::Uint32 => "uint32",
            IntType::Uint64 => "uint64",
            IntType::Duration => "time.Duration",
            IntType::Month => "time.Month",
            IntType::Weekday => "time.Weekday",
        }
    }

    pub fn kind(self) -> Kind {
        match self {
            IntType::Int | IntType::Month | IntType::Weekday => Kind::Int,
            IntType::Int32 => Kind::Int32,
            IntType::Int64 | IntType::Duration => Kind::Int64,
            IntType::Uint8 => Kind::Uint8,
            IntType::Uint32 => Kind::Uint32,
            IntType::Uint64 => Kind::Uint64,
        }
    }

    pub fn is_unsigned(self) -> bool {
        matches!(self, IntType::Uint8 | IntType::Uint32 | IntType::Uint64)
    }
}

impl ListType {
    pub fn name(self) -> &'static str {
        match self {
            ListType::Any => "[]interface {}",
            ListType::Strings => "[]string",
            ListType::Ints => "[]int",
            ListType::Lists => "[][]interface {}",
            ListType::Versions => "common.VersionSet",
        }
    }
}

impl MapType {
    pub fn name(self) -> &'static str {
        match self {
            MapType::Any => "map[string]interface {}",
            MapType::Strings => "map[string]string",
            MapType::Values => "common.Values",
            MapType::Files => "engine.files",
        }
    }
}

impl Type {
    pub fn name(self) -> &'static str {
        match self {
            Type::Any => "interface {}",
            Type::Bool => "bool",
            Type::Int => "int",
            Type::Int64 => "int64",
            Type::Uint32 => "uint32",
            Type::Float64 => "float64",
            Type::String => "string",
            Type::List => "[]interface {}",
            Type::Map => "map[string]interface {}",
            Type::Native(name) => name,
        }
    }
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Invalid => "invalid",
            Kind::Bool => "bool",
            Kind::Int => "int",
            Kind::Int32 => "int32",
            Kind::Int64 => "int64",
            Kind::Uint8 => "uint8",
            Kind::Uint32 => "uint32",
            Kind::Uint64 => "uint64",
            Kind::Float64 => "float64",
            Kind::Complex128 => "complex128",
            Kind::String => "string",
            Kind::Slice => "slice",
            Kind::Map => "map",
            Kind::Struct => "struct",
            Kind::Pointer => "ptr",
        }
    }
}
