//! The fields of pods and other objects that several rules look at.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::kube::known;
use crate::kube::quantity::{Amount, is_quantity};
use crate::manifest::Object;
use crate::yaml::{Node, Number, Value};

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

pub(super) fn is(object: &Object, group: &str, kind: &str) -> bool {
    object.identity.kind == kind && object.identity.group == group
}

pub(super) fn integer(node: &Node) -> Option<i64> {
    match node.value {
        Value::Number(Number::Int(number)) => Some(number),
        _ => None,
    }
}

/// The number at a path.
pub(super) fn whole(node: &Node, path: &str) -> Option<i64> {
    node.below(path).and_then(integer)
}

/// The text at a path, if it is not empty.
pub(super) fn word<'m>(node: &'m Node, path: &str) -> Option<&'m str> {
    node.below(path).and_then(Node::as_str).filter(|text| !text.is_empty())
}

/// What a map of resources has of one.
pub(super) fn quantity<'m>(map: &'m Node, resource: &str) -> Option<(&'m Node, Amount)> {
    let node = map.get(resource)?;
    Some((node, amount(node)?))
}

/// The quantity that is written.
pub(super) fn amount(node: &Node) -> Option<Amount> {
    let written = match &node.value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    is_quantity(&written).then(|| Amount::of(&Quantity(written)))
}

/// The kind and the name of what an autoscaler scales.
pub(super) fn scaled(object: &Object) -> Option<(&str, &Node)> {
    let scale = known::scale(&object.identity.group, &object.identity.kind)?;
    let target = object.root.below(scale.target)?;
    let kind = word(target, "kind").unwrap_or(scale.target_kind);
    Some((kind, target.get("name").filter(|name| name.as_str().is_some())?))
}

/// The pods of what an autoscaler scales, where that is rendered.
pub(super) fn scaled_pods<'m>(object: &'m Object, index: &Index<'m>) -> Option<Pods<'m>> {
    let (kind, name) = scaled(object)?;
    let namespace = index.namespace(object);
    Pods::of(index.rendered(kind, namespace, text(name))?, namespace)
}

/// The containers that are to run for as long as their pod: not those of Jobs.
pub(super) fn lasting<'m>(pods: &Pods<'m>) -> impl Iterator<Item = &'m Node> {
    let is_job = pods.owner.identity.group == "batch";
    items(pods.spec, "containers").filter(move |_| !is_job)
}

/// What a container requests of a resource, or may have of it at the most.
pub(super) fn resource<'m>(container: &'m Node, list: &str, name: &str) -> Option<&'m Node> {
    set(set(set(container, "resources")?, list)?, name)
}

/// Objects and what was found of each, in the order of their names: which of two is named as the other one does not hang on where they
/// are written.
pub(super) fn by_name<'m, T>(found: impl Iterator<Item = (&'m Object, T)>) -> Vec<(&'m Object, T)> {
    let mut found: Vec<(&Object, T)> = found.collect();
    found.sort_by_cached_key(|(object, _)| object.to_string());
    found
}
