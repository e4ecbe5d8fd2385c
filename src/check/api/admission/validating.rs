//! Validating admission policies and their bindings, by the admissionregistration validation.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1;

use super::environment::{Authorizer, Scope, expression};
use super::matching::{match_conditions, warn_of_name};
use super::webhooks::FAILURE_POLICIES;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::check::cel::{Type, Wanted, is_taken};
use crate::kube::names;

/// `validateParamKind`
pub(crate) fn param_kind(api_version: &str, kind: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let at_version = at.field("apiVersion");
    if faults.filled(at_version, api_version) {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        if version.contains('/') {
            faults.invalid(at_version, format!("`{api_version}` is not a group and a version"));
        } else {
            if !group.is_empty() {
                faults.syntax(at_version, group, names::dns_subdomain);
            }
            faults.syntax(at_version, version, names::dns_1035_label);
        }
    }
    let rule = |kind: &str| names::dns_1035_label(&kind.to_lowercase());
    faults.named(at.field("kind"), kind, rule);
}

fn is_identifier(name: &str) -> bool {
    names::c_identifier(name).is_ok() && !is_taken(name)
}

/// `validateVariable`
pub(crate) fn variable(
    name: &str,
    value: &str,
    scope: &mut Scope,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if faults.filled(at.field("name"), name.trim()) && !is_identifier(name) {
        faults.invalid(at.field("name"), format!("`{name}` is not an identifier of CEL"));
    }
    let variables = scope.names(Authorizer::Known);
    if !value.trim().is_empty() {
        scope.declare(name, Type::Dyn);
    }
    let at = at.field("expression");
    if let Some(compiled) = expression(value, &variables, &Wanted::Anything, at, faults) {
        scope.declare(name, compiled.kind);
    }
}

/// `validateValidation`
fn validation(it: &v1::Validation, scope: &Scope, at: FieldPath<'_>, faults: &mut Faults) {
    let variables = scope.names(Authorizer::Known);
    let truth = Wanted::just(Type::Bool);
    expression(&it.expression, &variables, &truth, at.field("expression"), faults);
    let is_blank = |text: &str| !text.is_empty() && text.trim().is_empty();
    let made = it.message_expression.or_empty();
    let at_made = at.field("messageExpression");
    if is_blank(made) {
        faults.invalid(at_made, "can't be blank");
    } else if !made.is_empty() {
        let variables = scope.names(Authorizer::Unknown);
        expression(made, &variables, &Wanted::just(Type::String), at_made, faults);
    }
    let message = it.message.or_empty();
    if is_blank(message) {
        faults.invalid(at.field("message"), "can't be blank");
    } else if message.trim().contains(['\n', '\r']) {
        faults.invalid(at.field("message"), "can't have line breaks");
    }
    if let Some(reason) = &it.reason {
        let reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
        faults.one_of(at.field("reason"), reason, &reasons);
    }
}

/// What validating and mutating policies have in common.
macro_rules! policy_matches {
    ($spec:expr, $scope:expr, $at:expr, $faults:expr) => {{
        let (spec, at) = ($spec, $at);
        $scope.has_params = spec.param_kind.is_some();
        if let Some(policy) = &spec.failure_policy {
            $faults.one_of(at.field("failurePolicy"), policy, &FAILURE_POLICIES);
        }
        if let Some(kind) = &spec.param_kind {
            let (version, name) = (kind.api_version.or_empty(), kind.kind.or_empty());
            param_kind(version, name, at.field("paramKind"), $faults);
        }
        let at_match = at.field("matchConstraints");
        match &spec.match_constraints {
            None => $faults.required(at_match, "must be given"),
            Some(matching) => {
                matching.validate(at_match, $faults);
                if matching.resource_rules.as_ref().is_none_or(Vec::is_empty) {
                    $faults
                        .required(at_match.field("resourceRules"), "must have at least one rule");
                }
            }
        }
        let conditions = spec.match_conditions.as_deref().unwrap_or_default();
        let conditions = conditions.iter().map(|it| (&*it.name, &*it.expression));
        match_conditions(conditions, $scope.has_params, at.field("matchConditions"), $faults);
        for (index, it) in spec.variables.iter().flatten().enumerate() {
            let at = at.field("variables");
            variable(&it.name, &it.expression, &mut $scope, at.index(index), $faults);
        }
    }};
}
impl Validate for v1::ValidatingAdmissionPolicy {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let nothing = v1::ValidatingAdmissionPolicySpec::default();
        let spec = self.spec.as_ref().unwrap_or(&nothing);
        let at = at.field("spec");
        let mut scope = Scope::default();
        if spec.variables.as_ref().is_some_and(|variables| !variables.is_empty()) {
            scope.variables = Some(Vec::new());
        }
        policy_matches!(spec, scope, at, faults);
        let validations = spec.validations.as_deref().unwrap_or_default();
        let annotations = spec.audit_annotations.as_deref().unwrap_or_default();
        if validations.is_empty() && annotations.is_empty() {
            let message = "`validations` or `auditAnnotations` must have an item";
            faults.required(at.field("validations"), message);
            faults.required(at.field("auditAnnotations"), message);
        }
        for (index, it) in validations.iter().enumerate() {
            validation(it, &scope, at.field("validations").index(index), faults);
        }
        let name = self.metadata.name.as_deref().unwrap_or_default();
        validate_annotations(annotations, name, &scope, at.field("auditAnnotations"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        warn_of_name(&self.metadata, at, faults);
    }
}

fn validate_annotations(
    annotations: &[v1::AuditAnnotation],
    name: &str,
    scope: &Scope,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let variables = scope.names(Authorizer::Known);
    let wanted = Wanted::OneOf(vec![Type::String, Type::Null]);
    if annotations.len() > 20 {
        faults.invalid(at, "can have at most 20 items");
    }
    let mut seen = BTreeSet::new();
    for (index, annotation) in annotations.iter().enumerate() {
        let key = &annotation.key;
        let at_item = at.index(index);
        faults.syntax(at_item.field("key"), key, |key| {
            names::qualified_name(&format!("{name}/{key}"))
        });
        if !seen.insert(key) {
            faults.duplicate(at_item.field("key"), key);
        }
        let value = annotation.value_expression.trim();
        let at_value = at_item.field("valueExpression");
        if value.len() > 5 << 10 {
            faults.required(at_value, "can have at most 5 KiB");
        } else {
            expression(value, &variables, &wanted, at_value, faults);
        }
    }
}

impl Validate for v1::ValidatingAdmissionPolicyBinding {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at = at.field("spec");
        let spec = &self.spec;
        faults.named(at.field("policyName"), &spec.policy_name, names::dns_subdomain);
        if let Some(parameter) = &spec.param_ref {
            parameter.validate(at.field("paramRef"), faults);
        }
        if let Some(matching) = &spec.match_resources {
            matching.validate(at.field("matchResources"), faults);
        }
        validate_actions(&spec.validation_actions, at.field("validationActions"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        warn_of_name(&self.metadata, at, faults);
    }
}

fn validate_actions(actions: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    if actions.is_empty() {
        faults.required(at, "must have at least one action");
    }
    let mut seen = BTreeSet::new();
    for (index, action) in actions.iter().enumerate() {
        faults.one_of(at.index(index), action, &["Audit", "Deny", "Warn"]);
        if !seen.insert(action) {
            faults.duplicate(at.index(index), action);
        }
    }
    let has = |wanted: &str| actions.iter().any(|action| action == wanted);
    if has("Deny") && has("Warn") {
        faults.invalid(at, "can't have both `Deny` and `Warn`");
    }
}

pub(super) use policy_matches;
