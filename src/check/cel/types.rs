//! The types of CEL, and which is assignable to which, as the language definition says:
//! <https://github.com/google/cel-spec/blob/master/doc/langdef.md#gradual-type-checking>.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::words;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// Not known; it fits anywhere.
    Unknown,
    Dyn,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Optional(Box<Type>),
    /// The type of a type.
    Meta,
    /// A type of a library: `Quantity`.
    Named(&'static str),
    Object(Structure),
    /// A type parameter, such as `A` in `list[A]`; the arguments of a call say what it is.
    Parameter(usize),
}

/// A type with fields. Two such types are equal only if they are the same object in memory.
#[derive(Clone, Debug)]
pub(crate) struct Structure(Arc<BTreeMap<String, Type>>);

impl PartialEq for Structure {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Structure {
    /// The type of a field. One that is named like a reserved word may be written with or without
    /// the underscores: `__namespace__`.
    pub(crate) fn field(&self, name: &str) -> Option<&Type> {
        let escaped = || self.0.get(&format!("__{name}__"));
        self.0.get(name).or_else(|| if words::is_reserved(name) { escaped() } else { None })
    }
}

impl Type {
    pub(crate) fn list(of: Type) -> Type {
        Type::List(Box::new(of))
    }

    pub(crate) fn map(key: Type, value: Type) -> Type {
        Type::Map(Box::new(key), Box::new(value))
    }

    pub(crate) fn optional(of: Type) -> Type {
        Type::Optional(Box::new(of))
    }

    pub(crate) fn object<N: Into<String>>(fields: impl IntoIterator<Item = (N, Type)>) -> Type {
        let fields = fields.into_iter().map(|(name, kind)| (name.into(), kind)).collect();
        Type::Object(Structure(Arc::new(fields)))
    }

    /// Whether any part of it is unknown.
    pub(crate) fn is_vague(&self) -> bool {
        match self {
            Type::Unknown => true,
            Type::List(of) | Type::Optional(of) => of.is_vague(),
            Type::Map(key, value) => key.is_vague() || value.is_vague(),
            _ => false,
        }
    }

    /// Whether it may be the type `other`: it is, or parts of it are unknown.
    pub(crate) fn may_be(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Unknown, _) => true,
            (Type::List(of), Type::List(other)) | (Type::Optional(of), Type::Optional(other)) => {
                of.may_be(other)
            }
            (Type::Map(key, value), Type::Map(other_key, other_value)) => {
                key.may_be(other_key) && value.may_be(other_value)
            }
            _ => self == other,
        }
    }

    fn is_dynamic(&self) -> bool {
        matches!(self, Type::Dyn | Type::Unknown)
    }

    /// Whether null is assignable to it.
    fn is_nullable(&self) -> bool {
        matches!(
            self,
            Type::Null
                | Type::Named(_)
                | Type::Object(_)
                | Type::Optional(_)
                | Type::Duration
                | Type::Timestamp
        )
    }

    /// The type with its type parameters renumbered by `offset`.
    pub(crate) fn shifted(&self, offset: usize) -> Type {
        match self {
            Type::Parameter(index) => Type::Parameter(index + offset),
            Type::List(of) => Type::list(of.shifted(offset)),
            Type::Optional(of) => Type::optional(of.shifted(offset)),
            Type::Map(key, value) => Type::map(key.shifted(offset), value.shifted(offset)),
            other => other.clone(),
        }
    }

    pub(crate) fn shown(&self) -> String {
        match self {
            Type::Unknown | Type::Dyn | Type::Parameter(_) => "any value".to_owned(),
            Type::Null => "null".to_owned(),
            Type::Bool => "true or false".to_owned(),
            Type::Int => "an integer".to_owned(),
            Type::Uint => "an unsigned integer".to_owned(),
            Type::Double => "a number".to_owned(),
            Type::String => "a text".to_owned(),
            Type::Bytes => "bytes".to_owned(),
            Type::Duration => "a duration".to_owned(),
            Type::Timestamp => "a time".to_owned(),
            Type::List(_) => "a list".to_owned(),
            Type::Map(..) => "a map".to_owned(),
            Type::Optional(_) => "an optional value".to_owned(),
            Type::Meta => "a type".to_owned(),
            Type::Named(name) => (*name).to_owned(),
            Type::Object(_) => "an object".to_owned(),
        }
    }
}

