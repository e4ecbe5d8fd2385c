//! What webhooks and admission policies match, by the admissionregistration validation.
//!
//! Of expressions it is asked that they are there, and that nothing shows that they don't compile.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::{v1, v1alpha1, v1beta1};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::environment::{Authorizer, Scope, expression};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason, Validate, labels};
use crate::check::cel::{Type, Wanted};
use crate::kube::names;

pub(crate) const MATCH_POLICIES: [&str; 2] = ["Equivalent", "Exact"];

/// What a rule matches: operations, groups, versions and resources (`validateRuleWithOperations`).
pub(crate) fn validate_rule(
    [operations, groups, versions, resources]: [&[String]; 4],
    scope: Option<&String>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let lists = [("operations", operations), ("apiGroups", groups), ("apiVersions", versions)];
    for (field, list) in lists {
        if list.is_empty() {
            faults.required(at.field(field), "must have at least one item");
        }
        if list.len() > 1 && list.iter().any(|item| item == "*") {
            faults.invalid(at.field(field), "can have nothing beside `*`");
        }
    }
    for (index, operation) in operations.iter().enumerate() {
        let supported = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
        faults.one_of(at.field("operations").index(index), operation, &supported);
    }
    for (index, version) in versions.iter().enumerate() {
        faults.filled(at.field("apiVersions").index(index), version);
    }
    validate_resources(resources, at.field("resources"), faults);
    if let Some(scope) = scope {
        faults.one_of(at.field("scope"), scope, &["*", "Cluster", "Namespaced"]);
    }
}

/// `validateResources`
fn validate_resources(resources: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    if resources.is_empty() {
        faults.required(at, "must have at least one resource");
    }
    let (mut of_resource, mut of_subresource) = (Vec::new(), Vec::new());
    let mut last_is_plain = false;
    for (index, resource) in resources.iter().enumerate() {
        if !faults.filled(at.index(index), resource) {
            continue;
        }
        let Some((name, subresource)) = resource.split_once('/') else {
            last_is_plain = resource != "*";
            continue;
        };
        if of_resource.contains(&name) || of_subresource.contains(&subresource) {
            faults.invalid(at.index(index), format!("`{resource}` is matched by a `*` before it"));
        }
        if subresource == "*" {
            of_resource.push(name);
        }
        if name == "*" {
            of_subresource.push(subresource);
        }
    }
    let has = |wanted: &str| resources.iter().any(|resource| resource == wanted);
    if resources.len() > 1 && has("*/*") {
        faults.invalid(at, "can have nothing beside `*/*`");
    }
    if has("*") && last_is_plain {
        faults.invalid(at, "can have no other resource beside `*`");
    }
}

/// Conditions as name and expression: `validateMatchConditions`.
pub(crate) fn match_conditions<'a>(
    conditions: impl Iterator<Item = (&'a str, &'a str)>,
    has_params: bool,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let scope = Scope { has_params, ..Scope::default() };
    let (variables, wanted) = (scope.names(Authorizer::Known), Wanted::just(Type::Bool));
    let (mut seen, mut count) = (BTreeSet::new(), 0);
    for (index, (name, condition)) in conditions.enumerate() {
        let at = at.index(index);
        expression(condition, &variables, &wanted, at.field("expression"), faults);
        faults.named(at.field("name"), name, names::qualified_name);
        if !name.is_empty() && !seen.insert(name) {
            faults.duplicate(at.field("name"), name);
        }
        count = index + 1;
    }
    if count > 64 {
        faults.add(Reason::TooMany, at, "can have at most 64 items");
    }
}

/// The matching of policies and bindings, of any version: `validateMatchResources`.
macro_rules! match_resources {
    ($version:ident) => {
        impl Validate for $version::MatchResources {
            fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
                if let Some(policy) = &self.match_policy {
                    faults.one_of(at.field("matchPolicy"), policy, &MATCH_POLICIES);
                }
                let selectors = [
                    ("namespaceSelector", &self.namespace_selector),
                    ("objectSelector", &self.object_selector),
                ];
                for (field, selector) in selectors {
                    if let Some(selector) = selector {
                        labels::validate_selector(selector, at.field(field), faults);
                    }
                }
                let rules = [
                    ("resourceRules", &self.resource_rules),
                    ("excludeResourceRules", &self.exclude_resource_rules),
                ];
                for (field, rules) in rules {
                    for (index, rule) in rules.iter().flatten().enumerate() {
                        rule.validate(at.field(field).index(index), faults);
                    }
                }
            }
        }

        impl Validate for $version::NamedRuleWithOperations {
            fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
                let names = self.resource_names.as_deref().unwrap_or_default();
                let mut seen = std::collections::BTreeSet::new();
                for (index, name) in names.iter().enumerate() {
                    let at = at.field("resourceNames");
                    faults.syntax(at.index(index), name, names::path_segment);
                    if !seen.insert(name) {
                        faults.duplicate(at.index(index), name);
                    }
                }
                let lists =
                    [&self.operations, &self.api_groups, &self.api_versions, &self.resources];
                let lists = lists.map(|list| list.as_deref().unwrap_or_default());
                validate_rule(lists, self.scope.as_ref(), at, faults);
            }
        }

        /// `validateParamRef`
        impl Validate for $version::ParamRef {
            fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
                let name = self.name.or_empty();
                if !name.is_empty() {
                    faults.syntax(at.field("name"), name, names::path_segment);
                }
                if let Some(selector) = &self.selector {
                    labels::validate_selector(selector, at.field("selector"), faults);
                }
                match (name.is_empty(), self.selector.is_some()) {
                    (false, true) => {
                        faults.forbidden(at.field("name"), "can't go with `selector`");
                        faults.forbidden(at.field("selector"), "can't go with `name`");
                    }
                    (true, false) => faults.required(at, "must have `name` or `selector`"),
                    _ => {}
                }
                let action = self.parameter_not_found_action.or_empty();
                let at = at.field("parameterNotFoundAction");
                if faults.filled(at, action) {
                    faults.one_of(at, action, &["Deny", "Allow"]);
                }
            }
        }
    };
}

match_resources!(v1);
match_resources!(v1beta1);
match_resources!(v1alpha1);

/// `WarningsForStaticSuffix`: such names are for what a server is configured with.
pub(super) fn warn_of_name(meta: &ObjectMeta, at: FieldPath<'_>, faults: &mut Faults) {
    const SUFFIX: &str = ".static.k8s.io";
    if meta.name.as_ref().is_some_and(|name| name.ends_with(SUFFIX)) {
        let at = at.field("metadata");
        let message = format!("ends in `{SUFFIX}`, which is kept for files of the server");
        faults.warn(at.field("name"), message);
    }
}
