//! References to ports that the container or the Service does not have.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::labelled::pairs;
use crate::check::index::monitors::{Choice, Monitor};
use crate::check::index::pods::{Pods, Which};
use crate::check::index::references::Reference;
use crate::check::index::selector::Selector;
use crate::check::rules::{Found, HELPED, SEARCHED};
use crate::diagnostic::{Code, Diagnostic, Manner, did_you_mean, known_here, nearest};
use crate::kube::known::{self, Watched};
use crate::manifest::Object;
use crate::yaml::{Map, Node, Number, Value};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut search =
        Search { index, found: Vec::new(), pods: HashMap::new(), services: HashMap::new() };
    for object in index.objects {
        match (&*object.identity.group, &*object.identity.kind) {
            ("", "Service") => search.service(object),
            ("networking.k8s.io", "NetworkPolicy") => search.policy(object),
            (group, kind) if known::watch(group, kind).is_some() => search.monitor(object),
            _ if object.kind.is_some() => search.probes(object),
            _ => {}
        }
    }
    // The ports of each Service, by name and by number.
    let mut ports = HashMap::new();
    for reference in index.references.iter().filter(|reference| reference.kind == "Service") {
        search.backend(reference, &mut ports);
    }
    search.found
}

/// The ports by selector; those with the same selector are looked up once.
struct Search<'a, 'm> {
    index: &'a Index<'m>,
    found: Vec<Found<'m>>,
    /// The ports of the selected pods, by protocol and name; `None` if no pod is selected.
    pods: HashMap<Selection<'m>, Rc<Option<Open<'m>>>>,
    /// The names of the ports of what a monitor selects.
    services: HashMap<Choice<'m>, Rc<Vec<&'m str>>>,
}

/// A namespace and the labels of a selector.
type Selection<'m> = (Option<&'m str>, Vec<(&'m str, &'m str)>);

struct Open<'m> {
    first: Pods<'m>,
    all: HashSet<(&'m str, &'m str)>,
}

