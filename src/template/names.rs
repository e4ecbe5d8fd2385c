//! The names that templates find without defining them.

use super::functions;

/// The objects every template sees.
pub const OBJECTS: &[&str] = &["values", "release", "chart", "capabilities", "files", "template"];

/// Whether `name` is a function of ours, which never returns captured text.
pub fn is_builtin_function(name: &str) -> bool {
    functions::is_function(name)
}
