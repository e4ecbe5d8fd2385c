//! Fields that the API server drops or rewrites, so that each apply finds a difference.

mod quantities;

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::pods::{Pods, Which};
use crate::check::rules::Found;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

/// A field, what becomes of it, and what to write.
struct Unsettled<'m> {
    node: &'m Node,
    message: String,
    label: String,
    help: String,
}

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for object in index.objects {
        let mut fields = Vec::new();
        match (&*object.identity.group, &*object.identity.kind) {
            ("networking.k8s.io", "NetworkPolicy") => policy(object, &mut fields),
            ("monitoring.coreos.com", _) => relabelings(&object.root, &mut fields),
            _ if object.kind.is_some() => quantities::of_object(object, &mut fields),
            _ => {}
        }
        found.extend(fields.into_iter().map(|field| (object, fault(index, object, field))));
    }
    for pods in index.pods.within(None).filter(|pods| pods.owner.kind.is_some()) {
        let mut fields = Vec::new();
        variables(pods, &mut fields);
        quantities::of_pods(pods, &mut fields);
        found.extend(fields.into_iter().map(|field| (pods.owner, fault(index, pods.owner, field))));
    }
    found
}

fn fault<'m>(index: &Index<'m>, owner: &'m Object, field: Unsettled<'m>) -> Diagnostic {
    let Unsettled { node, message, label, help } = field;
    let path = index.paths.of(node, owner);
    let fault = Diagnostic::warning(Code::UnsettledField, message).subject(owner).field(&*path);
    at(fault, &node.origin, label).help(help)
}

/// What the server leaves out: `nil` and an empty list are one in what it stores.
fn dropped<'m>(node: &'m Node, what: &str, help: &str) -> Unsettled<'m> {
    Unsettled {
        node,
        message: format!("has {what}, which the server drops: each apply is a change"),
        label: "dropped".to_owned(),
        help: help.to_owned(),
    }
}

/// What the server adds.
fn added<'m>(node: &'m Node, what: &str, entry: &str) -> Unsettled<'m> {
    Unsettled {
        node,
        message: format!("has {what} without `{entry}`, which is added: each apply is a change"),
        label: format!("becomes one with `{entry}`"),
        help: format!("write `{entry}`"),
    }
}

/// The strategy of network policies compares specs to the letter.
fn policy<'m>(object: &'m Object, fields: &mut Vec<Unsettled<'m>>) {
    const HELP: &str = "leave it out: it allows nothing either way, and what is denied is said by \
                        `policyTypes`";
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        let Some(rules) = object.root.below(&format!("spec.{direction}")) else { continue };
        if is_empty_list(rules) {
            fields.push(dropped(rules, &format!("an empty `{direction}`"), HELP));
        }
        for rule in items(rules) {
            for list in [peers, "ports"] {
                if let Some(list_node) = rule.get(list).filter(|node| is_empty_list(node)) {
                    let help = "leave it out: empty, it matches all as well";
                    fields.push(dropped(list_node, &format!("an empty `{list}`"), help));
                }
            }
            let ports = rule.get("ports").into_iter().flat_map(items);
            for port in ports.filter(|port| port.get("protocol").is_none()) {
                let node = port.get("port").unwrap_or(port);
                fields.push(added(node, "a port", "protocol: TCP"));
            }
        }
    }
}

/// The definitions of the Prometheus operator have a default for it.
fn relabelings<'m>(node: &'m Node, fields: &mut Vec<Unsettled<'m>>) {
    const LISTS: [&str; 4] =
        ["relabelings", "metricRelabelings", "relabelingConfigs", "writeRelabelConfigs"];
    for (key, below) in node.as_map().into_iter().flat_map(Map::iter) {
        if LISTS.contains(&&*key.text) {
            let all = items(below).filter(|item| item.as_map().is_some());
            for item in all.filter(|item| item.get("action").is_none()) {
                fields.push(added(item, "a relabeling", "action: replace"));
            }
        }
        relabelings(below, fields);
    }
    items(node).for_each(|item| relabelings(item, fields));
}

fn variables<'m>(pods: &Pods<'m>, fields: &mut Vec<Unsettled<'m>>) {
    for container in pods.containers(Which::All) {
        let variables = container.get("env").into_iter().flat_map(items);
        for value in variables.filter_map(|variable| variable.get("value")) {
            if value.as_str() == Some("") {
                let help = "leave `value` out: without it the variable is empty, too";
                fields.push(dropped(value, "an empty `value`", help));
            }
        }
    }
}

fn is_empty_list(node: &Node) -> bool {
    matches!(&node.value, Value::List(items) if items.is_empty())
}

fn items(node: &Node) -> impl Iterator<Item = &Node> {
    node.as_list().into_iter().flatten()
}
