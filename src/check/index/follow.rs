//! Paths from [`known`](crate::kube::known), such as `spec.routes[].services[]`, into the nodes
//! that they lead to.

use crate::yaml::{Map, Node};

/// Every node at a path below `root`, in the order they are written; an empty path is `root`.
pub(super) fn each<'n>(root: &'n Node, path: &str) -> Vec<&'n Node> {
    let steps = path.split('.').filter(|step| !step.is_empty());
    steps
        .fold(vec![root], |nodes, step| nodes.into_iter().flat_map(|node| go(node, step)).collect())
}

/// The first node at a path.
pub(super) fn first<'n>(root: &'n Node, path: &str) -> Option<&'n Node> {
    each(root, path).into_iter().next()
}

fn go<'n>(node: &'n Node, step: &str) -> Vec<&'n Node> {
    let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let found: Vec<&Node> = match name {
        "*" => node.as_map().into_iter().flat_map(Map::iter).map(|(_, value)| value).collect(),
        name => node.get(name).into_iter().collect(),
    };
    if is_list { found.into_iter().filter_map(Node::as_list).flatten().collect() } else { found }
}
