//! Services whose selector takes no pods.

use super::Found;
use crate::check::at;
use crate::check::index::Index;
use crate::check::index::pods::{MANY, Pods, pairs};
use crate::diagnostic::{Diagnostic, nearest};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let services = index.objects.iter().filter(|object| is_service(object));
    services.filter_map(|service| Some((service, fault(service, index)?))).collect()
}

/// Custom resources may be called Service as well.
fn is_service(object: &Object) -> bool {
    object.identity.kind == "Service" && object.identity.group.is_empty()
}

fn fault<'m>(service: &'m Object, index: &Index<'m>) -> Option<Diagnostic> {
    let selector = service.root.below("spec.selector")?;
    let labels = selector.as_map().filter(|labels| !labels.is_empty())?;
    let namespace = index.namespace(service);
    if index.pods.selected(namespace, labels).next().is_some() {
        return None;
    }
    let fault = Diagnostic::error("dangling-service", format!("{service} selects no pods"));
    if let Some(pods) = index.pods.elsewhere(namespace, labels) {
        let fault = at(fault, &first(selector).origin, "no pods here are labelled so");
        return Some(
            fault.help(format!("{} makes such pods, but in another namespace", pods.owner)),
        );
    }
    // Without pods of its own in a namespace, the stack serves those of others there.
    let near = closest(labels, index.pods.within(namespace).take(MANY))?;
    let (key, value) = pairs(labels).find(|(key, value)| !near.have(key, value))?;
    let node = labels.get(key)?;
    let fault = at(fault, &node.origin, format!("is `{key}: {value}`"));
    let owner = near.owner;
    Some(match near.labels.and_then(|labels| labels.get(key)).and_then(Node::as_str) {
        Some(other) => {
            fault.help(format!("the nearest pods, those of {owner}, are labelled `{key}: {other}`"))
        }
        None => fault.help(format!("the nearest pods, those of {owner}, have no label `{key}`")),
    })
}

fn first(selector: &Node) -> &Node {
    selector.as_map().and_then(|labels| labels.entries().first()).map_or(selector, |e| &e.value)
}

/// The pods that have most of the labels, and among these those that a typing error hides.
fn closest<'a, 'm: 'a>(
    selector: &Map,
    pods: impl Iterator<Item = &'a Pods<'m>>,
) -> Option<&'a Pods<'m>> {
    let mut best: Option<((usize, usize), &Pods<'_>)> = None;
    for candidate in pods {
        let shared = pairs(selector).filter(|(key, value)| candidate.have(key, value)).count();
        let similar = pairs(selector).filter(|(key, value)| {
            let own = candidate.labels.and_then(|labels| labels.get(key)).and_then(Node::as_str);
            own.is_some_and(|own| nearest(value, [own]).is_some())
        });
        let score = (shared, similar.count());
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, pods)| pods)
}
