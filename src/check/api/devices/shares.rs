//! Devices that are shared: by counters, which several draw on (`validateCounterSet`,
//! `validateDeviceCounterConsumption`), or by capacities that are handed out in parts
//! (`validateRequestPolicy`), of the resource validation.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::resource::v1::{
    CapacityRequestPolicyRange, Counter, CounterSet, Device, DeviceCapacity,
    DeviceCounterConsumption,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;
use crate::kube::quantity::Amount;

impl Validate for CounterSet {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.named(at.field("name"), &self.name, names::dns_label);
        validate_counters(&self.counters, at.field("counters"), faults);
    }
}

impl Validate for DeviceCounterConsumption {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.named(at.field("counterSet"), &self.counter_set, names::dns_label);
        validate_counters(&self.counters, at.field("counters"), faults);
    }
}

fn validate_counters(counters: &BTreeMap<String, Counter>, at: FieldPath<'_>, faults: &mut Faults) {
    if counters.is_empty() {
        faults.required(at, "must have at least one counter");
    }
    faults.at_most(32, counters.len(), at);
    for name in counters.keys() {
        faults.syntax(at, name, names::dns_label);
    }
}

/// Only a device that can be allocated several times hands out a capacity in parts.
pub(crate) fn validate_policy(
    device: &Device,
    given: &DeviceCapacity,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let Some(policy) = &given.request_policy else { return };
    if device.allow_multiple_allocations != Some(true) {
        return faults.forbidden(at, "goes with `allowMultipleAllocations: true`");
    }
    let all = Amount::of(&given.value);
    match (policy.valid_values.or_empty(), &policy.valid_range, &policy.default) {
        ([], None, _) => {}
        ([_, ..], Some(_), _) => faults.forbidden(at, "has both `validValues` and `validRange`"),
        (_, _, None) => faults.required(at.field("default"), "is required with what is valid"),
        (values @ [_, ..], None, Some(usual)) => {
            validate_values(values, Amount::of(usual), all, at.field("validValues"), faults);
        }
        ([], Some(range), Some(usual)) => {
            validate_range(range, Amount::of(usual), all, at.field("validRange"), faults);
        }
    }
}

/// In order, none twice, none more than there is, and the default among them.
fn validate_values(
    values: &[Quantity],
    usual: Amount,
    all: Amount,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let amounts: Vec<Amount> = values.iter().map(Amount::of).collect();
    let mut seen = BTreeSet::new();
    for (index, amount) in amounts.iter().enumerate() {
        let at = at.index(index);
        if index > 0 && amounts[index - 1] > *amount {
            faults.invalid(at, "must be ordered");
        }
        if *amount > all {
            faults.invalid(at, "is more than the capacity");
        }
        if !seen.insert(amount.ceil()) {
            faults.duplicate(at, &values[index].0);
        }
    }
    if !amounts.contains(&usual) {
        faults.invalid(at, "does not have the default");
    }
}

fn validate_range(
    range: &CapacityRequestPolicyRange,
    usual: Amount,
    all: Amount,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if range.min.0.is_empty() {
        return faults.required(at.field("min"), "must be given");
    }
    let least = Amount::of(&range.min);
    let most = range.max.as_ref().map(Amount::of);
    if least > all || usual < least {
        faults.invalid(at.field("min"), "is more than the capacity or the default");
    }
    if most.is_some_and(|most| least > most || most > all || usual > most) {
        faults.invalid(at.field("max"), "is more than the capacity, or less than the rest");
    }
    let Some(step) = range.step.as_ref().map(Amount::of) else { return };
    let is_step = |amount: Amount| {
        let (step, way) = (step.ceil(), amount.ceil() - least.ceil());
        step == 0 || way % step == 0
    };
    if least.saturating_add(step) > all || !is_step(usual) || !most.is_none_or(is_step) {
        faults.invalid(at.field("step"), "does not lead from `min` to the default and to `max`");
    }
}