impl<'m> Search<'_, 'm> {
    /// A `targetPort` of a Service that no container of its pods has.
    fn service(&mut self, service: &'m Object) {
        let selector = service.root.below("spec.selector").and_then(Node::as_map);
        let Some(selector) = selector.filter(|selector| !selector.is_empty()) else { return };
        let cluster_ip = service.root.below("spec.clusterIP").and_then(Node::as_str);
        let is_headless = cluster_ip == Some("None");
        for port in list(&service.root, "spec.ports") {
            let target = port.get("targetPort");
            let Some((node, name)) = target.and_then(|node| Some((node, node.as_str()?))) else {
                continue;
            };
            let protocol = protocol_of(port);
            let open = self.open(self.index.namespace(service), selector);
            let Some(open) = open.as_ref().as_ref() else { return };
            if open.all.contains(&(protocol, name)) {
                continue;
            }
            // Of a Service without an address, a port is no more than a record of DNS.
            if is_headless && !self.index.is_all_there_is() && has_another(open, service, port) {
                continue;
            }
            let message = format!(
                "sends to the {protocol} port `{name}`, which no container of its pods has"
            );
            let known = Ports::of(open_to(&open.first, protocol));
            self.report(service, node, (Manner::Predicate, message), name, &known);
        }
    }

    fn open(&mut self, namespace: Option<&'m str>, selector: &'m Map) -> Rc<Option<Open<'m>>> {
        let key = (namespace, pairs(selector).collect());
        let open = || {
            let mut pods = self.index.pods.selected(namespace, selector).peekable();
            let first = **pods.peek()?;
            let ports = pods.flat_map(|pods| pods.containers(Which::Lasting)).flat_map(ports);
            let all = ports.filter_map(|port| Some((protocol_of(port), name_of(port)?))).collect();
            Some(Open { first, all })
        };
        self.pods.entry(key).or_insert_with(|| Rc::new(open())).clone()
    }

    /// A port by name that a policy lets through to pods which don't have it.
    fn policy(&mut self, policy: &'m Object) {
        let Some(selector) = policy.root.below("spec.podSelector").map(Selector::of) else {
            return;
        };
        let rules = list(&policy.root, "spec.ingress");
        let asked = rules.flat_map(|rule| list(rule, "ports")).filter_map(|it| {
            let node = it.get("port")?;
            Some((protocol_of(it), node, node.as_str()?))
        });
        let mut asked = asked.peekable();
        if asked.peek().is_none() {
            return;
        }
        let mut pods = selector.pods(self.index, self.index.namespace(policy)).peekable();
        let Some(first) = pods.peek().map(|pods| **pods) else { return };
        let ports = pods.flat_map(|pods| pods.containers(Which::Lasting)).flat_map(ports);
        let open: HashSet<(&str, &str)> =
            ports.filter_map(|port| Some((protocol_of(port), name_of(port)?))).collect();
        for (protocol, node, name) in
            asked.filter(|(protocol, _, name)| !open.contains(&(*protocol, *name)))
        {
            let message = format!(
                "lets the {protocol} port `{name}` through, which no container of its pods has"
            );
            let known = Ports::of(open_to(&first, protocol));
            self.report(policy, node, (Manner::Predicate, message), name, &known);
        }
    }

    /// A port of a monitor that none of its Services or pods has.
    fn monitor(&mut self, monitor: &'m Object) {
        let Some(wanted) = Monitor::of(monitor, self.index) else { return };
        if wanted.taken(self.index).next().is_none() {
            return;
        }
        let open = || {
            let ports = wanted.taken(self.index).flat_map(|taken| taken.ports());
            let mut seen = HashSet::new();
            Rc::new(ports.filter(|name| seen.insert(*name)).collect())
        };
        let open: Rc<Vec<&str>> = self.services.entry(wanted.choice()).or_insert_with(open).clone();
        for (node, name) in wanted.asked.iter().filter_map(|node| Some((*node, node.as_str()?))) {
            if !open.contains(&name) {
                let what = match wanted.of {
                    Watched::Services => "no Service that it selects has",
                    Watched::Pods => "no container of the pods that it selects has",
                };
                let message = format!("scrapes the port `{name}`, which {what}");
                let known = Ports::named(open.iter().copied());
                self.report(monitor, node, (Manner::Predicate, message), name, &known);
            }
        }
    }

    /// A port of a probe or a lifecycle hook that the container does not have.
    fn probes(&mut self, object: &'m Object) {
        let Some(pods) = Pods::of(object, None) else { return };
        for container in pods.containers(Which::All) {
            let handlers =
                HANDLERS.iter().filter_map(|(path, what)| Some((container.below(path)?, *what)));
            let used = handlers.flat_map(|(handler, what)| {
                let ports = ["httpGet.port", "tcpSocket.port"].into_iter();
                ports.filter_map(move |path| Some((handler.below(path)?, what)))
            });
            for (node, what) in used {
                let Some(name) = node.as_str() else { continue };
                if ports(container).any(|open| name_of(open) == Some(name)) {
                    continue;
                }
                let shown = name_of(container).unwrap_or_default();
                let message = format!(
                    "a {what} asks for the port `{name}`, which its container `{shown}` does not have"
                );
                let known = Ports::of(ports(container));
                self.report(object, node, (Manner::Statement, message), name, &known);
            }
        }
    }

    /// A port in an Ingress or a route that the Service does not have.
    fn backend(
        &mut self,
        reference: &Reference<'m>,
        ports: &mut HashMap<*const Object, HashSet<String>>,
    ) {
        let Reference { from, namespace, name, part, .. } = *reference;
        let service = self.index.rendered("Service", namespace, name);
        let (Some(node), Some(service)) = (part, service) else { return };
        if service.root.below("spec.type").and_then(Node::as_str) == Some("ExternalName") {
            return;
        }
        let ports = ports.entry(service).or_insert_with(|| of_service(service));
        let Some(port) = shown(node).filter(|port| !ports.contains(port)) else { return };
        let message = format!("sends to the port `{port}` of {service}, which does not have it");
        let alike = if node.as_str().is_some() { "name" } else { "port" };
        let known = list(&service.root, "spec.ports").filter_map(|port| shown(port.get(alike)?));
        let known: Vec<String> = known.take(SEARCHED).collect();
        let known = Ports::named(known.iter().map(String::as_str));
        self.report(from, node, (Manner::Predicate, message), &port, &known);
    }

    fn report(
        &mut self,
        object: &'m Object,
        node: &'m Node,
        (manner, message): (Manner, String),
        name: &str,
        known: &Ports<'_>,
    ) {
        let path = self.index.paths.of(node, object);
        let fault = Diagnostic::error(Code::DanglingPort, message).field(&*path);
        let fault = match manner {
            Manner::Predicate => fault.subject(object),
            Manner::Statement => fault.of(object),
        };
        let fault = at(fault, &node.origin, path);
        let help = if self.found.len() < HELPED { known.help(name) } else { None };
        self.found.push((object, help.into_iter().fold(fault, Diagnostic::help)));
    }
}

