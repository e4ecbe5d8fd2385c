//! The capabilities that a container adds and drops.

use super::fields::{items, text};
use super::saying::Spot;
use crate::yaml::Node;

/// The added ones, without the prefix that runtimes do without.
pub(super) fn added(container: &Node) -> impl Iterator<Item = (&Node, &str)> {
    items(container, "securityContext.capabilities.add").map(|node| (node, plain(text(node))))
}

/// Whether one of these is dropped.
pub(super) fn drops(container: &Node, any: &[&str]) -> bool {
    let mut dropped = items(container, "securityContext.capabilities.drop").map(text).map(plain);
    dropped.any(|word| any.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// Where capabilities are dropped, or should be.
pub(super) fn dropping(container: &Node) -> Spot<'_> {
    match container.below("securityContext.capabilities.drop") {
        Some(node) => Spot::At(node),
        None => Spot::Lacks(container, "securityContext.capabilities.drop"),
    }
}

fn plain(word: &str) -> &str {
    word.strip_prefix("CAP_").unwrap_or(word)
}
