//! Which nodes and which pods a pod wants near it: `validateAffinity`, `ValidateNodeSelector`.

use k8s_openapi::api::core::v1::{
    Affinity, NodeAffinity, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm,
    PodAffinityTerm, WeightedPodAffinityTerm,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::labels::{KeysOfPod, Labels};
use crate::check::api::{Faults, FieldPath, labels};
use crate::kube::names;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

pub(super) fn validate(
    affinity: &Affinity,
    labels: Option<&Labels>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if let Some(nodes) = &affinity.node_affinity {
        validate_nodes(nodes, at.field("nodeAffinity"), faults);
    }
    if let Some(pods) = &affinity.pod_affinity {
        let at = at.field("podAffinity");
        let required = &pods.required_during_scheduling_ignored_during_execution;
        let preferred = &pods.preferred_during_scheduling_ignored_during_execution;
        validate_pods(required.or_empty(), preferred.or_empty(), labels, at, faults);
    }
    if let Some(pods) = &affinity.pod_anti_affinity {
        let at = at.field("podAntiAffinity");
        let required = &pods.required_during_scheduling_ignored_during_execution;
        let preferred = &pods.preferred_during_scheduling_ignored_during_execution;
        validate_pods(required.or_empty(), preferred.or_empty(), labels, at, faults);
    }
}

fn validate_nodes(affinity: &NodeAffinity, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(selector) = &affinity.required_during_scheduling_ignored_during_execution {
        validate_node_selector(selector, at.field(REQUIRED), faults);
    }
    let preferred = affinity.preferred_during_scheduling_ignored_during_execution.or_empty();
    let list = at.field(PREFERRED);
    for (index, term) in preferred.iter().enumerate() {
        let at = list.index(index);
        validate_weight(term.weight, at.field("weight"), faults);
        validate_term(&term.preference, Values::Any, at.field("preference"), faults);
    }
}

/// `ValidateNodeSelector`, of volumes too.
pub(super) fn validate_node_selector(
    selector: &NodeSelector,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let list = at.field("nodeSelectorTerms");
    if selector.node_selector_terms.is_empty() {
        faults.required(list, "at least one term is required");
    }
    for (index, term) in selector.node_selector_terms.iter().enumerate() {
        validate_term(term, Values::OfLabels, list.index(index), faults);
    }
}

/// What a preferred term asks for need not exist on any node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    OfLabels,
    Any,
}

fn validate_term(term: &NodeSelectorTerm, values: Values, at: FieldPath<'_>, faults: &mut Faults) {
    let list = at.field("matchExpressions");
    for (index, rule) in term.match_expressions.or_empty().iter().enumerate() {
        validate_expression(rule, values, list.index(index), faults);
    }
    let list = at.field("matchFields");
    for (index, rule) in term.match_fields.or_empty().iter().enumerate() {
        validate_field(rule, list.index(index), faults);
    }
}

/// `ValidateNodeSelectorRequirement`.
fn validate_expression(
    rule: &NodeSelectorRequirement,
    kind: Values,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let values = rule.values.or_empty();
    let list = at.field("values");
    match rule.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            faults.required(list, "values are needed with `In` and `NotIn`");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            faults.forbidden(list, "no values go with `Exists` and `DoesNotExist`");
        }
        "Gt" | "Lt" if values.len() != 1 => {
            faults.required(list, "one value is needed with `Gt` and `Lt`");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        other => faults.invalid(at.field("operator"), format!("`{other}` is not an operator")),
    }
    faults.syntax(at.field("key"), &rule.key, names::label_key);
    if kind == Values::OfLabels {
        for (index, value) in values.iter().enumerate() {
            faults.syntax(list.index(index), value, names::label_value);
        }
    }
}

/// `ValidateNodeFieldSelectorRequirement`: of its fields, a node is found by its name.
fn validate_field(rule: &NodeSelectorRequirement, at: FieldPath<'_>, faults: &mut Faults) {
    let values = rule.values.or_empty();
    let list = at.field("values");
    match rule.operator.as_str() {
        "In" | "NotIn" => {
            if values.len() != 1 {
                faults.required(list, "one value is needed for a field of a node");
            }
        }
        other => faults.invalid(at.field("operator"), format!("`{other}` is not an operator here")),
    }
    if rule.key == "metadata.name" {
        for (index, value) in values.iter().enumerate() {
            faults.syntax(list.index(index), value, names::dns_subdomain);
        }
    } else {
        faults.invalid(at.field("key"), format!("`{}` is not `metadata.name`", rule.key));
    }
}

fn validate_pods(
    required: &[PodAffinityTerm],
    preferred: &[WeightedPodAffinityTerm],
    labels: Option<&Labels>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let list = at.field(REQUIRED);
    for (index, term) in required.iter().enumerate() {
        validate_pod_term(term, labels, list.index(index), faults);
    }
    let list = at.field(PREFERRED);
    for (index, term) in preferred.iter().enumerate() {
        let at = list.index(index);
        validate_weight(term.weight, at.field("weight"), faults);
        validate_pod_term(&term.pod_affinity_term, labels, at.field("podAffinityTerm"), faults);
    }
}

/// `validatePodAffinityTerm`.
fn validate_pod_term(
    term: &PodAffinityTerm,
    labels: Option<&Labels>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (field, selector) in
        [("labelSelector", &term.label_selector), ("namespaceSelector", &term.namespace_selector)]
    {
        if let Some(selector) = selector {
            labels::validate_selector(selector, at.field(field), faults);
        }
    }
    for namespace in term.namespaces.or_empty() {
        faults.syntax(at.field("namespace"), namespace, names::dns_label);
    }
    let keys = KeysOfPod {
        matching: term.match_label_keys.or_empty(),
        others: term.mismatch_label_keys.or_empty(),
        labels,
    };
    labels::validate_keys(term.label_selector.as_ref(), keys, at, faults);
    let topology = at.field("topologyKey");
    faults.filled(topology, &term.topology_key);
    faults.syntax(topology, &term.topology_key, names::label_key);
}

fn validate_weight(weight: i32, at: FieldPath<'_>, faults: &mut Faults) {
    if !(1..=100).contains(&weight) {
        faults.invalid(at, format!("{weight} is not between 1 and 100"));
    }
}
