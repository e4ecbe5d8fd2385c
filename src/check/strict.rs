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

use k8s_openapi::Resource;
use serde::de::DeserializeOwned;

use crate::kube::kind::{Kind, for_each_kind};
use crate::yaml::{Node, Origin};

/// One fault of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// `unknown-field`, `wrong-type`, `missing-field` or `invalid-value`.
    pub code: &'static str,
    /// As the API server spells it: `spec.template.spec.containers[0].name`.
    pub path: String,
    pub message: String,
    /// The key of an unknown field, the value of a wrong one, what encloses a missing one.
    pub origin: Origin,
    pub help: Option<String>,
}

/// Every fault of `object`, which is of `kind` by its apiVersion and kind.
pub fn decode(kind: &Kind, object: &Node) -> Vec<Finding> {
    macro_rules! dispatch {
        ($($($name:ident)::+)*) => {
            match (kind.api_version, kind.kind) {
                $((
                    <k8s_openapi::$($name)::+ as Resource>::API_VERSION,
                    <k8s_openapi::$($name)::+ as Resource>::KIND,
                ) => decode_as::<k8s_openapi::$($name)::+>(object).1,)*
                _ => unreachable!("every kind of the table has a type"),
            }
        };
    }
    for_each_kind!(dispatch)
}

/// The typed object with every fault found; what is faulty in it has a harmless stand-in.
///
/// There is no object only where a type refuses what it was given in a way not foreseen here.
pub fn decode_as<T: DeserializeOwned>(object: &Node) -> (Option<T>, Vec<Finding>) {
    decoder::decode(object)
}

#[cfg(test)]
mod tests;
