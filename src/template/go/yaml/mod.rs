//! Values ⇄ text as Go's encoders write and read them: YAML, JSON, TOML.

pub mod emit;
pub mod json;
pub mod order;
pub mod read;
mod read_fault;
pub mod read_json;
mod read_toml;
pub mod resolve;
pub mod toml;
pub mod write;

/// What go-yaml takes for the end of a line.
fn is_break(char: char) -> bool {
    matches!(char, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Deeper nesting is taken for a map that holds itself.
const DEEPEST: usize = 1_000;
