//! Webhooks: `ValidateValidatingWebhookConfiguration` and `ValidateMutatingWebhookConfiguration` of
//! the admissionregistration validation, and what calls of custom resources have in common.

use std::collections::BTreeSet;

use k8s_openapi::api::admissionregistration::v1::{
    MutatingWebhookConfiguration, RuleWithOperations, ValidatingWebhookConfiguration,
    WebhookClientConfig,
};

use super::matching::{MATCH_POLICIES, match_conditions, validate_rule, warn_of_name};
use crate::check::api::{Faults, FieldPath, Validate, labels};
use crate::kube::names;

pub(crate) const FAILURE_POLICIES: [&str; 2] = ["Fail", "Ignore"];
pub(crate) const REINVOCATION_POLICIES: [&str; 2] = ["IfNeeded", "Never"];

/// The two kinds of webhooks are two types with the same fields.
macro_rules! validate_hooks {
    ($configuration:expr, $at:expr, $faults:expr, $more:expr) => {{
        let hooks = $configuration.webhooks.as_deref().unwrap_or_default();
        let mut seen = std::collections::BTreeSet::new();
        for (index, hook) in hooks.iter().enumerate() {
            let at = $at.field("webhooks");
            let at = at.index(index);
            if !hook.name.is_empty() && !seen.insert(&hook.name) {
                $faults.duplicate(at.field("name"), &hook.name);
            }
            $faults.named(at.field("name"), &hook.name, names::fully_qualified_name);
            validate_rules(hook.rules.as_deref(), at.field("rules"), $faults);
            let policies = [
                ("failurePolicy", &hook.failure_policy, FAILURE_POLICIES),
                ("matchPolicy", &hook.match_policy, MATCH_POLICIES),
            ];
            for (field, policy, supported) in policies {
                if let Some(policy) = policy {
                    $faults.one_of(at.field(field), policy, &supported);
                }
            }
            if $faults.filled(at.field("sideEffects"), &hook.side_effects) {
                let supported = ["None", "NoneOnDryRun"];
                $faults.one_of(at.field("sideEffects"), &hook.side_effects, &supported);
            }
            if let Some(seconds) = hook.timeout_seconds.filter(|it| !(1..=30).contains(it)) {
                let message = format!("{seconds} is not between 1 and 30");
                $faults.invalid(at.field("timeoutSeconds"), message);
            }
            let selectors = [
                ("namespaceSelector", &hook.namespace_selector),
                ("objectSelector", &hook.object_selector),
            ];
            for (field, selector) in selectors {
                if let Some(selector) = selector {
                    labels::validate_selector(selector, at.field(field), $faults);
                }
            }
            validate_client(&hook.client_config, at.field("clientConfig"), $faults);
            let conditions = hook.match_conditions.as_deref().unwrap_or_default();
            let conditions = conditions.iter().map(|it| (&*it.name, &*it.expression));
            match_conditions(conditions, false, at.field("matchConditions"), $faults);
            let versions = &hook.admission_review_versions;
            review_versions(versions, at.field("admissionReviewVersions"), $faults);
            $more(hook, at, &mut *$faults);
        }
    }};
}

impl Validate for ValidatingWebhookConfiguration {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_hooks!(self, at, faults, |_, _, _: &mut Faults| ());
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        warn_of_name(&self.metadata, at, faults);
    }
}

impl Validate for MutatingWebhookConfiguration {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        use k8s_openapi::api::admissionregistration::v1::MutatingWebhook;
        let reinvocation = |hook: &MutatingWebhook, at: FieldPath<'_>, faults: &mut Faults| {
            if let Some(policy) = &hook.reinvocation_policy {
                faults.one_of(at.field("reinvocationPolicy"), policy, &REINVOCATION_POLICIES);
            }
        };
        validate_hooks!(self, at, faults, reinvocation);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        warn_of_name(&self.metadata, at, faults);
    }
}

