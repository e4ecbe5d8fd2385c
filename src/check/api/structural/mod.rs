//! Values of custom resources, judged by the structural schemas of definitions.
//!
//! A [`Schema`](schema::Schema) holds what a server goes by; `described` makes it of the API's words.
//! [`unknown`] finds the fields that it does not have, [`filled`] makes of an object what the server
//! sees of it, [`conform`], [`embedded`] and [`unique`] judge that. Rules in CEL are left alone.

pub(crate) mod conform;
mod described;
pub(crate) mod embedded;
pub(crate) mod filled;
pub(crate) mod kinds;
mod numbers;
pub(crate) mod outcome;
pub(crate) mod schema;
mod types;
pub(crate) mod unique;
pub(crate) mod unknown;

/// Whether a name is that of a field which every object has.
pub(crate) fn is_meta(name: &str) -> bool {
    matches!(name, "metadata" | "kind" | "apiVersion")
}
