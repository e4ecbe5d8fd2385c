//! Diagnostics into what is read of them: a module for each format.

mod escape;
mod excerpt;
mod text;
mod wrap;

pub(crate) use escape::{begins_command, holds_command, is_command, is_obeyed};
pub use escape::{escaped, escaped_json};
pub use text::{Color, Style, text};
pub use wrap::wrapped;
