//! The fields of pods that several rules look at.

use crate::check::index::pods::Pods;
use crate::yaml::{Node, Value};

/// All containers of pods: those that come first, the others, and those that were added later.
pub(super) fn containers<'m>(pods: &Pods<'m>) -> impl Iterator<Item = &'m Node> {
    let spec = pods.spec;
    let lists = ["initContainers", "containers", "ephemeralContainers"];
    lists.into_iter().flat_map(move |list| items(spec, list))
}

/// A field of a container's security context, or of the pod's where it has none.
pub(super) fn effective<'m>(pods: &Pods<'m>, container: &'m Node, field: &str) -> Option<&'m Node> {
    context(container, field).or_else(|| context(pods.spec, field))
}

/// A field of a security context, if it is set.
pub(super) fn context<'m>(node: &'m Node, path: &str) -> Option<&'m Node> {
    set(node, "securityContext")?.below(path).filter(|node| !node.is_null())
}

/// A field that is there and not null.
pub(super) fn set<'m>(node: &'m Node, field: &str) -> Option<&'m Node> {
    node.get(field).filter(|node| !node.is_null())
}

pub(super) fn truth(node: &Node) -> Option<bool> {
    match node.value {
        Value::Bool(truth) => Some(truth),
        _ => None,
    }
}

pub(super) fn items<'m>(node: &'m Node, path: &str) -> std::slice::Iter<'m, Node> {
    node.below(path).and_then(Node::as_list).unwrap_or_default().iter()
}

/// What to point at where something lacks a field.
pub(super) fn name(container: &Node) -> &Node {
    container.get("name").unwrap_or(container)
}

pub(super) fn text(node: &Node) -> &str {
    node.as_str().unwrap_or_default()
}

/// What a container, a volume or a variable is called.
pub(super) fn called(node: &Node) -> &str {
    node.get("name").map(text).unwrap_or_default()
}

/// Whether the pods run on Windows, where most of this does not exist.
pub(super) fn is_of_windows(pods: &Pods<'_>) -> bool {
    pods.spec.below("os.name").map(text) == Some("windows")
}
