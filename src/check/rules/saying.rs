//! What a rule says of a field of an object, or of what lacks one.

use super::fields::name;
use crate::check::at;
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

/// A field, or the field `below` that a node lacks.
#[derive(Clone, Copy)]
pub(super) enum Spot<'m> {
    At(&'m Node),
    Lacks(&'m Node, &'static str),
}

/// `message` goes on from the object: *runs its container `web` as root*.
pub(super) fn say<'m>(
    code: Code,
    object: &'m Object,
    spot: Spot<'m>,
    index: &Index<'m>,
    message: impl Into<String>,
) -> Diagnostic {
    let (node, path) = match spot {
        Spot::At(node) => (node, index.paths.of(node, object)),
        Spot::Lacks(node, below) => {
            let above = index.paths.of(node, object);
            let path = if above.is_empty() { below.to_owned() } else { format!("{above}.{below}") };
            (name(node), path)
        }
    };
    let fault = Diagnostic::warning(code, message).subject(object).field(&*path);
    at(fault, &node.origin, path)
}
