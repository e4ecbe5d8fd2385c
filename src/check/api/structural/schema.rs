//! The structural schema of a custom resource, with all that a server goes by and nothing else.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::check::cel::{Program, Type, Variables};
use crate::kube::regex::Pattern;

/// What a value can be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Schema {
    pub kind: JsonType,
    pub nullable: bool,
    /// `x-kubernetes-preserve-unknown-fields`
    pub preserves: bool,
    /// `x-kubernetes-embedded-resource`
    pub embedded: bool,
    /// Empty where there is none that a server knows.
    pub format: Box<str>,
    /// By name.
    pub properties: Vec<(Box<str>, Arc<Schema>)>,
    pub additional: Additional,
    pub items: Option<Arc<Schema>>,
    pub required: Vec<Box<str>>,
    /// `enum`
    pub words: Vec<Value>,
    pub pattern: Option<Pattern>,
    pub bounds: Bounds,
    pub list: List,
    pub junctors: Option<Box<Junctors>>,
    pub default: Option<Value>,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum JsonType {
    /// No type is given.
    #[default]
    Any,
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    /// `x-kubernetes-int-or-string`
    IntOrString,
    /// A word that is no type: nothing is of it.
    Nothing,
}

/// What other fields there can be: `additionalProperties`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Additional {
    #[default]
    Unsaid,
    /// `true`: of whatever value, of which nothing is known.
    Anything,
    /// `false`
    Nothing,
    Values(Arc<Schema>),
}

/// Of numbers, and of how many there can be.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bounds {
    pub minimum: Option<f64>,
    pub above_minimum: bool,
    pub maximum: Option<f64>,
    pub below_maximum: bool,
    pub multiple_of: Option<f64>,
    pub length: Range,
    pub items: Range,
    pub properties: Range,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Range {
    pub least: Option<i64>,
    pub most: Option<i64>,
}

/// `x-kubernetes-list-type`, with the keys of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum List {
    #[default]
    Atomic,
    Set,
    Map(Vec<Box<str>>),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Junctors {
    pub all_of: Vec<Schema>,
    pub any_of: Vec<Schema>,
    pub one_of: Vec<Schema>,
    pub not: Option<Schema>,
}

/// One of `x-kubernetes-validations`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rule {
    pub text: Box<str>,
    pub message: Box<str>,
    pub message_expression: Box<str>,
    /// `FieldValueForbidden`, or empty.
    pub reason: Box<str>,
    pub field_path: Box<str>,
    /// Nothing where it is not said.
    pub optional_old_self: Option<bool>,
    pub programs: Programs,
}

/// A rule and its message expression, compiled when the first object is judged.
#[derive(Debug, Default)]
pub(crate) struct Programs(OnceLock<Option<Box<Compiled>>>);

#[derive(Debug)]
pub(crate) struct Compiled {
    /// Of `self`.
    pub kind: Type,
    pub condition: Program,
    pub message: Program,
}

impl Rule {
    /// The rule and its message expression for a `self` of the type that `kind` makes; nothing where
    /// rules can't see it.
    pub(crate) fn compiled(&self, kind: impl FnOnce() -> Option<Type>) -> Option<&Compiled> {
        let compile = || {
            let kind = kind()?;
            let old = match self.optional_old_self {
                Some(true) => Type::optional(kind.clone()),
                _ => kind.clone(),
            };
            let variables = Variables::of([("self", kind.clone()), ("oldSelf", old)]);
            let [condition, message] =
                [&*self.text, &*self.message_expression].map(|text| Program::new(text, &variables));
            Some(Box::new(Compiled { kind, condition, message }))
        };
        self.programs.0.get_or_init(compile).as_deref()
    }
}

/// Made of the rule, they are no part of what it says.
impl PartialEq for Programs {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Programs {}

impl Clone for Programs {
    fn clone(&self) -> Self {
        Programs::default()
    }
}

/// What a schema says of a field.
#[derive(Clone, Copy)]
pub(crate) enum FieldSchema<'s> {
    Described(&'s Schema),
    /// There can be one, and nothing is said of it.
    Anything,
    Refused,
    Unknown,
}

impl Schema {
    pub(crate) fn of_kind(kind: JsonType) -> Self {
        Schema { kind, ..Schema::default() }
    }

    pub(crate) fn property(&self, name: &str) -> Option<&Schema> {
        let at = self.properties.binary_search_by(|(known, _)| (**known).cmp(name)).ok()?;
        Some(&self.properties[at].1)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.properties.iter().map(|(name, _)| &**name)
    }

    pub(crate) fn field(&self, name: &str) -> FieldSchema<'_> {
        match (self.property(name), &self.additional) {
            (Some(schema), _) => FieldSchema::Described(schema),
            (None, Additional::Values(schema)) => FieldSchema::Described(schema),
            (None, Additional::Anything) => FieldSchema::Anything,
            (None, Additional::Nothing) => FieldSchema::Refused,
            (None, Additional::Unsaid) => FieldSchema::Unknown,
        }
    }

    /// The type by the name that a schema has for it; empty where it gives none.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.kind {
            JsonType::Any | JsonType::IntOrString | JsonType::Nothing => "",
            JsonType::Object => "object",
            JsonType::Array => "array",
            JsonType::String => "string",
            JsonType::Integer => "integer",
            JsonType::Number => "number",
            JsonType::Boolean => "boolean",
        }
    }
}