fn validate_rules(rules: Option<&[RuleWithOperations]>, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, rule) in rules.into_iter().flatten().enumerate() {
        let list = |list: &'_ Option<Vec<String>>| list.clone().unwrap_or_default();
        let lists = [
            list(&rule.operations),
            list(&rule.api_groups),
            list(&rule.api_versions),
            list(&rule.resources),
        ];
        validate_rule(
            lists.each_ref().map(Vec::as_slice),
            rule.scope.as_ref(),
            at.index(index),
            faults,
        );
    }
}

/// Versions of a review: each a label, one of them known to the server.
pub(crate) fn review_versions(versions: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    if versions.is_empty() {
        return faults.required(at, "must have `v1` or `v1beta1`");
    }
    let mut seen = BTreeSet::new();
    for (index, version) in versions.iter().enumerate() {
        if seen.insert(version) {
            faults.syntax(at.index(index), version, names::dns_1035_label);
        } else {
            faults.invalid(at.index(index), format!("`{version}` is given twice"));
        }
    }
    if !versions.iter().any(|version| matches!(version.as_str(), "v1" | "v1beta1")) {
        faults.invalid(at, "must have `v1` or `v1beta1`");
    }
}

fn validate_client(client: &WebhookClientConfig, at: FieldPath<'_>, faults: &mut Faults) {
    let service = client.service.as_ref().map(|service| Service {
        name: &service.name,
        namespace: &service.namespace,
        path: service.path.as_ref(),
        port: service.port,
    });
    validate_call(client.url.as_ref(), service, at, faults);
}

pub(crate) struct Service<'a> {
    pub name: &'a str,
    pub namespace: &'a str,
    pub path: Option<&'a String>,
    pub port: Option<i32>,
}

/// What is called: a URL or a service.
pub(crate) fn validate_call(
    url: Option<&String>,
    service: Option<Service<'_>>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    match (url, service) {
        (Some(url), None) => validate_url(url, at.field("url"), faults),
        (None, Some(service)) => validate_service(&service, at.field("service"), faults),
        _ => faults.required(at, "must have either a URL or a service"),
    }
}

/// `ValidateWebhookURL`
fn validate_url(url: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    if !scheme.eq_ignore_ascii_case("https") {
        faults.invalid(at, format!("`{url}` is not a URL that starts with `https://`"));
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme.is_empty() || host.is_empty() {
        faults.invalid(at, format!("`{url}` has no host"));
    }
    for (mark, what) in [('@', "a user"), ('?', "parameters"), ('#', "a fragment")] {
        let text = if mark == '@' { host } else { rest };
        if text.split_once(mark).is_some_and(|(_, after)| mark == '@' || !after.is_empty()) {
            faults.invalid(at, format!("`{url}` can't have {what}"));
        }
    }
}

/// `ValidateWebhookService`, to which the server hands name and namespace in the wrong order.
fn validate_service(service: &Service<'_>, at: FieldPath<'_>, faults: &mut Faults) {
    for (text, field, spoken_of) in
        [(service.namespace, "namespace", "name"), (service.name, "name", "namespace")]
    {
        if !faults.filled(at.field(spoken_of), text) {
            faults.take_missing(at.field(field));
        }
    }
    faults.port(at.field("port"), service.port.unwrap_or(443));
    let path = service.path.map_or("", String::as_str);
    let at = at.field("path");
    match path {
        "" | "/" => return,
        "//" => return faults.invalid(at, "has an empty part"),
        _ => {}
    }
    if !path.starts_with('/') {
        faults.invalid(at, "must start with `/`");
    }
    // The server drops the first byte whatever it is.
    let Some(parts) = path.get(1..) else { return };
    for part in parts.strip_suffix('/').unwrap_or(parts).split('/') {
        if part.is_empty() {
            faults.invalid(at, "has an empty part");
        } else {
            faults.syntax(at, part, names::dns_subdomain);
        }
    }
}
