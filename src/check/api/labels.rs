//! Labels and what selects by them: `ValidateLabels` and `ValidateLabelSelector` of
//! `k8s.io/apimachinery/pkg/apis/meta/v1/validation`.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};

use super::{Faults, FieldPath};
use crate::kube::names;

/// Labels as an object and a template carry them.
pub(super) type Labels = BTreeMap<String, String>;

/// `ValidateLabels`: keys and values, both refused at the map itself.
pub(crate) fn validate(labels: &Labels, at: FieldPath<'_>, faults: &mut Faults) {
    for (key, value) in labels {
        faults.syntax(at, key, names::label_key);
        faults.syntax(at, value, names::label_value);
    }
}

/// `ValidateLabelSelector`.
pub(super) fn validate_selector(selector: &LabelSelector, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(labels) = &selector.match_labels {
        validate(labels, at.field("matchLabels"), faults);
    }
    let list = at.field("matchExpressions");
    for (index, requirement) in selector.match_expressions.iter().flatten().enumerate() {
        validate_requirement(requirement, list.index(index), faults);
    }
}

fn validate_requirement(rule: &LabelSelectorRequirement, at: FieldPath<'_>, faults: &mut Faults) {
    const OPERATORS: [&str; 4] = ["DoesNotExist", "Exists", "In", "NotIn"];
    let (operator, values) = (rule.operator.as_str(), rule.values.as_deref().unwrap_or_default());
    if !OPERATORS.contains(&operator) {
        faults.invalid(at.field("operator"), format!("`{operator}` is not an operator"));
    }
    validate_values(operator, values, at, faults);
    faults.syntax(at.field("key"), &rule.key, names::label_key);
    for (index, value) in values.iter().enumerate() {
        faults.syntax(at.field("values").index(index), value, names::label_value);
    }
}

/// Whether there are values where an operator takes some, and none where it takes none.
pub(super) fn validate_values(
    operator: &str,
    values: &[String],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    match operator {
        "In" | "NotIn" if values.is_empty() => {
            faults.required(at.field("values"), "values are needed with `In` and `NotIn`");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            let message = "no values go with `Exists` and `DoesNotExist`";
            faults.forbidden(at.field("values"), message);
        }
        _ => {}
    }
}

/// What a pod adds to a selector of its own: `matchLabelKeys`, `mismatchLabelKeys`.
#[derive(Clone, Copy)]
pub(super) struct KeysOfPod<'a> {
    pub matching: &'a [String],
    pub others: &'a [String],
    /// Of the pod; a template's are not known before it has pods.
    pub labels: Option<&'a Labels>,
}

/// `ValidateMatchLabelKeysAndMismatchLabelKeys`; that a key is selected already is said of what
/// holds the selector.
pub(super) fn validate_keys(
    selector: Option<&LabelSelector>,
    keys: KeysOfPod<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let KeysOfPod { matching, others, labels } = keys;
    for (field, keys) in [("matchLabelKeys", matching), ("mismatchLabelKeys", others)] {
        let list = at.field(field);
        if !keys.is_empty() && selector.is_none() {
            faults.forbidden(list, "goes with a `labelSelector`");
            continue;
        }
        for (index, key) in keys.iter().enumerate() {
            faults.syntax(list.index(index), key, names::label_key);
        }
    }
    let list = at.field("matchLabelKeys");
    for (index, key) in matching.iter().enumerate() {
        if others.contains(key) {
            faults.invalid(list.index(index), format!("`{key}` is in `mismatchLabelKeys`, too"));
        }
        let is_of_pod = labels.is_some_and(|labels| labels.contains_key(key));
        let times = selector.map_or(0, |selector| times_selected(selector, key));
        if times + usize::from(is_of_pod) > 1 {
            faults.invalid(at.index(index), format!("`{key}` is in `labelSelector`, too"));
        }
    }
}

fn times_selected(selector: &LabelSelector, key: &str) -> usize {
    let expressions = selector.match_expressions.iter().flatten();
    let labels = selector.match_labels.as_ref();
    expressions.filter(|rule| rule.key == key).count()
        + usize::from(labels.is_some_and(|labels| labels.contains_key(key)))
}

