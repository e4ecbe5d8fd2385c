//! Text ⇄ tree: YAML read with the position of every node, and written so that every reader agrees.
//!
//! [`parse`] turns text into a [`syntax`] tree, which still knows how each scalar was written;
//! [`compose`](compose::compose) turns that into [`Node`]s through a [`compose::Interpreter`], which
//! decides what a scalar means. [`read`] does both for what authors of charts write, [`kubectl`]
//! for the manifests of others, of which it takes all that kubectl would. [`emit`] turns nodes into
//! canonical text.

pub(crate) mod compose;
mod document;
mod emit;
mod json;
pub mod kubectl;
pub(crate) mod node;
mod origin;
mod parse;
pub mod path;
mod read;
pub(crate) mod scalar;
pub mod syntax;

pub use document::Document;
pub(crate) use emit::pad;
pub use emit::{emit, emit_comment, emit_commented, emit_decimals, emit_remarked, emit_value};
pub use json::{from_json, json_of, to_json};
pub(crate) use kubectl::first_document;
pub use node::{Entry, Key, Map, Node, Number, Value};
pub use origin::{Calling, Calls, Decided, Origin};
pub use parse::{SyntaxFault, parse, parse_all};
pub use path::Path;
pub use read::{Dialect, bad_key, read, read_map, read_maps, syntax_fault};
pub use scalar::{key_text, value as scalar_value};

/// Whether a plain scalar of this text is a string.
pub fn is_plain_text(text: &str) -> bool {
    matches!(scalar::resolve(text), Value::String(_))
}
