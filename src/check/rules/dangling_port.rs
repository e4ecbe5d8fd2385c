//! Ports that are named where they are used and not where they are opened.

use super::Found;
use crate::check::at;
use crate::check::index::monitors::Monitored;
use crate::check::index::pods::{Pods, Which};
use crate::check::index::references::Reference;
use crate::check::index::{Index, path_of};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::kube::known;
use crate::manifest::Object;
use crate::yaml::{Node, Number, Value};

pub fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for object in index.objects {
        match (&*object.identity.group, &*object.identity.kind) {
            ("", "Service") => of_service(object, index, &mut found),
            (group, kind) if known::watch(group, kind).is_some() => {
                of_monitor(object, index, &mut found);
            }
            _ if object.kind.is_some() => of_probes(object, &mut found),
            _ => {}
        }
    }
    for reference in index.references.iter().filter(|reference| reference.kind == "Service") {
        of_backend(reference, index, &mut found);
    }
    found
}

/// A port that a Service sends to, by a name that no container of its pods has.
fn of_service<'m>(service: &'m Object, index: &Index<'m>, found: &mut Vec<Found<'m>>) {
    let selector = service.root.below("spec.selector").and_then(Node::as_map);
    let Some(selector) = selector.filter(|selector| !selector.is_empty()) else { return };
    let pods = || index.pods.selected(index.namespace(service), selector);
    for port in list(&service.root, "spec.ports") {
        let target = port.get("targetPort");
        let Some((node, name)) = target.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        let protocol = protocol_of(port);
        let Some(first) = pods().next() else { continue };
        if pods().any(|pods| open(pods, protocol).any(|open| open == name)) {
            continue;
        }
        let message = format!(
            "{service} sends to the {protocol} port `{name}`, which no container of its pods has"
        );
        let known = open(first, protocol).collect();
        found.push((service, fault(service, node, message, name, known)));
    }
}

/// The names of the ports that pods have for a protocol; two ports of a name may differ in that.
fn open<'m>(pods: &Pods<'m>, protocol: &str) -> impl Iterator<Item = &'m str> {
    let ports = pods.containers(Which::Lasting).flat_map(ports);
    ports.filter(move |port| protocol_of(port) == protocol).filter_map(name_of)
}

fn protocol_of(port: &Node) -> &str {
    port.get("protocol").and_then(Node::as_str).unwrap_or("TCP")
}

/// A port that is scraped by a name that none of the Services has.
fn of_monitor<'m>(monitor: &'m Object, index: &Index<'m>, found: &mut Vec<Found<'m>>) {
    let Some(Monitored { taken, asked, .. }) = Monitored::by(monitor, index) else { return };
    let open = || taken.iter().flat_map(|service| list(&service.root, "spec.ports"));
    for (node, name) in asked.into_iter().filter_map(|node| Some((node, node.as_str()?))) {
        if taken.is_empty() || open().any(|port| name_of(port) == Some(name)) {
            continue;
        }
        let message =
            format!("{monitor} scrapes the port `{name}`, which no Service that it selects has");
        found.push((
            monitor,
            fault(monitor, node, message, name, open().filter_map(name_of).collect()),
        ));
    }
}

/// A probe or a hook at a port that its container does not have.
fn of_probes<'m>(object: &'m Object, found: &mut Vec<Found<'m>>) {
    const HANDLERS: [&str; 5] = [
        "startupProbe",
        "readinessProbe",
        "livenessProbe",
        "lifecycle.postStart",
        "lifecycle.preStop",
    ];
    let Some(pods) = Pods::of(object, None) else { return };
    for container in pods.containers(Which::All) {
        let handlers = HANDLERS.iter().filter_map(|path| container.below(path));
        let used = handlers.flat_map(|handler| {
            ["httpGet.port", "tcpSocket.port"].into_iter().filter_map(|path| handler.below(path))
        });
        for (node, name) in used.filter_map(|node| Some((node, node.as_str()?))) {
            if ports(container).any(|open| name_of(open) == Some(name)) {
                continue;
            }
            let shown = name_of(container).unwrap_or_default();
            let message = format!(
                "{object}: a probe asks for the port `{name}`, which its container `{shown}` does not have"
            );
            let names = ports(container).filter_map(name_of).collect();
            found.push((object, fault(object, node, message, name, names)));
        }
    }
}

/// A port of a Service that an Ingress or a route names and the Service does not have.
fn of_backend<'m>(reference: &Reference<'m>, index: &Index<'m>, found: &mut Vec<Found<'m>>) {
    let Reference { from, namespace, name, part, .. } = *reference;
    let service = index.rendered("Service", namespace, name);
    let (Some(node), Some(service)) = (part, service) else { return };
    if service.root.below("spec.type").and_then(Node::as_str) == Some("ExternalName") {
        return;
    }
    let asked = shown(node);
    let has = |port: &&Node| {
        asked.is_some()
            && (name_of(port) == asked.as_deref() || port.get("port").and_then(shown) == asked)
    };
    let (Some(asked), None) = (&asked, list(&service.root, "spec.ports").find(has)) else { return };
    let message =
        format!("{from} sends to the port `{asked}` of {service}, which does not have it");
    let alike = if node.as_str().is_some() { "name" } else { "port" };
    let known = list(&service.root, "spec.ports").filter_map(|port| shown(port.get(alike)?));
    let known: Vec<String> = known.collect();
    let known = known.iter().map(String::as_str).collect();
    found.push((from, fault(from, node, message, asked, known)));
}

fn fault(
    object: &Object,
    node: &Node,
    message: String,
    name: &str,
    known: Vec<&str>,
) -> Diagnostic {
    let fault = Diagnostic::error(Code::DanglingPort, message);
    let fault = at(fault, &node.origin, path_of(node, &object.root));
    did_you_mean(name, known.iter().copied()).into_iter().fold(fault, Diagnostic::help)
}

fn ports(container: &Node) -> std::slice::Iter<'_, Node> {
    list(container, "ports")
}

fn list<'m>(node: &'m Node, path: &str) -> std::slice::Iter<'m, Node> {
    node.below(path).and_then(Node::as_list).unwrap_or_default().iter()
}

fn name_of(node: &Node) -> Option<&str> {
    node.get("name").and_then(Node::as_str)
}

fn shown(port: &Node) -> Option<String> {
    match &port.value {
        Value::Number(Number::Int(number)) => Some(number.to_string()),
        Value::String(name) => Some(name.clone()),
        _ => None,
    }
}
