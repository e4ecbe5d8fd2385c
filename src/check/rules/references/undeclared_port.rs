//! Services to numbers of ports that none of their pods declares.

use std::collections::HashMap;
use std::rc::Rc;

use crate::check::index::Index;
use crate::check::index::labelled::pairs;
use crate::check::index::pods::Which;
use crate::check::rules::Found;
use crate::check::rules::fields::{integer, is, items, set, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic, known_here};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut declared: HashMap<_, Rc<Vec<(&str, i64)>>> = HashMap::new();
    let mut found = Vec::new();
    for service in index.objects.iter().filter(|object| is(object, "", "Service")) {
        let selector = service.root.below("spec.selector").and_then(Node::as_map);
        let Some(selector) = selector.filter(|selector| !selector.is_empty()) else { continue };
        let namespace = index.namespace(service);
        let key = (namespace, pairs(selector).collect::<Vec<_>>());
        let known =
            declared.entry(key).or_insert_with(|| Rc::new(ports(index, namespace, selector)));
        // An address of its own is what the port belongs to; a headless Service has none.
        let is_headless = word(&service.root, "spec.clusterIP") == Some("None");
        if !known.is_empty() && !is_headless {
            let faults = items(&service.root, "spec.ports");
            let faults = faults.filter_map(|port| fault(service, port, known, index));
            found.extend(faults.map(|fault| (service, fault)));
        }
    }
    found
}

/// The ports of the selected pods by protocol and number; none if a container lists none.
fn ports<'m>(
    index: &Index<'m>,
    namespace: Option<&'m str>,
    selector: &'m Map,
) -> Vec<(&'m str, i64)> {
    let mut all = Vec::new();
    for pods in index.pods.selected(namespace, selector) {
        for container in pods.containers(Which::Lasting) {
            let before = all.len();
            let ports = items(container, "ports");
            all.extend(ports.filter_map(|port| {
                Some((
                    word(port, "protocol").unwrap_or("TCP"),
                    integer(port.get("containerPort")?)?,
                ))
            }));
            if all.len() == before {
                return Vec::new();
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn fault<'m>(
    service: &'m Object,
    port: &'m Node,
    known: &[(&str, i64)],
    index: &Index<'m>,
) -> Option<Diagnostic> {
    let node = set(port, "targetPort").or_else(|| port.get("port"))?;
    let (protocol, number) = (word(port, "protocol").unwrap_or("TCP"), integer(node)?);
    if number == 0 || known.binary_search(&(protocol, number)).is_ok() {
        return None;
    }
    let message = format!("sends to the {protocol} port {number}, which its pods do not declare");
    let fault = say(Code::UndeclaredPort, service, Spot::At(node), index, message);
    let numbers: Vec<String> = known.iter().map(|(_, number)| number.to_string()).collect();
    let help = known_here(numbers.iter().map(String::as_str));
    Some(help.into_iter().fold(fault, Diagnostic::help))
}
