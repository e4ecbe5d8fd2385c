//! Fields of `NetworkPolicies` that the API server drops, so that each apply is a change.

use crate::check::at;
use crate::check::index::Index;
use crate::check::rules::fields::{is, items};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Node, Value};

/// The server compares the specs to the letter; `nil` and an empty list are one in what it stores.
pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    const HELP: &str = "leave it out: it allows nothing either way, and what is denied is said by \
                        `policyTypes`";
    const HELP_WITHIN: &str = "leave it out: empty, it matches all as well";
    if !is(object, "networking.k8s.io", "NetworkPolicy") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let mut dropped = |node: &'m Node, name: &str, help: &str| {
        let message =
            format!("has an empty `{name}`, which the server drops: each apply is a change");
        let path = index.paths.of(node, object);
        let fault = Diagnostic::warning(Code::UnsettledField, message).subject(object);
        faults.push(at(fault.field(&*path), &node.origin, "dropped").help(help));
    };
    for (direction, peers) in [("ingress", "from"), ("egress", "to")] {
        let Some(rules) = object.root.below(&format!("spec.{direction}")) else { continue };
        if is_empty_list(rules) {
            dropped(rules, direction, HELP);
        }
        for rule in items(&object.root, &format!("spec.{direction}")) {
            for list in [peers, "ports"] {
                if let Some(node) = rule.get(list).filter(|node| is_empty_list(node)) {
                    dropped(node, list, HELP_WITHIN);
                }
            }
        }
    }
    faults
}

fn is_empty_list(node: &Node) -> bool {
    matches!(&node.value, Value::List(items) if items.is_empty())
}
