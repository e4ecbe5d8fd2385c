//! The tree as it was written: scalars are still text, and keep their style and tag.

use std::ops::Range;

/// Bytes of the text that was parsed.
pub type Bytes = Range<usize>;

#[derive(Clone, Debug)]
pub struct Syntax {
    pub kind: SyntaxKind,
    pub bytes: Bytes,
}

#[derive(Clone, Debug)]
pub enum SyntaxKind {
    Scalar(Scalar),
    List(Vec<Syntax>),
    Map(Vec<(Syntax, Syntax)>),
}

/// A scalar after YAML's own escapes and folding.
#[derive(Clone, Debug)]
pub struct Scalar {
    pub text: String,
    pub style: Style,
    pub tag: Option<Tag>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}

/// What a tag says of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Str,
    Int,
    Float,
    Bool,
    Null,
    Timestamp,
    Binary,
    Merge,
    /// `!!map` and `!!seq`.
    Collection,
    /// One that leaves a scalar a text.
    Other,
}