/// Whether another port of a Service is one of its pods.
fn has_another(open: &Open<'_>, service: &Object, port: &Node) -> bool {
    let mut others = list(&service.root, "spec.ports").filter(|other| !std::ptr::eq(*other, port));
    others.any(|other| match other.get("targetPort").and_then(Node::as_str) {
        Some(name) => open.all.contains(&(protocol_of(other), name)),
        None => true,
    })
}

/// What asks a container over the network, and what it is called.
const HANDLERS: [(&str, &str); 5] = [
    ("startupProbe", "probe"),
    ("readinessProbe", "probe"),
    ("livenessProbe", "probe"),
    ("lifecycle.postStart", "hook"),
    ("lifecycle.preStop", "hook"),
];

/// The ports that there are, where another is asked for.
struct Ports<'a> {
    names: Vec<&'a str>,
    /// Numbers of those that have no name.
    nameless: Vec<String>,
}

impl<'a> Ports<'a> {
    fn of(ports: impl Iterator<Item = &'a Node>) -> Self {
        let mut found = Ports { names: Vec::new(), nameless: Vec::new() };
        for port in ports.take(SEARCHED) {
            match name_of(port) {
                Some(name) => found.names.push(name),
                None => found.nameless.extend(port.get("containerPort").and_then(shown)),
            }
        }
        found
    }

    fn named(names: impl Iterator<Item = &'a str>) -> Self {
        Ports { names: names.take(SEARCHED).collect(), nameless: Vec::new() }
    }

    /// The one that was meant, or all of them where they are few.
    fn help(&self, name: &str) -> Option<String> {
        let near = nearest(name, self.names.iter().copied());
        if near.is_some() || self.nameless.is_empty() {
            return match near {
                None if self.names.is_empty() => Some("no port is open there".to_owned()),
                _ => did_you_mean(name, self.names.iter().copied()),
            };
        }
        let all = self.names.iter().copied().chain(self.nameless.iter().map(String::as_str));
        let known = known_here(all)?;
        Some(format!("{known}; give the port of the container its `name`, or use the number"))
    }
}

/// The ports that pods have for a protocol; two ports of a name may differ in that.
fn open_to<'m>(pods: &Pods<'m>, protocol: &str) -> impl Iterator<Item = &'m Node> {
    let ports = pods.containers(Which::Lasting).flat_map(ports);
    ports.filter(move |port| protocol_of(port) == protocol)
}

fn of_service(service: &Object) -> HashSet<String> {
    let ports = list(&service.root, "spec.ports");
    let ways = ports.flat_map(|port| [port.get("name"), port.get("port")]);
    ways.flatten().filter_map(shown).collect()
}

fn protocol_of(port: &Node) -> &str {
    port.get("protocol").and_then(Node::as_str).unwrap_or("TCP")
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
