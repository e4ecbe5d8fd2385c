//! Text ⇄ tree: YAML read with the position of every node, and written so that every reader agrees.
//!
//! [`parse`] turns text into a [`syntax`] tree, which still knows how each scalar was written;
//! [`compose`](compose::compose) turns that into [`Node`]s through a [`compose::Reader`], which
//! decides what a scalar means. [`emit`] turns nodes into canonical text. [`kubectl`] is another way
//! from text to nodes, for the manifests of others, and takes all that kubectl would.

pub mod compose;
mod emit;
mod explain;
mod json;
pub mod kubectl;
pub mod node;
mod parse;
mod quotes;
mod read;
pub mod scalar;
pub mod syntax;
mod tree;

pub use emit::{emit, emit_comment, emit_remarked, emit_value};
pub use json::to_json;
pub use node::{Entry, Key, Map, Node, Number, Origin, Value};
pub use parse::{Fault, parse};
pub use read::{Dialect, key_text, read, read_map, read_maps, scalar_value, syntax_fault};
