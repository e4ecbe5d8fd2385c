//! Labels of nodes that have other names today: what the server warns of wherever nodes are selected.

use k8s_openapi::api::core::v1::NodeSelectorTerm;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::empty::OrEmpty;
use super::{Faults, FieldPath};

/// `GetWarningsForNodeSelectorTerm`
pub(crate) fn warn_of_term(term: &NodeSelectorTerm, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, expression) in term.match_expressions.or_empty().iter().enumerate() {
        let at = at.field("matchExpressions");
        old_label(&expression.key, at.index(index).field("key"), faults);
    }
}

/// `GetWarningsForNodeSelector`
pub(crate) fn warn_of_selector(selector: &LabelSelector, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, expression) in selector.match_expressions.or_empty().iter().enumerate() {
        let at = at.field("matchExpressions");
        old_label(&expression.key, at.index(index).field("key"), faults);
    }
    for label in selector.match_labels.iter().flatten().map(|(label, _)| label) {
        old_label(label, at.field("matchLabels").key(label), faults);
    }
}

/// `GetNodeLabelDeprecatedMessage`
pub(crate) fn old_label(label: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let instead = match label {
        "beta.kubernetes.io/arch" => "`kubernetes.io/arch`",
        "beta.kubernetes.io/os" => "`kubernetes.io/os`",
        "beta.kubernetes.io/instance-type" => "`node.kubernetes.io/instance-type`",
        "failure-domain.beta.kubernetes.io/region" => "`topology.kubernetes.io/region`",
        "failure-domain.beta.kubernetes.io/zone" => "`topology.kubernetes.io/zone`",
        "node-role.kubernetes.io/master" => "`node-role.kubernetes.io/control-plane`",
        "scheduler.alpha.kubernetes.io/preferAvoidPods" => "taints and tolerations",
        "app.kubernetes.io/created-by" => {
            return faults.warn(at, format!("`{label}` is deprecated"));
        }
        _ => return,
    };
    faults.warn(at, format!("`{label}` is deprecated, use {instead}"));
}
