//! The path of a field, built on the way down without allocating, spelled as the server spells it.

use std::fmt;

/// `spec.template.spec.containers[0].image`, `metadata.labels[app]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldPath<'a> {
    parent: Option<&'a FieldPath<'a>>,
    step: FieldStep<'a>,
}

#[derive(Clone, Copy, Debug)]
enum FieldStep<'a> {
    Root,
    Field(&'a str),
    Index(usize),
    Key(&'a str),
}

impl<'a> FieldPath<'a> {
    pub(crate) const ROOT: FieldPath<'static> = FieldPath { parent: None, step: FieldStep::Root };

    #[must_use]
    pub(crate) fn field(&'a self, name: &'a str) -> FieldPath<'a> {
        FieldPath { parent: Some(self), step: FieldStep::Field(name) }
    }

    #[must_use]
    pub(crate) fn index(&'a self, at: usize) -> FieldPath<'a> {
        FieldPath { parent: Some(self), step: FieldStep::Index(at) }
    }

    #[must_use]
    pub(crate) fn key(&'a self, key: &'a str) -> FieldPath<'a> {
        FieldPath { parent: Some(self), step: FieldStep::Key(key) }
    }
}

impl fmt::Display for FieldPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let above = self.parent.filter(|parent| !matches!(parent.step, FieldStep::Root));
        if let Some(parent) = above {
            parent.fmt(f)?;
        }
        match self.step {
            FieldStep::Root => Ok(()),
            FieldStep::Field(name) if above.is_some() => write!(f, ".{name}"),
            FieldStep::Field(name) => f.write_str(name),
            FieldStep::Index(at) => write!(f, "[{at}]"),
            FieldStep::Key(key) => write!(f, "[{key}]"),
        }
    }
}
