//! Which nodes a volume can be reached from, and where volumes may be made:
//! `ValidateNodeSelector` and `ValidateTopologySelectorTerm` of the core validation.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{
    NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, TopologySelectorTerm,
};

use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

pub(crate) fn node_selector(selector: &NodeSelector, at: FieldPath<'_>, faults: &mut Faults) {
    let at = at.field("nodeSelectorTerms");
    if selector.node_selector_terms.is_empty() {
        faults.required(at, "must have at least one term");
    }
    for (index, term) in selector.node_selector_terms.iter().enumerate() {
        node_selector_term(term, at.index(index), faults);
    }
}

fn node_selector_term(term: &NodeSelectorTerm, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, requirement) in term.match_expressions.iter().flatten().enumerate() {
        node_requirement(requirement, at.field("matchExpressions").index(index), faults);
    }
    for (index, requirement) in term.match_fields.iter().flatten().enumerate() {
        node_field(requirement, at.field("matchFields").index(index), faults);
    }
}

fn node_requirement(requirement: &NodeSelectorRequirement, at: FieldPath<'_>, faults: &mut Faults) {
    let values = requirement.values.as_deref().unwrap_or_default();
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.is_empty() => {
            faults.required(at.field("values"), "must be given with `In` and `NotIn`");
        }
        "Exists" | "DoesNotExist" if !values.is_empty() => {
            faults.forbidden(at.field("values"), "can't be given with `Exists` and `DoesNotExist`");
        }
        "Gt" | "Lt" if values.len() != 1 => {
            faults.required(at.field("values"), "must have a single value with `Gt` and `Lt`");
        }
        "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" => {}
        word => faults.invalid(at.field("operator"), format!("`{word}` is not an operator")),
    }
    faults.syntax(at.field("key"), &requirement.key, names::label_key);
    for (index, value) in values.iter().enumerate() {
        faults.syntax(at.field("values").index(index), value, names::label_value);
    }
}

/// `ValidateNodeFieldSelectorRequirement`: only `metadata.name`, one value.
fn node_field(requirement: &NodeSelectorRequirement, at: FieldPath<'_>, faults: &mut Faults) {
    let values = requirement.values.as_deref().unwrap_or_default();
    match requirement.operator.as_str() {
        "In" | "NotIn" if values.len() != 1 => {
            faults.required(at.field("values"), "must have a single value");
        }
        "In" | "NotIn" => {}
        word => faults.invalid(at.field("operator"), format!("`{word}` is not an operator")),
    }
    if requirement.key == "metadata.name" {
        for (index, value) in values.iter().enumerate() {
            faults.syntax(at.field("values").index(index), value, names::dns_subdomain);
        }
    } else {
        let message = format!("`{}` is not a field to select nodes by", requirement.key);
        faults.invalid(at.field("key"), message);
    }
}

/// `validateAllowedTopologies`, which takes an empty term for a repeated one.
pub(crate) fn topologies(terms: &[TopologySelectorTerm], at: FieldPath<'_>, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (index, term) in terms.iter().enumerate() {
        let at = at.index(index);
        let at = at.field("matchLabelExpressions");
        let wanted = topology(term, at, faults);
        if wanted.is_empty() || !seen.insert(wanted) {
            faults.duplicate(at, "the term");
        }
    }
}

fn topology<'a>(
    term: &'a TopologySelectorTerm,
    at: FieldPath<'_>,
    faults: &mut Faults,
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut wanted = BTreeMap::new();
    for (index, requirement) in term.match_label_expressions.iter().flatten().enumerate() {
        let at = at.index(index);
        let mut values = BTreeSet::new();
        if requirement.values.is_empty() {
            faults.required(at.field("values"), "must be given");
        }
        for (index, value) in requirement.values.iter().enumerate() {
            if !values.insert(value.as_str()) {
                faults.duplicate(at.field("values").index(index), value);
            }
        }
        faults.syntax(at.field("key"), &requirement.key, names::label_key);
        if wanted.insert(requirement.key.as_str(), values).is_some() {
            faults.duplicate(at.field("key"), &requirement.key);
        }
    }
    wanted
}
