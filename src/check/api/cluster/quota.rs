//! Limit ranges and quotas: `ValidateLimitRange` and `ValidateResourceQuota` of the core
//! validation.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{LimitRange, LimitRangeItem, ResourceQuota, ResourceQuotaSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::check::api::{Faults, FieldPath, Validate, resource_names};
use crate::kube::names;
use crate::kube::quantity::Amount;

type Amounts = BTreeMap<String, Quantity>;

impl Validate for LimitRange {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let limits = self.spec.as_ref().map(|spec| spec.limits.as_slice()).unwrap_or_default();
        let mut types = BTreeSet::new();
        for (index, limit) in limits.iter().enumerate() {
            let at = at.field("spec");
            let at = at.field("limits");
            let at = at.index(index);
            validate_type(&limit.type_, at.field("type"), faults);
            if !types.insert(limit.type_.as_str()) {
                faults.duplicate(at.field("type"), &limit.type_);
            }
            validate_limit(limit, at, faults);
        }
    }
}

fn validate_type(kind: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let standard = ["Container", "PersistentVolumeClaim", "Pod"];
    if faults.syntax(at, kind, names::qualified_name)
        && !kind.contains('/')
        && !standard.contains(&kind)
    {
        faults
            .invalid(at, format!("`{kind}` is not `Container`, `PersistentVolumeClaim` or `Pod`"));
    }
}

fn validate_limit(limit: &LimitRangeItem, at: FieldPath<'_>, faults: &mut Faults) {
    let nothing = Amounts::new();
    let (default, default_request) = defaults(limit);
    let amounts = [
        ("max", limit.max.as_ref().unwrap_or(&nothing)),
        ("min", limit.min.as_ref().unwrap_or(&nothing)),
        ("default", &default),
        ("defaultRequest", &default_request),
        ("maxLimitRequestRatio", limit.max_limit_request_ratio.as_ref().unwrap_or(&nothing)),
    ];
    let is_of_pods = limit.type_ == "Pod";
    let mut names = BTreeSet::new();
    for (field, amounts) in amounts {
        if is_of_pods && field.starts_with("default") {
            if !amounts.is_empty() {
                faults.forbidden(at.field(field), "can't be given for type `Pod`");
            }
            continue;
        }
        for name in amounts.keys() {
            validate_name(&limit.type_, name, at.field(field).key(name), faults);
            names.insert(name.as_str());
        }
    }
    let bounds_storage = [&limit.min, &limit.max]
        .iter()
        .any(|all| all.iter().flatten().any(|(k, _)| k == "storage"));
    if limit.type_ == "PersistentVolumeClaim" && !bounds_storage {
        faults.required(at.field("limits"), "must have a minimum or maximum of `storage`");
    }
    for name in names {
        let of = |field: usize| {
            let is_left_out = is_of_pods && matches!(field, 2 | 3);
            amounts[field].1.get(name).filter(|_| !is_left_out).map(Amount::of)
        };
        let bounds =
            Bounds { max: of(0), min: of(1), default: of(2), default_request: of(3), ratio: of(4) };
        bounds.validate(name, at, faults);
    }
}

/// What the server fills in for containers: `SetDefaults_LimitRangeItem`.
fn defaults(limit: &LimitRangeItem) -> (Amounts, Amounts) {
    let mut default = limit.default.clone().unwrap_or_default();
    let mut request = limit.default_request.clone().unwrap_or_default();
    if limit.type_ == "Container" {
        let fill = |amounts: &mut Amounts, from: &Amounts| {
            for (name, amount) in from {
                amounts.entry(name.clone()).or_insert_with(|| amount.clone());
            }
        };
        fill(&mut default, limit.max.as_ref().unwrap_or(&Amounts::new()));
        fill(&mut request, &default);
        fill(&mut request, limit.min.as_ref().unwrap_or(&Amounts::new()));
    }
    (default, request)
}

fn validate_name(kind: &str, name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if matches!(kind, "Container" | "Pod") {
        resource_names::validate_container_name(name, at, faults);
    } else {
        resource_names::validate_name(name, at, faults);
    }
}

/// What is said of one resource.
struct Bounds {
    max: Option<Amount>,
    min: Option<Amount>,
    default: Option<Amount>,
    default_request: Option<Amount>,
    ratio: Option<Amount>,
}

impl Bounds {
    fn validate(&self, name: &str, at: FieldPath<'_>, faults: &mut Faults) {
        let is_above = |left: Option<Amount>, right: Option<Amount>| {
            left.zip(right).is_some_and(|(left, right)| left > right)
        };
        let orders = [
            (self.min, self.max, "min", "`min` is above `max`"),
            (self.min, self.default_request, "defaultRequest", "is below `min`"),
            (self.default_request, self.max, "defaultRequest", "is above `max`"),
            (self.default_request, self.default, "defaultRequest", "is above `default`"),
            (self.min, self.default, "default", "is below `min`"),
            (self.default, self.max, "default", "is above `max`"),
        ];
        for (low, high, field, message) in orders {
            if is_above(low, high) {
                faults.invalid(at.field(field).key(name), message);
            }
        }
        self.validate_ratio(at.field("maxLimitRequestRatio").key(name), faults);
        if !resource_names::may_be_overcommitted(name)
            && self.default.zip(self.default_request).is_some_and(|(left, right)| left != right)
        {
            let message = "must be the same as `default`, for it can't be overcommitted";
            faults.invalid(at.field("defaultRequest").key(name), message);
        }
    }

