//! What a pod asks for as a whole, and its containers together: `validatePodResources`.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{Container, PodSpec, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::resources::Of;
use super::{Holder, resources};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, resource_names};
use crate::kube::quantity::Amount;

type Amounts<'a> = BTreeMap<&'a str, Amount>;

pub(super) fn validate(
    spec: &PodSpec,
    given: &ResourceRequirements,
    holder: Holder<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if given.claims.is_some() {
        faults.forbidden(at.field("claims"), "a pod as a whole has no claims here");
    }
    resources::validate(Of::Pod, given, at, faults);
    validate_requests(spec, given, holder, at.field("requests"), faults);
    validate_limits(spec, given, at, faults);
}

/// The containers may ask for no more than the pod. A pod that says what it may use and not what
/// it asks for, asks for what they do: `defaultPodRequests`.
fn validate_requests(
    spec: &PodSpec,
    given: &ResourceRequirements,
    holder: Holder<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let message = |name: &str| format!("the containers ask for more `{name}` than the pod");
    let limits = given.limits.as_ref().filter(|_| matches!(holder, Holder::Pod(_)));
    for (name, asked) in together(spec, |container| requests(container, holder)) {
        let own = given.requests.as_ref().and_then(|requests| requests.get(name));
        let limit = limits.and_then(|limits| limits.get(name));
        if let Some(own) = own {
            if asked > Amount::of(own) {
                faults.invalid(at.key(name), message(name));
            }
        } else if limit.is_some_and(|limit| asked > Amount::of(limit)) {
            faults.invalid(at, message(name));
        }
    }
}

/// No container may use more than the pod, and of huge pages all of them no more.
fn validate_limits(
    spec: &PodSpec,
    given: &ResourceRequirements,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let all = together(spec, limits);
    let containers = at.field("containers");
    for (name, limit) in given.limits.iter().flatten() {
        let most = Amount::of(limit);
        let is_above = |amount: Option<&Amount>| amount.is_some_and(|amount| *amount > most);
        let message = format!("`{name}` is more than the pod's limit of {}", limit.0);
        if resource_names::is_huge_page(name) && is_above(all.get(&**name)) {
            faults.invalid(at.field("limits").key(name), &*message);
        }
        for (index, container) in spec.containers.iter().enumerate() {
            if is_above(limits(container).get(&**name)) {
                faults.invalid(containers.index(index).key(name).field("limits"), &*message);
            }
        }
    }
}

/// What containers ask for; in a pod, what they may use stands in where they do not say.
fn requests<'a>(container: &'a Container, holder: Holder<'_>) -> Amounts<'a> {
    let mut requests = match holder {
        Holder::Pod(_) => limits(container),
        Holder::Template => Amounts::new(),
    };
    let resources = container.resources.as_ref();
    requests.extend(amounts(resources.and_then(|resources| resources.requests.as_ref())));
    requests
}

fn limits(container: &Container) -> Amounts<'_> {
    let resources = container.resources.as_ref();
    amounts(resources.and_then(|resources| resources.limits.as_ref())).collect()
}

fn amounts(
    quantities: Option<&BTreeMap<String, Quantity>>,
) -> impl Iterator<Item = (&str, Amount)> {
    quantities.into_iter().flatten().map(|(name, quantity)| (&**name, Amount::of(quantity)))
}

/// `AggregateContainerRequests`: containers that run side by side add up; each that runs before
/// the rest needs its share beside the sidecars before it.
fn together<'a>(spec: &'a PodSpec, of: impl Fn(&'a Container) -> Amounts<'a>) -> Amounts<'a> {
    let (mut running, mut sidecars, mut before) = Default::default();
    spec.containers.iter().for_each(|container| add(&mut running, of(container)));
    for container in spec.init_containers.or_empty() {
        let mut now = of(container);
        if container.restart_policy.as_deref() == Some("Always") {
            add(&mut running, now.clone());
            add(&mut sidecars, now);
            now = sidecars.clone();
        } else {
            add(&mut now, sidecars.clone());
        }
        raise(&mut before, now);
    }
    raise(&mut running, before);
    running
}

fn add<'a>(sum: &mut Amounts<'a>, amounts: Amounts<'a>) {
    for (name, amount) in amounts {
        let sum = sum.entry(name).or_insert(Amount::ZERO);
        *sum = sum.saturating_add(amount);
    }
}

fn raise<'a>(most: &mut Amounts<'a>, amounts: Amounts<'a>) {
    for (name, amount) in amounts {
        let most = most.entry(name).or_insert(amount);
        *most = (*most).max(amount);
    }
}