/// What is known of the type parameters of a call so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings(Vec<Option<Type>>);

impl Bindings {
    /// Adds type parameters, and returns the number of the first.
    pub(super) fn open(&mut self, count: usize) -> usize {
        self.0.resize(self.0.len() + count, None);
        self.0.len() - count
    }

    /// Whether a value of type `given` is assignable to a parameter of type `wanted`.
    pub(super) fn fits(&mut self, given: &Type, wanted: &Type) -> bool {
        match (given, wanted) {
            (_, Type::Parameter(index)) => self.bind(*index, given),
            (Type::Parameter(index), _) => self.bind(*index, wanted),
            _ if given.is_dynamic() || wanted.is_dynamic() => true,
            (Type::Null, _) => wanted.is_nullable(),
            (_, Type::Null) => given.is_nullable(),
            (Type::List(given), Type::List(wanted))
            | (Type::Optional(given), Type::Optional(wanted)) => self.fits(given, wanted),
            (Type::Map(key, value), Type::Map(wanted_key, wanted_value)) => {
                self.fits(key, wanted_key) && self.fits(value, wanted_value)
            }
            _ => given == wanted,
        }
    }

    /// Binds a type parameter: of two types that fit each other, to the more general one.
    fn bind(&mut self, index: usize, kind: &Type) -> bool {
        if *kind == Type::Parameter(index) {
            return true;
        }
        let known = self.0[index].clone();
        if let Some(known) = &known {
            if !self.fits(kind, known) {
                return false;
            }
            if !is_vaguer(kind, known) {
                return true;
            }
        }
        let is_circular = self.mentions(kind, index);
        if !is_circular {
            self.0[index] = Some(kind.clone());
        }
        known.is_some() || !is_circular
    }

    fn mentions(&self, kind: &Type, wanted: usize) -> bool {
        match kind {
            Type::Parameter(index) if *index == wanted => true,
            Type::Parameter(index) => {
                self.0[*index].as_ref().is_some_and(|kind| self.mentions(kind, wanted))
            }
            Type::List(of) | Type::Optional(of) => self.mentions(of, wanted),
            Type::Map(key, value) => self.mentions(key, wanted) || self.mentions(value, wanted),
            _ => false,
        }
    }

    /// The type with its bound type parameters filled in.
    pub(super) fn known(&self, kind: &Type) -> Type {
        match kind {
            Type::Parameter(index) => match &self.0[*index] {
                Some(kind) => self.known(kind),
                None => kind.clone(),
            },
            Type::List(of) => Type::list(self.known(of)),
            Type::Optional(of) => Type::optional(self.known(of)),
            Type::Map(key, value) => Type::map(self.known(key), self.known(value)),
            other => other.clone(),
        }
    }

    /// The same; a type parameter that is still free is unknown.
    pub(super) fn settled(&self, kind: &Type) -> Type {
        match self.known(kind) {
            Type::Parameter(_) => Type::Unknown,
            Type::List(of) => Type::list(self.settled(&of)),
            Type::Optional(of) => Type::optional(self.settled(&of)),
            Type::Map(key, value) => Type::map(self.settled(&key), self.settled(&value)),
            other => other,
        }
    }

    /// The common type of two items of a list, entries of a map or branches of `?:`.
    pub(super) fn join(&mut self, first: Type, second: Type) -> Option<Type> {
        self.fits(&first, &second).then(|| if is_vaguer(&first, &second) { first } else { second })
    }
}

/// Whether a type is the same as another or more general.
fn is_vaguer(kind: &Type, other: &Type) -> bool {
    match (kind, other) {
        (Type::Unknown | Type::Dyn | Type::Parameter(_), _) => true,
        (_, Type::Unknown | Type::Dyn | Type::Parameter(_)) => false,
        (Type::List(kind), Type::List(other)) | (Type::Optional(kind), Type::Optional(other)) => {
            is_vaguer(kind, other)
        }
        (Type::Map(key, value), Type::Map(other_key, other_value)) => {
            is_vaguer(key, other_key) && is_vaguer(value, other_value)
        }
        _ => kind == other,
    }
}
