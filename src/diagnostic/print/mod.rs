//! Diagnostics into what is read of them: a module for each format.

mod escape;
mod excerpt;
mod text;
mod wrap;

pub use escape::escaped;
pub use text::{Color, Style, text};
pub use wrap::wrapped;
