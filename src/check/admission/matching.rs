//! Whether a policy or a binding is about an object: `Matcher` of the server's admission policies.

use std::collections::BTreeMap;

use k8s_openapi::api::admissionregistration::v1::{MatchResources, NamedRuleWithOperations};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::object::{Known, Namespaces, OWN_NAME, Sibling, Target};
use crate::kube::kind::Scope;

/// Whether it is about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match<'t> {
    Yes(As<'t>),
    No,
    /// It depends on a namespace that is not at hand.
    NeedsNamespace,
}

/// As what an object is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum As<'t> {
    Written,
    /// In another version of its kind, which is what is asked for.
    Sibling(&'t Sibling),
}

pub(super) fn matches<'t>(
    asked: &MatchResources,
    target: &'t Target<'_>,
    namespaces: &Namespaces,
) -> Match<'t> {
    let of_namespace = match &asked.namespace_selector {
        Some(selector) if !is_empty(selector) => of_namespace(selector, target, namespaces),
        _ => Match::Yes(As::Written),
    };
    let of_object =
        asked.object_selector.as_ref().is_none_or(|selector| selects(selector, &target.labels));
    if of_namespace == Match::No || !of_object {
        return Match::No;
    }
    let is_exact = asked.match_policy.as_deref() == Some("Exact");
    let by = |rules: &Option<Vec<NamedRuleWithOperations>>| {
        by_rules(rules.as_deref().unwrap_or_default(), target, is_exact)
    };
    if by(&asked.exclude_resource_rules).is_some() {
        return Match::No;
    }
    let is_all = asked.resource_rules.as_ref().is_none_or(Vec::is_empty);
    let what = if is_all { Some(As::Written) } else { by(&asked.resource_rules) };
    match (what, of_namespace) {
        (None, _) => Match::No,
        (Some(what), Match::Yes(_)) => Match::Yes(what),
        (Some(_), of_namespace) => of_namespace,
    }
}

/// Rules for the version that is written go before those for another one of the kind, which are
/// enough where not exactly that version is asked for.
fn by_rules<'t>(
    rules: &[NamedRuleWithOperations],
    target: &'t Target<'_>,
    is_exact: bool,
) -> Option<As<'t>> {
    let written = &target.object.identity.version;
    if rules.iter().any(|rule| is_of(rule, target, written)) {
        return Some(As::Written);
    }
    let siblings =
        || rules.iter().flat_map(|rule| target.siblings.iter().map(move |it| (rule, it)));
    let found = siblings().find(|(rule, sibling)| is_of(rule, target, &sibling.version));
    found.filter(|_| !is_exact).map(|(_, sibling)| As::Sibling(sibling))
}

fn is_empty(selector: &LabelSelector) -> bool {
    selector.match_labels.as_ref().is_none_or(BTreeMap::is_empty)
        && selector.match_expressions.as_ref().is_none_or(Vec::is_empty)
}

/// A namespace is selected by its own labels, and what is in none is always.
fn of_namespace<'t>(
    selector: &LabelSelector,
    target: &Target<'_>,
    namespaces: &Namespaces,
) -> Match<'t> {
    let (labels, known) = match (target.scope, target.namespace()) {
        _ if target.is_namespace() => {
            let mut labels = target.labels.clone();
            labels.insert(OWN_NAME.to_owned(), target.object.identity.name.clone());
            (labels, Known::All)
        }
        (Scope::Cluster, _) => return Match::Yes(As::Written),
        (Scope::Namespaced, Some(name)) => namespaces.labels(name),
        (Scope::Namespaced, None) => return Match::NeedsNamespace,
    };
    let mut keys = selector
        .match_labels
        .iter()
        .flat_map(BTreeMap::keys)
        .chain(selector.match_expressions.iter().flatten().map(|it| &it.key));
    if known == Known::Name && keys.any(|key| key != OWN_NAME) {
        return Match::NeedsNamespace;
    }
    if selects(selector, &labels) { Match::Yes(As::Written) } else { Match::No }
}

pub(super) fn selects(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    let mut pairs = selector.match_labels.iter().flatten();
    let mut expressions = selector.match_expressions.iter().flatten();
    pairs.all(|(key, value)| labels.get(key) == Some(value))
        && expressions.all(|it| {
            let label = labels.get(&it.key);
            let is_one = label.is_some_and(|label| it.values.iter().flatten().any(|v| v == label));
            match it.operator.as_str() {
                "In" => is_one,
                "NotIn" => !is_one,
                "Exists" => label.is_some(),
                "DoesNotExist" => label.is_none(),
                _ => false,
            }
        })
}

/// Whether a rule is about the object in a version of its kind.
fn is_of(rule: &NamedRuleWithOperations, target: &Target<'_>, version: &str) -> bool {
    let identity = &target.object.identity;
    let has = |list: &Option<Vec<String>>, wanted: &str| {
        list.iter().flatten().any(|it| it == "*" || it == wanted)
    };
    let names = rule.resource_names.as_deref().unwrap_or_default();
    let is_named = names.is_empty() || names.contains(&identity.name);
    is_named
        && has(&rule.operations, "CREATE")
        && has(&rule.api_groups, &identity.group)
        && has(&rule.api_versions, version)
        && rule.resources.iter().flatten().any(|it| is_resource(it, &target.resource))
        && match rule.scope.as_deref() {
            Some("Namespaced") => target.scope == Scope::Namespaced,
            Some("Cluster") => target.scope == Scope::Cluster,
            _ => true,
        }
}

/// `pods`, `pods/*` and `*/*` mean pods; `pods/status` does not.
fn is_resource(asked: &str, resource: &str) -> bool {
    let (name, part) = asked.split_once('/').unwrap_or((asked, ""));
    (name == "*" || name == resource) && matches!(part, "" | "*")
}
