//! References to objects that do not exist.

use std::collections::HashSet;

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::pods::Which;
use crate::check::index::references::Reference;
use crate::check::rules::fields::items;
use crate::check::rules::{Found, HELPED, SEARCHED};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut told = HashSet::new();
    let missing = index.references.iter().filter(|reference| is_missing(reference, index));
    let mut missing = missing.peekable();
    // Where all that others provide is listed, this is listed too.
    let is_silent = index.is_closed() || missing.peek().is_none();
    let made = if is_silent { HashSet::new() } else { by_programs(index) };
    let missing = missing.filter(|reference| {
        !matches!(reference.kind, "ConfigMap" | "Secret") || !made.contains(reference.name)
    });
    // An object may name another in many places.
    let missing = missing.filter(|reference| {
        let Reference { from, kind, namespace, name, .. } = **reference;
        told.insert((std::ptr::from_ref::<Object>(from), kind, namespace, name))
    });
    let faults = missing.enumerate().map(|(nth, reference)| {
        let help = if nth < HELPED { suggestion(reference, index) } else { None };
        (reference.from, fault(reference, index, help))
    });
    faults.collect()
}

/// Names that programs of the stack are told: by an argument, or by a role that is for an object of
/// that name. They may make what is called so.
fn by_programs<'m>(index: &Index<'m>) -> HashSet<&'m str> {
    let mut names = HashSet::new();
    for container in index.pods.within(None).flat_map(|pods| pods.containers(Which::All)) {
        let words = ["command", "args"].iter().flat_map(|list| items(container, list));
        for word in words.filter_map(Node::as_str) {
            names.extend(word.split(|c: char| !c.is_alphanumeric() && !"-.".contains(c)));
        }
    }
    let roles =
        index.objects.iter().filter(|it| matches!(&*it.identity.kind, "Role" | "ClusterRole"));
    for rule in roles.flat_map(|role| items(&role.root, "rules")) {
        names.extend(items(rule, "resourceNames").filter_map(Node::as_str));
    }
    names
}

fn is_missing<'m>(reference: &Reference<'m>, index: &Index<'m>) -> bool {
    let Reference { kind, namespace, name, .. } = *reference;
    !is_in_every_cluster(kind, namespace, name) && !index.has(kind, namespace, name)
}

/// The user-facing roles of every cluster; those of its components begin with `system:`.
const CLUSTER_ROLES: [&str; 4] = ["cluster-admin", "admin", "edit", "view"];

/// Objects that every cluster or namespace has.
fn is_in_every_cluster(kind: &str, namespace: Option<&str>, name: &str) -> bool {
    let is_systems = namespace.is_some_and(|namespace| namespace.starts_with("kube-"));
    is_systems
        || match kind {
            "ConfigMap" => name == "kube-root-ca.crt",
            "ServiceAccount" | "TLSOption" | "TLSStore" => name == "default",
            "Service" => namespace == Some("default") && name == "kubernetes",
            "ClusterRole" => CLUSTER_ROLES.contains(&name) || name.starts_with("system:"),
            _ => false,
        }
}

fn fault<'m>(
    reference: &Reference<'m>,
    index: &Index<'m>,
    suggestion: Option<String>,
) -> Diagnostic {
    let Reference { from, kind, namespace, name, node, .. } = *reference;
    let shown = namespace.map_or(name.to_owned(), |namespace| format!("{namespace}/{name}"));
    let message = format!("refers to {kind} `{shown}`, which nothing creates");
    let path = index.paths.of(node, from);
    let fault = Diagnostic::error(Code::DanglingReference, message).subject(from).field(&*path);
    let fault = at(fault, &node.origin, path);
    let fault = suggestion.into_iter().fold(fault, Diagnostic::help);
    let namespace = namespace.unwrap_or_default();
    fault.help(crate::check::rules::list_it(&format!("`{kind}/{namespace}/{name}`")))
}

fn suggestion<'m>(reference: &Reference<'m>, index: &Index<'m>) -> Option<String> {
    let Reference { kind, namespace, name, .. } = *reference;
    let all = index.names(kind);
    if let Some((Some(other), _)) = all.iter().find(|(_, known)| *known == name) {
        return Some(format!("there is one of this name in the namespace `{other}`"));
    }
    let here = all.iter().filter(|(at, _)| at.is_none() || namespace.is_none() || *at == namespace);
    let built_in = CLUSTER_ROLES.into_iter().filter(|_| kind == "ClusterRole");
    let known = here.take(SEARCHED).map(|(_, name)| *name).chain(built_in);
    nearest(name, known).map(|nearest| format!("did you mean `{nearest}`?"))
}
