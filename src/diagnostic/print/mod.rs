//! Diagnostics into what is read of them: a module for each format.

mod escape;
mod excerpt;
mod github;
mod json;
mod junit;
mod markdown;
mod paint;
mod plain;
mod sarif;
mod text;
mod wrap;

pub(crate) use escape::{begins_command, holds_command, is_command, is_obeyed};
pub use escape::{escaped, escaped_json};
pub use github::github;
pub use json::{json, jsonl};
pub use junit::junit;
pub use markdown::markdown;
pub(crate) use paint::Paint;
pub use sarif::{Pages, sarif};
pub use text::{Color, Style, text, text_in};
pub use wrap::wrapped;
