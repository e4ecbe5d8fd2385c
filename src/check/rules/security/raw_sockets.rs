//! Containers that keep `NET_RAW`.

use super::capabilities::{added, dropping, drops};
use super::fields::{called, containers, is_of_windows, items};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if is_of_windows(pods) {
        return Vec::new();
    }
    let fault = |container: &'m Node| {
        let added = added(container).find(|(_, word)| matches!(word.as_str(), "NET_RAW" | "ALL"));
        let spot = match added {
            Some((node, _)) => Spot::At(node),
            // Where nothing is said of them, all are kept.
            None if drops(container, "NET_RAW") || !says(container) => return None,
            None => dropping(container),
        };
        let message = format!("lets its container `{}` use raw sockets", called(container));
        let fault = say(Code::RawSockets, pods.owner, spot, index, message);
        Some(fault.help("drop the capability: `capabilities: {drop: [NET_RAW]}`, or `[ALL]`"))
    };
    containers(pods).filter_map(fault).collect()
}

fn says(container: &Node) -> bool {
    items(container, "securityContext.capabilities.drop").next().is_some()
}
