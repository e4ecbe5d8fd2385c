//! What is explained into what is read of it: a module for each kind of answer, and one for JSON.

mod json;
mod margin;
mod object;
mod reasons;
mod value;
mod words;

pub use json::{SCHEMA_VERSION, effect_json, objects_json};
pub use object::{list, part};
pub use value::{InEnvironment, value};
