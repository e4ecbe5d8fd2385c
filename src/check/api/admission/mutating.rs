//! Mutating admission policies and their bindings, which are the same in all versions:
//! `ValidateMutatingAdmissionPolicy` of the admissionregistration validation.

use k8s_openapi::api::admissionregistration::{v1, v1alpha1, v1beta1};

use super::environment::{Authorizer, Scope, configuration, expression, patches};
use super::matching::{match_conditions, warn_of_name};
use super::validating::{param_kind, policy_matches, variable};
use super::webhooks::{FAILURE_POLICIES, REINVOCATION_POLICIES};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

macro_rules! mutating_policies {
    ($version:ident) => {
        impl Validate for $version::MutatingAdmissionPolicy {
            fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
                let nothing = $version::MutatingAdmissionPolicySpec::default();
                let spec = self.spec.as_ref().unwrap_or(&nothing);
                let at = at.field("spec");
                let mut scope = Scope { variables: Some(Vec::new()), ..Scope::default() };
                policy_matches!(spec, scope, at, faults);
                scope.makes_patches = true;
                if let Some(matching) = &spec.match_constraints {
                    let rules = matching.resource_rules.iter().flatten();
                    let operations = rules.flat_map(|rule| rule.operations.iter().flatten());
                    mutable(operations, at.field("matchConstraints"), faults);
                }
                let mutations = spec.mutations.as_deref().unwrap_or_default();
                if mutations.is_empty() {
                    faults.required(at.field("mutations"), "must have at least one mutation");
                }
                for (index, it) in mutations.iter().enumerate() {
                    let applied = it.apply_configuration.as_ref();
                    let patched = it.json_patch.as_ref();
                    let mutation = Mutation {
                        kind: &it.patch_type,
                        applied: applied.map(|it| it.expression.or_empty()),
                        patched: patched.map(|it| it.expression.or_empty()),
                    };
                    mutation.validate(&scope, at.field("mutations").index(index), faults);
                }
                let policy = spec.reinvocation_policy.or_empty();
                let at = at.field("reinvocationPolicy");
                if faults.filled(at, policy) {
                    faults.one_of(at, policy, &REINVOCATION_POLICIES);
                }
            }

            fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
                warn_of_name(&self.metadata, at, faults);
            }
        }

        impl Validate for $version::MutatingAdmissionPolicyBinding {
            fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
                let nothing = $version::MutatingAdmissionPolicyBindingSpec::default();
                let spec = self.spec.as_ref().unwrap_or(&nothing);
                let at = at.field("spec");
                let policy = spec.policy_name.or_empty();
                faults.named(at.field("policyName"), policy, names::dns_subdomain);
                if let Some(parameter) = &spec.param_ref {
                    parameter.validate(at.field("paramRef"), faults);
                }
                if let Some(matching) = &spec.match_resources {
                    let at = at.field("matchResources");
                    matching.validate(at, faults);
                    let rules = matching.resource_rules.iter().flatten();
                    let operations = rules.flat_map(|rule| rule.operations.iter().flatten());
                    mutable(operations, at, faults);
                }
            }

            fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
                warn_of_name(&self.metadata, at, faults);
            }
        }
    };
}

mutating_policies!(v1);
mutating_policies!(v1beta1);
mutating_policies!(v1alpha1);

/// What is deleted can't be mutated; the server says so of all rules at once.
fn mutable<'a>(
    operations: impl Iterator<Item = &'a String>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let at = at.field("resourceRules");
    for operation in operations {
        let supported = ["*", "CONNECT", "CREATE", "UPDATE"];
        faults.one_of(at.field("operations"), operation, &supported);
    }
}

/// A mutation of any version.
struct Mutation<'a> {
    kind: &'a str,
    applied: Option<&'a str>,
    patched: Option<&'a str>,
}

impl Mutation<'_> {
    /// `validateMutation`
    fn validate(&self, scope: &Scope, at: FieldPath<'_>, faults: &mut Faults) {
        let applied = ("applyConfiguration", self.applied, configuration());
        let patched = ("jsonPatch", self.patched, patches());
        if !faults.filled(at.field("patchType"), self.kind) {
            return;
        }
        let ((field, made, wanted), (other, is_given)) = match self.kind {
            "ApplyConfiguration" => (applied, ("jsonPatch", self.patched.is_some())),
            "JSONPatch" => (patched, ("applyConfiguration", self.applied.is_some())),
            kind => {
                let kinds = ["ApplyConfiguration", "JSONPatch"];
                faults.one_of(at.field("patchType"), kind, &kinds);
                return;
            }
        };
        if is_given {
            faults.invalid(at.field(other), format!("can't go with the type `{}`", self.kind));
        }
        match made {
            None => faults.required(at.field(field), "must be given with its patch type"),
            Some(made) => {
                let variables = scope.names(Authorizer::Known);
                let at = at.field(field);
                expression(made, &variables, &wanted, at.field("expression"), faults);
            }
        }
    }
}
