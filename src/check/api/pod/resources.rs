//! What a container asks for and may use: `validateResourceRequirements`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{ContainerResizePolicy, ResourceClaim, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::check::api::empty::OrEmpty;
use crate::check::api::resource_names::{HUGE_PAGES, is_extended, is_huge_page, is_native};
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;
use crate::kube::quantity::Amount;

type Quantities = BTreeMap<String, Quantity>;

/// Whose resources: a pod as a whole has fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Container,
    /// Of a pod itself, not of a template: what it may use is what it asks for, unless it says.
    ContainerOfPod,
    Pod,
}

pub(super) fn validate(
    of: Of,
    given: &ResourceRequirements,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let empty = Quantities::new();
    let limits = given.limits.as_ref().unwrap_or(&empty);
    let requests = given.requests.as_ref().unwrap_or(&empty);
    let asked = requests_of(of, limits, requests);
    let requests = asked.as_ref();
    for (list, quantities) in [("limits", limits), ("requests", requests)] {
        let list = at.field(list);
        for (name, quantity) in quantities {
            validate_entry(of, name, quantity, list.key(name), faults);
        }
    }
    for (name, request) in requests {
        compare(name, request, limits.get(name), at, faults);
    }
    let names = || limits.keys().chain(requests.keys());
    let has_base = names().any(|name| name == "cpu" || name == "memory");
    if !has_base && names().any(|name| is_huge_page(name)) {
        faults.forbidden(at, "huge pages go with `cpu` or `memory`");
    }
}

/// `SetDefaults_Pod`
fn requests_of<'a>(of: Of, limits: &Quantities, requests: &'a Quantities) -> Cow<'a, Quantities> {
    let mut requests = Cow::Borrowed(requests);
    if of == Of::ContainerOfPod {
        for (name, limit) in limits {
            if !requests.contains_key(name) {
                requests.to_mut().insert(name.clone(), limit.clone());
            }
        }
    }
    requests
}

/// An overhead is validated as limits are: `validateOverhead`.
pub(crate) fn validate_overhead(overhead: &Quantities, at: FieldPath<'_>, faults: &mut Faults) {
    let limits = Some(overhead.clone());
    let given = ResourceRequirements { limits, ..ResourceRequirements::default() };
    validate(Of::Container, &given, at, faults);
}

fn validate_entry(of: Of, name: &str, quantity: &Quantity, at: FieldPath<'_>, faults: &mut Faults) {
    if faults.syntax(at, name, names::qualified_name) {
        validate_name(of, name, at, faults);
    }
    let amount = Amount::of(quantity);
    if amount < Amount::ZERO {
        faults.invalid(at, format!("{} is less than 0", quantity.0));
    }
    if is_extended(name) && !amount.is_whole() {
        faults.invalid(at, format!("{} of `{name}` is not a whole number", quantity.0));
    }
    if let Some(page) = name.strip_prefix(HUGE_PAGES)
        && !Amount::of(&Quantity(page.to_owned())).divides(amount)
    {
        faults.invalid(at, format!("{} is no multiple of {page}", quantity.0));
    }
}

const STANDARD: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];

/// `validateContainerResourceName`, `validatePodResourceName`.
fn validate_name(of: Of, name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if of == Of::Pod {
        if !matches!(name, "cpu" | "memory") && !is_huge_page(name) {
            faults.not_supported(at, name, &["cpu", "memory", "hugepages-*"]);
        }
    } else if !name.contains('/') {
        if !STANDARD.contains(&name) && !is_huge_page(name) {
            let message = format!("`{name}` is no resource of a container, and has no prefix");
            faults.invalid(at, message);
        }
    } else if !is_native(name) && !is_extended(name) {
        faults.invalid(at, format!("`{name}` is not the name of an extended resource"));
    }
}

fn compare(
    name: &str,
    request: &Quantity,
    limit: Option<&Quantity>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let is_exact = !is_native(name) || is_huge_page(name);
    match limit {
        Some(limit) if is_exact && Amount::of(request) != Amount::of(limit) => {
            let message = format!("{} of `{name}` is not equal to its limit", request.0);
            faults.invalid(at.field("requests"), message);
        }
        Some(limit) if Amount::of(request) > Amount::of(limit) => {
            let message =
                format!("{} of `{name}` is more than its limit of {}", request.0, limit.0);
            faults.invalid(at.field("requests"), message);
        }
        None if is_exact => {
            faults.required(at.field("limits"), format!("`{name}` needs a limit"));
        }
        _ => {}
    }
}

/// `validateResourceClaimNames`: what is claimed is among the claims of the pod.
pub(super) fn validate_claims(
    claims: &[ResourceClaim],
    of_pod: &BTreeSet<&str>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (index, claim) in claims.iter().enumerate() {
        let at = at.index(index);
        let (name, request) = (claim.name.as_str(), claim.request.or_empty());
        if !faults.filled(at, name) {
            continue;
        }
        if !request.is_empty() {
            faults.syntax(at.field("request"), request, names::dns_label);
        }
        // Without a request a claim is all of its requests.
        let mut of_claim = seen.range((name, "")..).take_while(|(other, _)| *other == name);
        let overlaps = match of_claim.next() {
            Some((_, first)) => request.is_empty() || first.is_empty(),
            None => false,
        };
        if overlaps || seen.contains(&(name, request)) {
            faults.duplicate(at, name);
        }
        seen.insert((name, request));
        if !of_pod.contains(name) {
            faults.not_found(at, name, "`resourceClaims` of the pod");
        }
    }
}

/// `validateResizePolicy`; what is wrong in an entry is said of the list.
pub(super) fn validate_resize(
    policies: &[ContainerResizePolicy],
    of_pod: &str,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let mut seen = BTreeSet::new();
    for (index, policy) in policies.iter().enumerate() {
        if !seen.insert(&policy.resource_name) {
            faults.duplicate(at.index(index), &policy.resource_name);
        }
        for (word, supported) in [
            (&policy.resource_name, ["cpu", "memory"]),
            (&policy.restart_policy, ["NotRequired", "RestartContainer"]),
        ] {
            if faults.filled(at, word) {
                faults.one_of(at, word, &supported);
            }
        }
        if of_pod == "Never" && policy.restart_policy != "NotRequired" {
            faults.invalid(at, "must be `NotRequired` in a pod that is never restarted");
        }
    }
}
