//! Fields that the API server adds, drops or writes in its own way, and that mean the same.

mod quantities;

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::pods::{Pods, Which};
use crate::check::rules::Found;
use crate::check::rules::fields::{is, items};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

/// A field, what becomes of it, and what to write.
struct Rewritten<'m> {
    node: &'m Node,
    message: String,
    label: String,
    help: String,
}

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for object in index.objects {
        let mut fields = Vec::new();
        match &*object.identity.group {
            "networking.k8s.io" if is(object, "networking.k8s.io", "NetworkPolicy") => {
                ports(object, &mut fields);
            }
            "monitoring.coreos.com" => relabelings(&object.root, &mut fields),
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

fn fault<'m>(index: &Index<'m>, owner: &'m Object, field: Rewritten<'m>) -> Diagnostic {
    let Rewritten { node, message, label, help } = field;
    let path = index.paths.of(node, owner);
    let fault = Diagnostic::warning(Code::RewrittenField, message).subject(owner).field(&*path);
    at(fault, &node.origin, label).help(help)
}

/// What the server adds.
fn added<'m>(node: &'m Node, what: &str, entry: &str) -> Rewritten<'m> {
    Rewritten {
        node,
        message: format!("has {what} without `{entry}`, which is added: each apply is a change"),
        label: format!("becomes one with `{entry}`"),
        help: format!("write `{entry}`"),
    }
}

fn ports<'m>(policy: &'m Object, fields: &mut Vec<Rewritten<'m>>) {
    for rules in ["spec.ingress", "spec.egress"] {
        let ports = items(&policy.root, rules).flat_map(|rule| items(rule, "ports"));
        for port in ports.filter(|port| port.get("protocol").is_none()) {
            let node = port.get("port").unwrap_or(port);
            fields.push(added(node, "a port", "protocol: TCP"));
        }
    }
}

/// The definitions of the Prometheus operator have a default for it.
fn relabelings<'m>(node: &'m Node, fields: &mut Vec<Rewritten<'m>>) {
    const LISTS: [&str; 4] =
        ["relabelings", "metricRelabelings", "relabelingConfigs", "writeRelabelConfigs"];
    for (key, below) in node.as_map().into_iter().flat_map(Map::iter) {
        if LISTS.contains(&&*key.text) {
            let all = listed(below).filter(|item| item.as_map().is_some());
            for item in all.filter(|item| item.get("action").is_none()) {
                fields.push(added(item, "a relabeling", "action: replace"));
            }
        }
        relabelings(below, fields);
    }
    listed(node).for_each(|item| relabelings(item, fields));
}

fn variables<'m>(pods: &Pods<'m>, fields: &mut Vec<Rewritten<'m>>) {
    for container in pods.containers(Which::All) {
        let values = items(container, "env").filter_map(|variable| variable.get("value"));
        for node in values.filter(|value| value.as_str() == Some("")) {
            fields.push(Rewritten {
                node,
                message: "has an empty `value`, which the server drops: each apply is a change"
                    .to_owned(),
                label: "dropped".to_owned(),
                help: "leave `value` out: without it the variable is empty, too".to_owned(),
            });
        }
    }
}

fn listed(node: &Node) -> impl Iterator<Item = &Node> {
    node.as_list().into_iter().flatten()
}
