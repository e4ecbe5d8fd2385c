//! Who may do more: rules of roles that were not there, subjects that had no role.

use std::collections::BTreeSet;

use super::{Changed, Effect, EffectKind, Seen, effect, kind, text};
use crate::yaml::{Node, Value};

const GROUP: &str = "rbac.authorization.k8s.io";

/// More are not named.
const MOST: usize = 4;

pub(super) fn add(object: Changed<'_, '_>, found: &mut Vec<Effect>) {
    let (old, new) = (&object.old.shown.root, &object.new.shown.root);
    match object.kind() {
        (GROUP, "Role" | "ClusterRole") => {
            let allowed = grants(old);
            let more: Vec<Grant> =
                grants(new).into_iter().filter(|grant| !covers(&allowed, grant)).collect();
            found.extend(allows(object.new, &more));
        }
        (GROUP, "RoleBinding" | "ClusterRoleBinding") => {
            let had = subjects(old);
            let more = subjects(new).into_iter().filter(|subject| !had.contains(subject));
            found.extend(gives(object.new, &more.collect::<Vec<_>>()));
        }
        _ => {}
    }
}

pub(super) fn add_new(new: Seen<'_>, found: &mut Vec<Effect>) {
    if matches!(kind(new), (GROUP, "RoleBinding" | "ClusterRoleBinding")) {
        let subjects: Vec<String> = subjects(&new.shown.root).into_iter().collect();
        found.extend(gives(new, &subjects));
    }
}

/// A verb on a resource of a group, of one name or of all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Grant {
    verb: String,
    group: String,
    resource: String,
    name: Option<String>,
}

fn grants(role: &Node) -> BTreeSet<Grant> {
    let mut grants = BTreeSet::new();
    for rule in role.get("rules").and_then(Node::as_list).unwrap_or_default() {
        let names: Vec<Option<String>> = match words(rule, "resourceNames") {
            names if names.is_empty() => vec![None],
            names => names.into_iter().map(Some).collect(),
        };
        for verb in words(rule, "verbs") {
            for url in words(rule, "nonResourceURLs") {
                let group = String::new();
                grants.insert(Grant { verb: verb.clone(), group, resource: url, name: None });
            }
            for group in words(rule, "apiGroups") {
                for resource in words(rule, "resources") {
                    grants.extend(names.iter().map(|name| Grant {
                        verb: verb.clone(),
                        group: group.clone(),
                        resource: resource.clone(),
                        name: name.clone(),
                    }));
                }
            }
        }
    }
    grants
}

fn words(rule: &Node, field: &str) -> Vec<String> {
    let items = rule.get(field).and_then(Node::as_list).unwrap_or_default();
    items.iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

/// Whether something that was allowed allows it.
fn covers(allowed: &BTreeSet<Grant>, grant: &Grant) -> bool {
    let fits = |pattern: &str, word: &str| pattern == "*" || pattern == word;
    allowed.iter().any(|one| {
        fits(&one.verb, &grant.verb)
            && fits(&one.group, &grant.group)
            && fits(&one.resource, &grant.resource)
            && (one.name.is_none() || one.name == grant.name)
    })
}

fn allows(role: Seen<'_>, more: &[Grant]) -> Option<Effect> {
    let said = |grant: &Grant| {
        let group =
            if grant.group.is_empty() { String::new() } else { format!(".{}", grant.group) };
        let name = grant.name.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
        format!("{} {}{group}{name}", grant.verb, grant.resource)
    };
    let said: Vec<String> = more.iter().map(said).collect();
    let list = listed(&said)?;
    Some(effect(role, EffectKind::Access, format!("allows more: {list}")))
}

fn gives(binding: Seen<'_>, more: &[String]) -> Option<Effect> {
    let list = listed(more)?;
    let role = |field| text(&binding.shown.root, field).unwrap_or("?");
    let (kind, name) = (role("roleRef.kind"), role("roleRef.name"));
    Some(effect(binding, EffectKind::Access, format!("gives {kind} `{name}` to {list}")))
}

fn subjects(binding: &Node) -> BTreeSet<String> {
    let items = binding.get("subjects").and_then(Node::as_list).unwrap_or_default();
    let subject = |item: &Node| {
        let part = |field| match item.get(field).map(|node| &node.value) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let name = part("name")?;
        let place = part("namespace").map(|namespace| format!("{namespace}/")).unwrap_or_default();
        Some(format!("{} `{place}{name}`", part("kind")?))
    };
    items.iter().filter_map(subject).collect()
}

fn listed(all: &[String]) -> Option<String> {
    let mut shown: Vec<String> = all.iter().take(MOST).cloned().collect();
    if all.len() > MOST {
        shown.push(format!("{} more", all.len() - MOST));
    }
    (!shown.is_empty()).then(|| shown.join(", "))
}
