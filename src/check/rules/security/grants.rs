//! What roles allow: which verbs on which resources.

use std::collections::{HashMap, HashSet};

use super::fields::{items, text};
use crate::check::index::Index;
use crate::manifest::Object;
use crate::yaml::Node;

pub(super) const GROUP: &str = "rbac.authorization.k8s.io";

/// Every resource, verb or group.
pub(super) const ALL: &str = "*";

/// The rules of a role that is none of the cluster's own.
pub(super) fn rules(role: &Object) -> std::slice::Iter<'_, Node> {
    let identity = &role.identity;
    let is_own = OWN.contains(&&*identity.name) || starts_as_own(&identity.name);
    if is_role(role) && !is_own { items(&role.root, "rules") } else { [].iter() }
}

/// Whether a rule allows all verbs: `*`, or each of them.
pub(super) fn allows_all_verbs(rule: &Node) -> bool {
    let has = |verb: &str| words(rule, "verbs").any(|(_, word)| word == verb);
    has(ALL) || VERBS.into_iter().all(has)
}

const VERBS: [&str; 7] = ["get", "list", "watch", "create", "update", "patch", "delete"];

/// Those that every cluster has; a provider's begin with its name.
const OWN: [&str; 4] = ["cluster-admin", "admin", "edit", "view"];

/// The words of a list in a rule.
pub(super) fn words<'m>(rule: &'m Node, list: &str) -> impl Iterator<Item = (&'m Node, &'m str)> {
    items(rule, list).map(|node| (node, text(node)))
}

/// The resource of a rule that it allows one of these verbs on; `resources` are groups with names.
///
/// A rule for objects of certain names allows what it says of these alone, which is not asked.
pub(super) fn allowed<'m>(
    rule: &'m Node,
    resources: &[(&str, &str)],
    verbs: &[&str],
) -> Option<(&'m Node, &'m str)> {
    if items(rule, "resourceNames").next().is_some() {
        return None;
    }
    let is_verb = |verb: &str| verb == ALL || verbs.contains(&verb);
    if !words(rule, "verbs").any(|(_, verb)| is_verb(verb)) {
        return None;
    }
    let is_in = |group: &str| words(rule, "apiGroups").any(|(_, it)| it == ALL || it == group);
    let is_one = |word: &str| {
        let is_meant =
            |(group, name): &(&str, &str)| (word == ALL || word == *name) && is_in(group);
        resources.iter().any(is_meant)
    };
    words(rule, "resources").find(|(_, word)| is_one(word))
}

/// Roles that are bound, and only by bindings that are the cluster's or the provider's own.
pub(super) fn bound_by_own<'m>(index: &Index<'m>) -> HashSet<RoleName<'m>> {
    let mut own = HashMap::new();
    for binding in index.objects.iter().filter(|object| is_binding(object)) {
        let role = binding.root.get("roleRef");
        let of = |field| role.and_then(|role| role.get(field)).map(text).unwrap_or_default();
        let kind = of("kind");
        let namespace = index.namespace(binding).filter(|_| kind == "Role");
        let is_own = starts_as_own(&binding.identity.name);
        *own.entry((kind, namespace, of("name"))).or_insert(true) &= is_own;
    }
    own.into_iter().filter(|(_, is_own)| *is_own).map(|(role, _)| role).collect()
}

/// A kind, the namespace of a Role, and a name.
pub(super) type RoleName<'m> = (&'m str, Option<&'m str>, &'m str);

fn starts_as_own(name: &str) -> bool {
    ["system:", "gce:"].iter().any(|start| name.starts_with(start))
}

pub(super) fn is_role(object: &Object) -> bool {
    let identity = &object.identity;
    identity.group == GROUP && matches!(&*identity.kind, "Role" | "ClusterRole")
}

/// Whether an object binds a role to subjects.
pub(super) fn is_binding(object: &Object) -> bool {
    let identity = &object.identity;
    identity.group == GROUP && matches!(&*identity.kind, "RoleBinding" | "ClusterRoleBinding")
}
