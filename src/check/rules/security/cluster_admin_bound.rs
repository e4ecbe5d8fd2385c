//! Bindings of roles that allow everything.

use std::collections::HashSet;

use super::fields::{items, text};
use super::grants::{ALL, allows_all_verbs, is_binding, is_role, words};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::rules::Found;
use crate::diagnostic::Code;
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let all_rights: HashSet<(&str, Option<&str>, &str)> = index
        .objects
        .iter()
        .filter(|role| is_role(role) && items(&role.root, "rules").any(allows_all))
        .map(|role| (&*role.identity.kind, place(role, index), &*role.identity.name))
        .collect();
    let mut found = Vec::new();
    for object in index.objects.iter().filter(|object| is_binding(object)) {
        let Some(node) = object.root.below("roleRef.name") else { continue };
        let kind = object.root.below("roleRef.kind").map(text).unwrap_or_default();
        let name = text(node);
        let place = if kind == "Role" { index.namespace(object) } else { None };
        let is_own = object.identity.name == "cluster-admin"
            || ["system:", "gce:"].iter().any(|it| object.identity.name.starts_with(it));
        let gives_all = (kind == "ClusterRole" && name == "cluster-admin")
            || all_rights.contains(&(kind, place, name));
        if gives_all && !is_own {
            let message = format!("gives all rights, by the {kind} `{name}`");
            let fault = say(Code::ClusterAdminBound, object, Spot::At(node), index, message);
            found.push((
                object,
                fault.help("make a role with the rights that are needed, and bind that"),
            ));
        }
    }
    found
}

fn allows_all(rule: &Node) -> bool {
    let has_all = |list| words(rule, list).any(|(_, word)| word == ALL);
    allows_all_verbs(rule) && ["resources", "apiGroups"].into_iter().all(has_all)
}

/// Where a role is; a `ClusterRole` is nowhere, whatever it says.
fn place<'m>(role: &'m Object, index: &Index<'m>) -> Option<&'m str> {
    index.namespace(role).filter(|_| role.identity.kind == "Role")
}