/// Whether a selector asks for nothing, and so selects everything.
pub(super) fn is_empty(selector: &LabelSelector) -> bool {
    selector.match_labels.as_ref().is_none_or(BTreeMap::is_empty)
        && selector.match_expressions.as_ref().is_none_or(Vec::is_empty)
}

/// Whether `labels` are what `selector` asks for.
pub(super) fn matches(selector: &LabelSelector, labels: &Labels) -> bool {
    let wanted = selector.match_labels.iter().flatten();
    wanted.into_iter().all(|(key, value)| labels.get(key) == Some(value))
        && selector.match_expressions.iter().flatten().all(|rule| rule_matches(rule, labels))
}

fn rule_matches(rule: &LabelSelectorRequirement, labels: &Labels) -> bool {
    let listed = |value: &String| rule.values.iter().flatten().any(|listed| listed == value);
    match (rule.operator.as_str(), labels.get(&rule.key)) {
        ("In", found) => found.is_some_and(listed),
        ("NotIn", found) => !found.is_some_and(listed),
        ("Exists", found) => found.is_some(),
        ("DoesNotExist", found) => found.is_none(),
        _ => true,
    }
}

/// Refuses the labels of `meta` if they are not what the selector at `at` asks for.
pub(super) fn hold(
    selector: &LabelSelector,
    at: FieldPath<'_>,
    labels: &Labels,
    meta: FieldPath<'_>,
    faults: &mut Faults,
) {
    let wanted = selector.match_labels.iter().flatten();
    let mut unlike = differences(wanted, at.field("matchLabels"), labels);
    let rules = selector.match_expressions.iter().flatten().enumerate();
    unlike.extend(rules.filter(|(_, rule)| !rule_matches(rule, labels)).map(|(index, rule)| {
        let (key, values) = (&rule.key, rule.values.as_deref().unwrap_or_default().join(", "));
        let asked = match &*rule.operator {
            "In" => format!("`{key}` in {values}"),
            "NotIn" => format!("a `{key}` not in {values}"),
            "Exists" => format!("a `{key}`"),
            _ => format!("no `{key}`"),
        };
        let list = at.field("matchExpressions");
        let found = found(key, labels);
        (format!("it asks for {asked}, and {found}"), list.index(index).to_string())
    }));
    refuse(unlike, meta, faults);
}

/// The same where the selector at `at` is a map of labels.
pub(super) fn hold_plain(
    selector: &Labels,
    at: FieldPath<'_>,
    labels: &Labels,
    meta: FieldPath<'_>,
    faults: &mut Faults,
) {
    refuse(differences(selector.iter(), at, labels), meta, faults);
}

/// What is asked for and not found, in words, and where it is asked for.
fn differences<'l>(
    wanted: impl Iterator<Item = (&'l String, &'l String)>,
    at: FieldPath<'_>,
    labels: &Labels,
) -> Vec<(String, String)> {
    let unlike = wanted.filter(|(key, value)| labels.get(*key) != Some(value));
    let told = unlike.map(|(key, value)| {
        let found = found(key, labels);
        (format!("it asks for `{key}: {value}`, and {found}"), at.key(key).to_string())
    });
    told.collect()
}

fn refuse(unlike: Vec<(String, String)>, meta: FieldPath<'_>, faults: &mut Faults) {
    let Some((_, first)) = unlike.first() else { return };
    let told: Vec<&str> = unlike.iter().take(2).map(|(words, _)| words.as_str()).collect();
    let mut message = format!("`selector` does not match these labels: {}", told.join("; "));
    if unlike.len() > told.len() {
        message += &format!("; and so on for {} more", unlike.len() - told.len());
    }
    faults.unfit(meta.field("labels"), message, first.clone());
}

fn found(key: &str, labels: &Labels) -> String {
    match labels.get(key) {
        Some(value) => format!("they have `{key}: {value}`"),
        None => format!("they have no `{key}`"),
    }
}

/// Whether the server can make a selector of this at all: `LabelSelectorAsSelector`.
pub(super) fn is_selector(selector: &LabelSelector) -> bool {
    let mut faults = Faults::default();
    validate_selector(selector, FieldPath::ROOT, &mut faults);
    faults.found.is_empty()
}
