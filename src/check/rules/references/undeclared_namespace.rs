//! Objects in namespaces that do not exist.

use crate::check::at;
use crate::check::index::{BUILT_IN_NAMESPACES, Index};
use crate::check::rules::{Found, HELPED};
use crate::diagnostic::{Code, Diagnostic, did_you_mean, nearest};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for object in index.objects {
        let Some(namespace) = object.identity.namespace.as_deref() else { continue };
        let node = object.root.below("metadata.namespace");
        if let Some(node) = node.filter(|_| index.is_stray(namespace)) {
            let fault = Diagnostic::error(
                Code::UndeclaredNamespace,
                "is in a namespace that nothing creates",
            );
            let fault = fault.subject(object).field("metadata.namespace");
            let mut fault = at(fault, &node.origin, "neither rendered nor the release's own");
            if found.len() < HELPED
                && let Some(help) = suggestion(namespace, index)
            {
                fault = fault.help(help);
            }
            let external = format!("`Namespace//{namespace}`");
            found.push((object, fault.help(crate::check::rules::list_it(&external))));
        }
    }
    found
}

fn suggestion(namespace: &str, index: &Index<'_>) -> Option<String> {
    let built_in = nearest(namespace, BUILT_IN_NAMESPACES);
    let own: Vec<&str> = index.namespaces.iter().copied().collect();
    match built_in {
        Some(name) if nearest(namespace, own.iter().copied()) == Some(name) => {
            Some(format!("did you mean `{name}`?"))
        }
        _ => {
            let own = own.iter().copied().filter(|name| !BUILT_IN_NAMESPACES.contains(name));
            did_you_mean(namespace, own)
        }
    }
}
