//! Services that nodes and load balancers open, without a policy.

use std::collections::HashMap;

use super::fields::{items, text};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::isolation::Direction;
use crate::check::index::labelled::pairs;
use crate::check::index::monitors::is_service;
use crate::check::rules::Found;
use crate::diagnostic::Code;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let isolated = index.isolated(Direction::Ingress);
    let mut found = Vec::new();
    let mut known = HashMap::new();
    for service in index.objects.iter().filter(|object| is_service(object)) {
        let kind = service.root.below("spec.type");
        let Some(node) = kind.filter(|it| matches!(text(it), "NodePort" | "LoadBalancer")) else {
            continue;
        };
        let has_ranges = items(&service.root, "spec.loadBalancerSourceRanges").next().is_some();
        let selector = service.root.below("spec.selector").and_then(Node::as_map);
        let namespace = index.namespace(service);
        let is_kept = selector.is_some_and(|labels| {
            let key = (namespace, pairs(labels).collect::<Vec<_>>());
            *known.entry(key).or_insert_with(|| {
                let mut pods = index.pods.selected(namespace, labels).peekable();
                pods.peek().is_some() && pods.all(|pods| isolated.has(pods))
            })
        });
        if has_ranges || is_kept {
            continue;
        }
        let message =
            format!("is open to the world as a {}, and no policy says to whom", text(node));
        let fault = say(Code::ExposedService, service, Spot::At(node), index, message);
        found.push((
            service,
            fault.help("make it a ClusterIP behind an Ingress, or say who may reach the pods"),
        ));
    }
    found
}
