//! When and where a pod is placed: `ValidateTolerations`, `validateTopologySpreadConstraints`,
//! `validateSchedulingGates`, `validateReadinessGates`.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{PodSpec, Toleration, TopologySpreadConstraint};

use crate::check::api::empty::OrEmpty;
use crate::check::api::labels::{KeysOfPod, Labels};
use crate::check::api::{Faults, FieldPath, labels};
use crate::kube::names;

pub(super) fn validate(
    spec: &PodSpec,
    labels: Option<&Labels>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    validate_tolerations(spec.tolerations.or_empty(), at.field("tolerations"), faults);
    let constraints = spec.topology_spread_constraints.or_empty();
    validate_spread(constraints, labels, at.field("topologySpreadConstraints"), faults);
    validate_gates(spec, at, faults);
}

fn validate_gates(spec: &PodSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let list = at.field("readinessGates");
    for (index, gate) in spec.readiness_gates.or_empty().iter().enumerate() {
        let at = list.index(index);
        faults.syntax(at.field("conditionType"), &gate.condition_type, names::qualified_name);
    }
    let list = at.field("schedulingGates");
    let mut seen = BTreeSet::new();
    for (index, gate) in spec.scheduling_gates.or_empty().iter().enumerate() {
        faults.syntax(list.index(index), &gate.name, names::qualified_name);
        if !seen.insert(&gate.name) {
            faults.duplicate(list.index(index), &gate.name);
        }
    }
}

fn validate_tolerations(tolerations: &[Toleration], list: FieldPath<'_>, faults: &mut Faults) {
    for (index, toleration) in tolerations.iter().enumerate() {
        validate_toleration(toleration, list.index(index), faults);
    }
}

/// What a taint does to pods that don't tolerate it.
pub(crate) const EFFECTS: [&str; 3] = ["NoExecute", "NoSchedule", "PreferNoSchedule"];

/// `Equal` is meant unless another operator is given.
pub(crate) fn validate_toleration(toleration: &Toleration, at: FieldPath<'_>, faults: &mut Faults) {
    let (key, value) = (toleration.key.or_empty(), toleration.value.or_empty());
    let (operator, effect) = (toleration.operator.or_empty(), toleration.effect.or_empty());
    if !key.is_empty() {
        faults.syntax(at.field("key"), key, names::label_key);
    } else if operator != "Exists" {
        faults.invalid(at.field("operator"), "must be `Exists` where there is no `key`");
    }
    if toleration.toleration_seconds.is_some() && effect != "NoExecute" {
        let message = "must be `NoExecute` with `tolerationSeconds`";
        faults.invalid(at.field("effect"), message);
    }
    match operator {
        "" | "Equal" => {
            faults.syntax(at.field("operator"), value, names::label_value);
        }
        "Exists" if !value.is_empty() => {
            faults.invalid(at.field("operator"), "`Exists` goes with no `value`");
        }
        // The comparing operators are behind a feature that is off.
        "Exists" => {}
        other => faults.not_supported(at.field("operator"), other, &["Equal", "Exists"]),
    }
    if !effect.is_empty() {
        faults.one_of(at.field("effect"), effect, &EFFECTS);
    }
}

fn validate_spread(
    list: &[TopologySpreadConstraint],
    labels: Option<&Labels>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    // Refused are those that another one follows.
    let last: BTreeMap<_, usize> =
        list.iter().enumerate().map(|(index, it)| (spread_of(it), index)).collect();
    for (index, constraint) in list.iter().enumerate() {
        let at = at.index(index);
        validate_constraint(constraint, labels, at, faults);
        if last[&spread_of(constraint)] > index {
            let at = at.field("{topologyKey, whenUnsatisfiable}");
            faults.duplicate(at, &constraint.topology_key);
        }
    }
}

/// No two constraints may have these in common.
fn spread_of(constraint: &TopologySpreadConstraint) -> (&str, &str) {
    (&constraint.topology_key, &constraint.when_unsatisfiable)
}

fn validate_constraint(
    given: &TopologySpreadConstraint,
    labels: Option<&Labels>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    const ACTIONS: [&str; 2] = ["DoNotSchedule", "ScheduleAnyway"];
    if given.max_skew <= 0 {
        faults.invalid(at.field("maxSkew"), "must be greater than 0");
    }
    faults.filled(at.field("topologyKey"), &given.topology_key);
    faults.one_of(at.field("whenUnsatisfiable"), &given.when_unsatisfiable, &ACTIONS);
    if let Some(number) = given.min_domains {
        if number <= 0 {
            faults.invalid(at.field("minDomains"), "must be greater than 0");
        }
        if given.when_unsatisfiable != "DoNotSchedule" {
            faults.invalid(at.field("minDomains"), "goes with `DoNotSchedule`");
        }
    }
    for (field, policy) in [
        ("nodeAffinityPolicy", &given.node_affinity_policy),
        ("nodeTaintsPolicy", &given.node_taints_policy),
    ] {
        if let Some(policy) = policy {
            faults.one_of(at.field(field), policy, &["Honor", "Ignore"]);
        }
    }
    let matching = given.match_label_keys.or_empty();
    let keys = KeysOfPod { matching, others: &[], labels };
    labels::validate_keys(given.label_selector.as_ref(), keys, at, faults);
    if let Some(selector) = &given.label_selector {
        labels::validate_selector(selector, at.field("labelSelector"), faults);
    }
}
