//! Roles and their bindings: `ValidateRole`, `ValidateClusterRole`, `ValidateRoleBinding` and
//! `ValidateClusterRoleBinding` of the RBAC validation.

use k8s_openapi::api::rbac::v1::{
    AggregationRule, ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef,
    Subject,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate, labels};
use crate::kube::names;

const GROUP: &str = "rbac.authorization.k8s.io";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Namespace,
    Cluster,
}

impl Validate for Role {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_rules(self.rules.as_deref(), Reach::Namespace, at, faults);
    }
}

impl Validate for ClusterRole {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_rules(self.rules.as_deref(), Reach::Cluster, at, faults);
        if let Some(rule) = &self.aggregation_rule {
            rule.validate(at.field("aggregationRule"), faults);
        }
    }
}

impl Validate for AggregationRule {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at = at.field("clusterRoleSelectors");
        let selectors = self.cluster_role_selectors.as_deref().unwrap_or_default();
        if selectors.is_empty() {
            faults.required(at, "must have at least one selector");
        }
        for (index, selector) in selectors.iter().enumerate() {
            let before = faults.found.len();
            labels::validate_selector(selector, at.index(index), faults);
            if faults.found.len() > before {
                faults.invalid(at.index(index), "is not a label selector");
            }
        }
    }
}

fn validate_rules(
    rules: Option<&[PolicyRule]>,
    reach: Reach,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (index, rule) in rules.into_iter().flatten().enumerate() {
        validate_rule(rule, reach, at.field("rules").index(index), faults);
    }
}

fn validate_rule(rule: &PolicyRule, reach: Reach, at: FieldPath<'_>, faults: &mut Faults) {
    let count = |list: &Option<Vec<String>>| list.as_ref().map_or(0, Vec::len);
    if rule.verbs.is_empty() {
        faults.required(at.field("verbs"), "must have at least one verb");
    }
    let (groups, resources) = (count(&rule.api_groups), count(&rule.resources));
    let names = count(&rule.resource_names);
    if count(&rule.non_resource_urls) > 0 {
        if reach == Reach::Namespace {
            faults.invalid(at.field("nonResourceURLs"), "can't be given in a namespace");
        }
        if groups > 0 || resources > 0 || names > 0 {
            let message = "can't stand in a rule together with resources";
            faults.invalid(at.field("nonResourceURLs"), message);
        }
        return;
    }
    if groups == 0 {
        faults.required(at.field("apiGroups"), "must have at least one group");
    }
    if resources == 0 {
        faults.required(at.field("resources"), "must have at least one resource");
    }
}

impl Validate for RoleBinding {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_role(&self.role_ref, &["Role", "ClusterRole"], at.field("roleRef"), faults);
        validate_subjects(self.subjects.as_deref(), Reach::Namespace, at, faults);
    }
}

impl Validate for ClusterRoleBinding {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_role(&self.role_ref, &["ClusterRole"], at.field("roleRef"), faults);
        validate_subjects(self.subjects.as_deref(), Reach::Cluster, at, faults);
    }
}

fn validate_role(role: &RoleRef, kinds: &[&str], at: FieldPath<'_>, faults: &mut Faults) {
    let group = role.api_group.or_empty();
    if !group.is_empty() {
        faults.one_of(at.field("apiGroup"), group, &[GROUP]);
    }
    faults.one_of(at.field("kind"), &role.kind, kinds);
    faults.named(at.field("name"), &role.name, names::path_segment);
}

fn validate_subjects(
    subjects: Option<&[Subject]>,
    reach: Reach,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (index, subject) in subjects.into_iter().flatten().enumerate() {
        validate_subject(subject, reach, at.field("subjects").index(index), faults);
    }
}

/// The group of a user or group is filled in where it is left out: `SetDefaults_Subject`.
fn validate_subject(subject: &Subject, reach: Reach, at: FieldPath<'_>, faults: &mut Faults) {
    let is_named = faults.filled(at.field("name"), &subject.name);
    let group = subject.api_group.or_empty();
    match subject.kind.as_str() {
        "ServiceAccount" => {
            if is_named {
                faults.syntax(at.field("name"), &subject.name, names::dns_subdomain);
            }
            if !group.is_empty() {
                faults.not_supported(at.field("apiGroup"), group, &[""]);
            }
            if reach == Reach::Cluster {
                faults.filled(at.field("namespace"), subject.namespace.or_empty());
            }
        }
        "User" | "Group" => {
            if !group.is_empty() {
                faults.one_of(at.field("apiGroup"), group, &[GROUP]);
            }
        }
        kind => {
            faults.one_of(at.field("kind"), kind, &["ServiceAccount", "User", "Group"]);
        }
    }
}
