//! Flow schemas and priority levels: `ValidateFlowSchema` and
//! `ValidatePriorityLevelConfiguration` of the flowcontrol validation.

use k8s_openapi::api::flowcontrol::v1::{
    FlowSchema, FlowSchemaSpec, LimitResponse, LimitedPriorityLevelConfiguration,
    NonResourcePolicyRule, PolicyRulesWithSubjects, PriorityLevelConfiguration,
    PriorityLevelConfigurationSpec, QueuingConfiguration, ResourcePolicyRule, Subject,
};

use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

const VERBS: [&str; 9] =
    ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

impl Validate for FlowSchema {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        let precedence = spec.matching_precedence.filter(|it| *it != 0).unwrap_or(1000);
        let at_precedence = at.field("matchingPrecedence");
        if !(1..=10000).contains(&precedence) {
            faults.invalid(at_precedence, format!("{precedence} is not between 1 and 10000"));
        }
        if precedence == 1 && self.metadata.name.as_deref() != Some("exempt") {
            faults.invalid(at_precedence, "1 is kept for the schema named `exempt`");
        }
        spec.validate(at, faults);
    }
}

impl Validate for FlowSchemaSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(method) = &self.distinguisher_method {
            let methods = ["ByNamespace", "ByUser"];
            faults.one_of(at.field("distinguisherMethod").field("type"), &method.type_, &methods);
        }
        let level = &self.priority_level_configuration.name;
        let at_level = at.field("priorityLevelConfiguration");
        faults.named(at_level.field("name"), level, names::dns_subdomain);
        for (index, rule) in self.rules.iter().flatten().enumerate() {
            rule.validate(at.field("rules").index(index), faults);
        }
    }
}

impl Validate for PolicyRulesWithSubjects {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if self.subjects.is_empty() {
            faults.required(at.field("subjects"), "must have at least one subject");
        }
        for (index, subject) in self.subjects.iter().enumerate() {
            subject.validate(at.field("subjects").index(index), faults);
        }
        let resources = self.resource_rules.as_deref().unwrap_or_default();
        let others = self.non_resource_rules.as_deref().unwrap_or_default();
        if resources.is_empty() && others.is_empty() {
            faults.required(at, "must have `resourceRules` or `nonResourceRules`");
        }
        for (index, rule) in resources.iter().enumerate() {
            rule.validate(at.field("resourceRules").index(index), faults);
        }
        for (index, rule) in others.iter().enumerate() {
            rule.validate(at.field("nonResourceRules").index(index), faults);
        }
    }
}

impl Validate for Subject {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let kinds = [
            ("Group", "group", self.group.is_some()),
            ("ServiceAccount", "serviceAccount", self.service_account.is_some()),
            ("User", "user", self.user.is_some()),
        ];
        if !faults.one_of(at.field("kind"), &self.kind, &kinds.map(|(kind, ..)| kind)) {
            return;
        }
        for (kind, field, is_given) in kinds {
            if kind == self.kind && !is_given {
                faults.required(at.field(field), format!("must be given with the kind `{kind}`"));
            } else if kind != self.kind && is_given {
                let message = format!("can only be given with the kind `{kind}`");
                faults.forbidden(at.field(field), message);
            }
        }
        match (self.kind.as_str(), &self.group, &self.user, &self.service_account) {
            ("Group", Some(group), ..) => {
                faults.filled(at.field("group").field("name"), &group.name);
            }
            ("User", _, Some(user), _) => {
                faults.filled(at.field("user").field("name"), &user.name);
            }
            ("ServiceAccount", _, _, Some(account)) => {
                let at = at.field("serviceAccount");
                if account.name != "*" {
                    faults.named(at.field("name"), &account.name, names::dns_subdomain);
                }
                let at = at.field("namespace");
                faults.named(at, &account.namespace, names::dns_label);
            }
            _ => {}
        }
    }
}

fn has_star(list: &[String]) -> bool {
    list.iter().any(|item| item == "*")
}

/// A list that must not be empty, and has nothing beside `*`. Whether its items are to be judged.
fn star_alone(list: &[String], at: FieldPath<'_>, faults: &mut Faults) -> bool {
    if list.is_empty() {
        faults.required(at, "must have at least one item");
    } else if list.len() > 1 && has_star(list) {
        faults.invalid(at, "can have nothing beside `*`");
    }
    !has_star(list)
}

fn validate_verbs(verbs: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    let is_unknown = |verb: &&String| !VERBS.contains(&verb.as_str());
    if star_alone(verbs, at, faults)
        && let Some(verb) = verbs.iter().find(is_unknown)
    {
        faults.not_supported(at, verb, &VERBS);
    }
}

