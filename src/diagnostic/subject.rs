//! The object that a diagnostic is about.

use std::fmt;

/// An object of a manifest, by what tells it from others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    pub api_version: String,
    pub kind: String,
    /// `None` for what is in no namespace.
    pub namespace: Option<String>,
    pub name: String,
}

/// How a message goes on from its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Manner {
    /// It is a sentence of its own.
    Statement,
    /// The object is the subject of its sentence.
    Predicate,
}

/// ``Deployment `shop/backend` ``; the namespace only where there is one.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Subject { kind, namespace, name, .. } = self;
        match namespace {
            Some(namespace) => write!(f, "{kind} `{namespace}/{name}`"),
            None => write!(f, "{kind} `{name}`"),
        }
    }
}
