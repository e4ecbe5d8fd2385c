//! Decodes an object into the type of its kind, as strictly as the API server does: finds every
//! unknown field, wrong type, malformed value and missing field, each with its path and place.
//!
//! What is accepted here and refused by the server's validation (a port of 70000, a name with a
//! blank) is left to the rules over typed objects. What the server accepts is never refused.

mod any;
mod decoder;
mod entries;
mod format;
mod missing;
mod practice;
mod required;
mod scalar;
mod state;
mod type_error;

pub(crate) use missing::is_required;
pub(crate) use scalar::requoted;
pub(crate) use state::Version;

use serde::de::DeserializeOwned;

use super::finding::Finding;
use crate::yaml::Node;

/// The typed object, and every fault found. In place of a faulty value the object has a harmless
/// one: 0, an empty string, an empty list.
///
/// `None` only if a type stops the decoding for a reason that is not foreseen here.
pub(crate) fn decode<T: DeserializeOwned>(
    object: &Node,
    version: Version,
) -> (Option<T>, Vec<Finding>) {
    decoder::decode(object, version)
}

#[cfg(test)]
mod tests;