impl Validate for ResourcePolicyRule {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_verbs(&self.verbs, at.field("verbs"), faults);
        star_alone(&self.api_groups, at.field("apiGroups"), faults);
        star_alone(&self.resources, at.field("resources"), faults);
        let namespaces = self.namespaces.as_deref().unwrap_or_default();
        let at = at.field("namespaces");
        if namespaces.is_empty() && self.cluster_scope == Some(true) {
            return;
        }
        if star_alone(namespaces, at, faults) {
            for (index, namespace) in namespaces.iter().enumerate() {
                faults.syntax(at.index(index), namespace, names::dns_label);
            }
        }
    }
}

impl Validate for NonResourcePolicyRule {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        validate_verbs(&self.verbs, at.field("verbs"), faults);
        let at = at.field("nonResourceURLs");
        if star_alone(&self.non_resource_urls, at, faults) {
            for (index, url) in self.non_resource_urls.iter().enumerate() {
                validate_url(url, at.index(index), faults);
            }
        }
    }
}

/// `ValidateNonResourceURLPath`
fn validate_url(url: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let stars = url.matches('*').count();
    let fine = url == "/"
        || (url.starts_with('/')
            && !url.contains(' ')
            && !url.contains("//")
            && (stars == 0 || (stars == 1 && url.ends_with("/*"))));
    if !fine {
        faults.invalid(at, format!("`{url}` is not a path, with `*` at most at its end"));
    }
}

impl Validate for PriorityLevelConfiguration {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        let is_exempt = self.metadata.name.as_deref() == Some("exempt");
        if is_exempt != (spec.type_ == "Exempt") {
            let message = "`Exempt` is the type of the level named `exempt`, and of no other";
            faults.invalid(at.field("type"), message);
        }
        spec.validate(at, faults);
    }
}

impl Validate for PriorityLevelConfigurationSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at_limited = at.field("limited");
        match (self.type_.as_str(), &self.limited) {
            ("Exempt", Some(_)) => faults.forbidden(at_limited, "can't go with the type `Exempt`"),
            ("Limited", None) => {
                faults.required(at_limited, "must be given with the type `Limited`");
            }
            ("Limited", Some(limited)) => limited.validate(at_limited, faults),
            (kind, _) => {
                faults.one_of(at.field("type"), kind, &["Exempt", "Limited"]);
            }
        }
        if self.type_ == "Limited" && self.exempt.is_some() {
            faults.forbidden(at.field("exempt"), "can't go with the type `Limited`");
        }
    }
}

impl Validate for LimitedPriorityLevelConfiguration {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(shares) = self.nominal_concurrency_shares {
            faults.non_negative(at.field("nominalConcurrencyShares"), shares);
        }
        if let Some(percent) = self.lendable_percent.filter(|it| !(0..=100).contains(it)) {
            let message = format!("{percent} is not between 0 and 100");
            faults.invalid(at.field("lendablePercent"), message);
        }
        if let Some(percent) = self.borrowing_limit_percent {
            faults.non_negative(at.field("borrowingLimitPercent"), percent);
        }
        self.limit_response.validate(at.field("limitResponse"), faults);
    }
}

impl Validate for LimitResponse {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at_queuing = at.field("queuing");
        match (self.type_.as_str(), &self.queuing) {
            ("Reject", Some(_)) => faults.forbidden(at_queuing, "can't go with the type `Reject`"),
            ("Queue", None) => faults.required(at_queuing, "must be given with the type `Queue`"),
            ("Queue", Some(queuing)) => queuing.validate(at_queuing, faults),
            (kind, _) => {
                faults.one_of(at.field("type"), kind, &["Queue", "Reject"]);
            }
        }
    }
}

/// Numbers that are left out or zero have defaults.
impl Validate for QueuingConfiguration {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let or = |number: Option<i32>, default| number.filter(|it| *it != 0).unwrap_or(default);
        let (queues, hand) = (or(self.queues, 64), or(self.hand_size, 8));
        if or(self.queue_length_limit, 50) <= 0 {
            faults.invalid(at.field("queueLengthLimit"), "must be above zero");
        }
        if !(1..=10_000_000).contains(&queues) {
            let message = format!("{queues} is not between 1 and 10000000");
            faults.invalid(at.field("queues"), message);
        }
        let at = at.field("handSize");
        if hand <= 0 {
            faults.invalid(at, "must be above zero");
        } else if hand > queues {
            faults.invalid(at, "can't be above `queues`");
        } else if f64::from(queues).log2() * f64::from(hand) > 60.0 {
            faults.invalid(at, "is too large for so many queues");
        }
    }
}
