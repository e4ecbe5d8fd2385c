//! Diagnostics into what is read of them: a module for each format.

mod escape;
mod excerpt;
mod text;

pub use escape::escaped;
pub use text::{Color, Style, text};
