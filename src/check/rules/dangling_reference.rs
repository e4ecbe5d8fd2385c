//! Fields that name an object which is not there.

use std::collections::HashSet;

use super::Found;
use crate::check::at;
use crate::check::index::pods::MANY;
use crate::check::index::references::Reference;
use crate::check::index::{Index, path_of};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::manifest::Object;

pub fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut told = HashSet::new();
    let missing = index.references.iter().filter(|reference| is_missing(reference, index));
    // An object may name another in many places.
    let missing = missing.filter(|reference| {
        let Reference { from, kind, namespace, name, .. } = **reference;
        told.insert((std::ptr::from_ref::<Object>(from), kind, namespace, name))
    });
    missing.map(|reference| (reference.from, fault(reference, index))).collect()
}

fn is_missing(reference: &Reference<'_>, index: &Index<'_>) -> bool {
    let Reference { kind, namespace, name, .. } = *reference;
    !is_in_every_cluster(kind, namespace, name) && !index.has(kind, namespace, name)
}

/// What no manifest needs to bring.
fn is_in_every_cluster(kind: &str, namespace: Option<&str>, name: &str) -> bool {
    let is_systems = namespace.is_some_and(|namespace| namespace.starts_with("kube-"));
    is_systems
        || match kind {
            "ServiceAccount" => name == "default",
            "ConfigMap" => name == "kube-root-ca.crt",
            "Service" => namespace == Some("default") && name == "kubernetes",
            "ClusterRole" => {
                matches!(name, "cluster-admin" | "admin" | "edit" | "view")
                    || name.starts_with("system:")
            }
            _ => false,
        }
}

fn fault<'m>(reference: &Reference<'m>, index: &Index<'m>) -> Diagnostic {
    let Reference { from, kind, namespace, name, node, .. } = *reference;
    let shown = namespace.map_or(name.to_owned(), |namespace| format!("{namespace}/{name}"));
    let message = format!("{from} refers to {kind} `{shown}`, which nobody makes");
    let fault = Diagnostic::error("dangling-reference", message);
    let mut fault = at(fault, &node.origin, path_of(node, &from.root));
    if let Some(help) = suggestion(reference, index) {
        fault = fault.help(help);
    }
    let namespace = namespace.unwrap_or_default();
    fault.help(super::list_it(&format!("`{kind}/{namespace}/{name}`")))
}

fn suggestion(reference: &Reference<'_>, index: &Index<'_>) -> Option<String> {
    let Reference { kind, namespace, name, .. } = *reference;
    let all = index.names(kind);
    if let Some((Some(other), _)) = all.iter().find(|(_, known)| *known == name) {
        return Some(format!("there is one of this name in the namespace `{other}`"));
    }
    let here = all.iter().filter(|(at, _)| at.is_none() || namespace.is_none() || *at == namespace);
    did_you_mean(name, here.take(MANY).map(|(_, name)| *name))
}
