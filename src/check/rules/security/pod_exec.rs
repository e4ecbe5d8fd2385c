//! Roles that may run commands in any pod.

use super::grants::{allowed, bound_by_own, rules};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::rules::Found;
use crate::diagnostic::Code;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let own = bound_by_own(index);
    let mut found = Vec::new();
    for object in index.objects {
        let identity = &object.identity;
        let namespace = index.namespace(object).filter(|_| identity.kind == "Role");
        if own.contains(&(&*identity.kind, namespace, &*identity.name)) {
            continue;
        }
        let granting = rules(object).filter_map(|rule| allowed(rule, &RESOURCES, &VERBS));
        found.extend(granting.map(|(node, _)| {
            let message = "allows to run commands in pods";
            let fault = say(Code::PodExec, object, Spot::At(node), index, message);
            (object, fault.help("leave it to people, by a role of theirs"))
        }));
    }
    found
}

const RESOURCES: [(&str, &str); 2] = [("", "pods/exec"), ("", "pods/attach")];

const VERBS: [&str; 2] = ["create", "get"];
