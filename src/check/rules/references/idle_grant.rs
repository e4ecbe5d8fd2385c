//! Rules of roles that grant nothing: resources in the wrong group, and verbs that do not exist.

use crate::check::index::Index;
use crate::check::rules::fields::{items, text};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::kind;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let is_role = matches!(&*object.identity.kind, "Role" | "ClusterRole");
    if !is_role || object.identity.group != "rbac.authorization.k8s.io" {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for rule in items(&object.root, "rules") {
        let groups: Vec<&str> = items(rule, "apiGroups").map(text).collect();
        for node in items(rule, "resources") {
            if let Some(group) = meant(text(node), &groups) {
                let resource = text(node);
                let message = format!("grants `{resource}` in a group that does not have them");
                let fault = say(Code::IdleGrant, object, Spot::At(node), index, message);
                faults.push(fault.help(format!("they are in the group `{group}`")));
            }
        }
        for node in items(rule, "verbs").filter(|verb| is_no_verb(text(verb))) {
            let message = format!("grants `{}`, which is no verb", text(node));
            let fault = say(Code::IdleGrant, object, Spot::At(node), index, message);
            faults.push(fault.help("use get, list, watch, create, update, patch or delete"));
        }
    }
    faults
}

/// The group that a resource is in, if all of the listed ones are built in and do not have it.
fn meant(resource: &str, groups: &[&str]) -> Option<&'static str> {
    let resource = resource.split('/').next().unwrap_or_default();
    let groups_of = || kind::all().iter().filter(|it| it.plural == resource).map(|it| it.group);
    let is_built_in =
        |group: &&str| *group == "extensions" || kind::all().iter().any(|it| it.group == *group);
    let is_granted = || groups_of().any(|group| groups.contains(&group));
    if groups.is_empty() || !groups.iter().all(is_built_in) || is_granted() {
        return None;
    }
    groups_of().next()
}

fn is_no_verb(verb: &str) -> bool {
    const MISTAKEN: [&str; 13] = [
        "add", "apply", "describe", "edit", "exec", "execute", "modify", "post", "put", "read",
        "remove", "view", "write",
    ];
    MISTAKEN.contains(&verb) || verb.bytes().any(|byte| byte.is_ascii_uppercase())
}