    fn validate_ratio(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let Some(ratio) = self.ratio else { return };
        if ratio < Amount::whole(1) {
            faults.invalid(at, "is below 1");
        }
        let (Some(min), Some(max)) = (self.min, self.max) else { return };
        let product = ratio.milli().saturating_mul(min.milli());
        let limit = max.milli().saturating_mul(1000);
        // `max / min`, without dividing: by zero it is infinite.
        let is_above = match min.cmp(&Amount::ZERO) {
            Ordering::Greater => product > limit,
            Ordering::Equal => max < Amount::ZERO,
            Ordering::Less => product < limit,
        };
        if is_above {
            faults.invalid(at, "is above `max` divided by `min`");
        }
    }
}

impl Validate for ResourceQuota {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            let at = at.field("spec");
            validate_amounts(spec.hard.as_ref(), at.field("hard"), faults);
            validate_scopes(spec, at.field("scopes"), faults);
            let at = at.field("scopeSelector");
            validate_scope_selector(spec, at.field("matchExpressions"), faults);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            let at = at.field("spec");
            warn_of_requests(spec, at.field("hard"), faults);
        }
    }
}

fn validate_amounts(amounts: Option<&Amounts>, at: FieldPath<'_>, faults: &mut Faults) {
    for (name, amount) in amounts.into_iter().flatten() {
        resource_names::validate_quota_name(name, at.key(name), faults);
        resource_names::validate_amount(name, amount, at.key(name), faults);
    }
}

const SCOPES: [&str; 7] = [
    "BestEffort",
    "CrossNamespacePodAffinity",
    "NotBestEffort",
    "NotTerminating",
    "PriorityClass",
    "Terminating",
    "VolumeAttributesClass",
];

/// `WarningsOnCreate` of the quota's strategy: nobody can use up such a request.
fn warn_of_requests(spec: &ResourceQuotaSpec, at: FieldPath<'_>, faults: &mut Faults) {
    for resource in ["cpu", "memory", "storage", "ephemeral-storage"] {
        let amount = |name: &str| {
            let (name, amount) = spec.hard.as_ref()?.get_key_value(name)?;
            Some((name.clone(), Amount::of(amount)))
        };
        let bare = || amount(resource).filter(|_| matches!(resource, "cpu" | "memory"));
        let request = amount(&format!("requests.{resource}")).or_else(bare);
        let limit = amount(&format!("limits.{resource}"));
        if let (Some((request, asked)), Some((limit, most))) = (request, limit)
            && asked > most
        {
            faults.warn(at.key(&request), format!("is more than `{limit}`"));
        }
    }
}

fn validate_scopes(spec: &ResourceQuotaSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let scopes = spec.scopes.as_deref().unwrap_or_default();
    for scope in scopes {
        if !SCOPES.contains(&scope.as_str()) {
            faults.invalid(at, format!("`{scope}` is not a scope"));
        }
        scope_fits_resources(spec, scope, at, faults);
    }
    conflicting_scopes(scopes.iter().map(String::as_str), at, faults);
}

fn scope_fits_resources(
    spec: &ResourceQuotaSpec,
    scope: &str,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for name in spec.hard.iter().flatten().map(|(name, _)| name) {
        if resource_names::is_of_quota(name) && !bounds(scope, name) {
            faults.invalid(at, format!("the scope `{scope}` does not go with `{name}`"));
        }
    }
}

/// `IsResourceQuotaScopeValidForResource`
fn bounds(scope: &str, name: &str) -> bool {
    let compute =
        ["cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
    match scope {
        "BestEffort" => name == "pods",
        "VolumeAttributesClass" => {
            matches!(name, "persistentvolumeclaims" | "requests.storage")
        }
        _ if SCOPES.contains(&scope) => name == "pods" || compute.contains(&name),
        _ => true,
    }
}

fn conflicting_scopes<'a>(
    scopes: impl Iterator<Item = &'a str>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let scopes: BTreeSet<&str> = scopes.collect();
    for (left, right) in [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")] {
        if scopes.contains(left) && scopes.contains(right) {
            faults.invalid(at, format!("`{left}` and `{right}` exclude each other"));
        }
    }
}

/// The server names the list, not the item.
fn validate_scope_selector(spec: &ResourceQuotaSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(selector) = &spec.scope_selector else { return };
    let expressions = selector.match_expressions.as_deref().unwrap_or_default();
    for expression in expressions {
        let scope = expression.scope_name.as_str();
        if !SCOPES.contains(&scope) {
            faults.invalid(at.field("scopeName"), format!("`{scope}` is not a scope"));
        }
        scope_fits_resources(spec, scope, at, faults);
        let has_values = expression.values.as_ref().is_some_and(|values| !values.is_empty());
        let takes_values = matches!(scope, "PriorityClass" | "VolumeAttributesClass");
        let operator = expression.operator.as_str();
        if SCOPES.contains(&scope) && !takes_values && operator != "Exists" {
            let message = format!("must be `Exists` with the scope `{scope}`");
            faults.invalid(at.field("operator"), message);
        }
        match operator {
            "In" | "NotIn" if !has_values => {
                faults.required(at.field("values"), "must be given with `In` and `NotIn`");
            }
            "Exists" | "DoesNotExist" if has_values => {
                let message = "can't be given with `Exists` and `DoesNotExist`";
                faults.invalid(at.field("values"), message);
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            word => faults.invalid(at.field("operator"), format!("`{word}` is not an operator")),
        }
    }
    conflicting_scopes(expressions.iter().map(|item| item.scope_name.as_str()), at, faults);
}
