//! The capabilities that a container adds and drops.

use super::fields::{items, text};
use super::saying::Spot;
use crate::yaml::Node;

/// The added ones, as the kernel spells them.
pub(super) fn added(container: &Node) -> impl Iterator<Item = (&Node, String)> {
    items(container, "securityContext.capabilities.add").map(|node| (node, plain(text(node))))
}

/// Whether one is dropped, or all.
pub(super) fn drops(container: &Node, capability: &str) -> bool {
    let mut dropped = dropped(container);
    dropped.any(|word| word == "ALL" || word == capability)
}

/// Whether none is left of those that a container has by default.
pub(super) fn drops_all(container: &Node) -> bool {
    UNHARMFUL.iter().chain(&["NET_RAW"]).all(|capability| drops(container, capability))
}

fn dropped(container: &Node) -> impl Iterator<Item = String> {
    items(container, "securityContext.capabilities.drop").map(|node| plain(text(node)))
}

/// Those that a container has by default, but for `NET_RAW`; Pod Security lets a pod add them.
pub(super) const UNHARMFUL: [&str; 13] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// Where capabilities are dropped, or should be.
pub(super) fn dropping(container: &Node) -> Spot<'_> {
    match container.below("securityContext.capabilities.drop") {
        Some(node) => Spot::At(node),
        None => Spot::Lacks(container, "securityContext.capabilities.drop"),
    }
}

/// Runtimes do without the prefix.
fn plain(word: &str) -> String {
    let word = word.to_ascii_uppercase();
    word.strip_prefix("CAP_").map_or_else(|| word.clone(), str::to_owned)
}
