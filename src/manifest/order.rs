//! The order in which objects are applied: Helm's `InstallOrder`, with Namespaces and CRDs first.
//!
//! Objects of one kind stay in the order of the templates. Custom resources come last; those that
//! others refer to come before the rest.

use super::Object;
use crate::kube::install_order::INSTALL_ORDER;
use crate::kube::known;

/// What comes before all that Helm installs first.
const FIRST: [&str; 2] = ["Namespace", "CustomResourceDefinition"];

/// Sorts objects into apply order; stable.
pub(super) fn sort(objects: &mut [Object]) {
    objects.sort_by(|a, b| {
        let by_kind = rank(a).cmp(&rank(b));
        by_kind.then_with(|| custom_kind(a).cmp(custom_kind(b))).then_with(|| a.rank.cmp(&b.rank))
    });
}

/// Unknown custom resources are sorted by the name of their kind.
fn custom_kind(object: &Object) -> &str {
    if install_rank(object).is_some() { "" } else { &object.identity.kind }
}

pub(super) fn rank(object: &Object) -> usize {
    let built_in = INSTALL_ORDER.len();
    install_rank(object).unwrap_or_else(|| match object.kind {
        Some(_) => built_in,
        None => built_in + 1 + known::place(&object.identity.kind),
    })
}

/// A custom resource may have the name of a built-in kind, but not its place in the order.
fn install_rank(object: &Object) -> Option<usize> {
    let known = object.kind.is_some() || object.identity.kind.ends_with("List");
    let rest = INSTALL_ORDER.iter().filter(|kind| !FIRST.contains(kind));
    FIRST.iter().chain(rest).position(|kind| *kind == object.identity.kind).filter(|_| known)
}
