//! Labels of nodes that have other names today, and terms of scheduling that match no pod.

use k8s_openapi::api::core::v1::{NodeSelectorTerm, PodAffinityTerm, PodSpec};

use crate::check::api::empty::OrEmpty;
use crate::check::api::node_labels::{old_label, warn_of_term};
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";

pub(crate) fn warn(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    for (label, _) in spec.node_selector.iter().flatten() {
        old_label(label, at.field("nodeSelector").key(label), faults);
    }
    for (index, constraint) in spec.topology_spread_constraints.or_empty().iter().enumerate() {
        let at = at.field("topologySpreadConstraints");
        let at = at.index(index);
        old_label(&constraint.topology_key, at.field("topologyKey"), faults);
        if constraint.label_selector.is_none() {
            faults.warn(at.field("labelSelector"), NO_SELECTOR);
        }
    }
    warn_of_node_affinity(spec, at.field("affinity").field("nodeAffinity"), faults);
    warn_of_pod_affinity(spec, at.field("affinity"), faults);
}

fn warn_of_node_affinity(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let affinity = spec.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let Some(affinity) = affinity else { return };
    if let Some(required) = &affinity.required_during_scheduling_ignored_during_execution {
        let at = at.field(REQUIRED);
        for (index, term) in required.node_selector_terms.iter().enumerate() {
            warn_of_term(term, at.field("nodeSelectorTerms").index(index), faults);
        }
    }
    let preferred = affinity.preferred_during_scheduling_ignored_during_execution.or_empty();
    for (index, term) in preferred.iter().enumerate() {
        let at = at.field(PREFERRED);
        let at = at.index(index);
        let at = at.field("preference");
        warn_of_term(&term.preference, at, faults);
        warn_of_values(&term.preference, at, faults);
    }
}

/// What can't be the value of a label is refused where it is required, and warned of here.
fn warn_of_values(term: &NodeSelectorTerm, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, expression) in term.match_expressions.or_empty().iter().enumerate() {
        let at = at.field("matchExpressions");
        let at = at.index(index);
        let at = at.field("values");
        for (index, value) in expression.values.or_empty().iter().enumerate() {
            if let Err(message) = names::label_value(value) {
                faults.warn(at.index(index), format!("`{value}` {message}"));
            }
        }
    }
}

const NO_SELECTOR: &str = "is not given, which matches no pod";

fn warn_of_pod_affinity(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(affinity) = &spec.affinity else { return };
    if let Some(near) = &affinity.pod_affinity {
        let required = near.required_during_scheduling_ignored_during_execution.or_empty();
        let preferred = near.preferred_during_scheduling_ignored_during_execution.or_empty();
        let preferred = preferred.iter().map(|term| &term.pod_affinity_term);
        warn_of_pod_terms(required, preferred, at.field("podAffinity"), faults);
    }
    if let Some(apart) = &affinity.pod_anti_affinity {
        let required = apart.required_during_scheduling_ignored_during_execution.or_empty();
        let preferred = apart.preferred_during_scheduling_ignored_during_execution.or_empty();
        let preferred = preferred.iter().map(|term| &term.pod_affinity_term);
        warn_of_pod_terms(required, preferred, at.field("podAntiAffinity"), faults);
    }
}

fn warn_of_pod_terms<'a>(
    required: &[PodAffinityTerm],
    preferred: impl Iterator<Item = &'a PodAffinityTerm>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (index, term) in required.iter().enumerate() {
        let at = at.field(REQUIRED);
        if term.label_selector.is_none() {
            faults.warn(at.index(index).field("labelSelector"), NO_SELECTOR);
        }
    }
    for (index, term) in preferred.enumerate() {
        let at = at.field(PREFERRED);
        let at = at.index(index);
        if term.label_selector.is_none() {
            faults.warn(at.field("podAffinityTerm").field("labelSelector"), NO_SELECTOR);
        }
    }
}
