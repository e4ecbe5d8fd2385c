//! A comparison into what is read of it: a module for each format.

mod effects;
mod facts;
mod group;
mod json;
mod lines;
mod markdown;
mod moves;
mod origin;
mod text;
mod unified;
mod value;

pub use effects::effects;
pub use facts::facts;
pub use json::json;
pub use markdown::markdown;
pub use moves::moves;
pub use origin::Origins;
pub use text::{heading, summary, text};
pub use unified::{lines, unified};

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What is the same in many objects once, long texts in part, new objects by their names.
    Brief,
    All,
}
