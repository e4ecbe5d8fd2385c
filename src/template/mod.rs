//! Chart and values into documents: values are bound, not printed.
//!
//! 1. [`instrument`](jinja::instrument) rewrites each template so that an emission makes a
//!    *hole*: the value is kept, a private-use marker is written in its place.
//! 2. The engine runs; [`assemble`](holes::assemble) takes its output to text with holes and a
//!    position for every byte.
//! 3. The text is parsed as YAML, and [`Filler`](holes::fill::Filler) fills the holes: a scalar that is
//!    one hole becomes the value with its type, a scalar that contains holes becomes a string.
//!
//! So no value can change the structure of a document, and every node of it knows the place in
//! the template and the place in the values it came from. What the documents *mean* is not asked
//! here.
//!
//! [`check`] looks at the same templates without running them.

mod holes;
mod jinja;

pub use jinja::functions;
pub use jinja::{Readers, Templates, check, render};

use crate::yaml::Document;

/// What a chart is rendered for, besides its values.
#[derive(Clone, Debug)]
pub struct Release {
    pub name: String,
    pub namespace: Option<String>,
}

/// What the cluster can do.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// `v1.36.0`
    pub kube_version: String,
    /// `apps/v1` and `apps/v1/Deployment`
    pub api_versions: Vec<String>,
}

/// What the templates of a chart come to.
#[derive(Clone, Debug, Default)]
pub struct Output {
    pub documents: Vec<Document>,
    /// The chart's notes, for people.
    pub notes: Option<String>,
}
