//! What offers devices: `ValidateResourceSlice` of the resource validation.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::resource::v1::{Device, DeviceAttribute, ResourceSlice, ResourceSliceSpec};

use super::shares;
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::drivers::driver_name;
use crate::check::api::storage::topology;
use crate::check::api::{Faults, FieldPath, Reason, Validate};
use crate::kube::names;

impl Validate for ResourceSlice {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        self.spec.validate(at.field("spec"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let driver = &self.spec.driver;
        if driver.chars().any(char::is_uppercase) {
            let message = format!("is `{driver}`, which should be written in lower case");
            faults.warn(at.field("spec").field("driver"), message);
        }
    }
}

impl Validate for ResourceSliceSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        driver_name(&self.driver, at.field("driver"), faults);
        let at_pool = at.field("pool");
        validate_pool_name(&self.pool.name, at_pool.field("name"), faults);
        if self.pool.resource_slice_count <= 0 {
            faults.invalid(at_pool.field("resourceSliceCount"), "must be above zero");
        }
        if self.pool.generation < 0 {
            faults.invalid(at_pool.field("generation"), "can't be below zero");
        }
        validate_nodes(self, at, faults);
        let devices = self.devices.as_deref().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (index, device) in devices.iter().enumerate() {
            let at = at.field("devices");
            let at = at.index(index);
            device.validate(at, faults);
            validate_node(device, self.per_device_node_selection == Some(true), at, faults);
            if !seen.insert(&device.name) {
                faults.duplicate(at, &device.name);
            }
        }
        if self.devices.is_some() && self.shared_counters.is_some() {
            faults.invalid(at, "can't have both `devices` and `sharedCounters`");
        }
        let advanced = devices.iter().any(|device| {
            device.taints.as_ref().is_some_and(|taints| !taints.is_empty())
                || device.consumes_counters.as_ref().is_some_and(|counters| !counters.is_empty())
        });
        faults.at_most(if advanced { 64 } else { 128 }, devices.len(), at.field("devices"));
        let sets = self.shared_counters.or_empty();
        faults.at_most(8, sets.len(), at.field("sharedCounters"));
        let mut seen = BTreeSet::new();
        for (index, set) in sets.iter().enumerate() {
            let at = at.field("sharedCounters");
            set.validate(at.index(index), faults);
            if !seen.insert(&set.name) {
                faults.duplicate(at.index(index), &set.name);
            }
        }
    }
}

/// `validatePoolName`
fn validate_pool_name(name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if !faults.filled(at, name) {
        return;
    }
    if name.len() > 253 {
        faults.add(Reason::TooLong, at, "is longer than 253 characters");
    }
    for part in name.split('/') {
        faults.syntax(at, part, names::dns_subdomain);
    }
}

/// Which nodes have the devices is said in exactly one way.
fn validate_nodes(spec: &ResourceSliceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let node = spec.node_name.as_deref();
    if let Some(name) = node {
        faults.syntax(at.field("nodeName"), name, names::dns_subdomain);
    }
    if let Some(selector) = &spec.node_selector {
        let at = at.field("nodeSelector");
        topology::node_selector(selector, at, faults);
        if selector.node_selector_terms.len() != 1 {
            faults.invalid(at.field("nodeSelectorTerms"), "must have exactly one term");
        }
    }
    let switches =
        [("allNodes", spec.all_nodes), ("perDeviceNodeSelection", spec.per_device_node_selection)];
    for (field, _) in switches.into_iter().filter(|(_, switch)| *switch == Some(false)) {
        faults.invalid(at.field(field), "can only be true");
    }
    let ways = [
        node.is_some_and(|name| !name.is_empty()),
        spec.node_selector.is_some(),
        spec.all_nodes == Some(true),
        spec.per_device_node_selection == Some(true),
    ];
    let names = "`nodeName`, `nodeSelector`, `allNodes` and `perDeviceNodeSelection`";
    match ways.into_iter().filter(|is_given| *is_given).count() {
        0 => faults.required(at, format!("must have one of {names}")),
        1 => {}
        _ => faults.invalid(at, format!("can have only one of {names}")),
    }
}

/// Which nodes have a device, where each says it for itself, and only there.
fn validate_node(device: &Device, says: bool, at: FieldPath<'_>, faults: &mut Faults) {
    let ways =
        [device.node_name.is_some(), device.node_selector.is_some(), device.all_nodes.is_some()];
    let given = ways.into_iter().filter(|is_given| *is_given).count();
    if !says {
        if given > 0 {
            faults.invalid(at, "its nodes are said with `perDeviceNodeSelection: true`");
        }
        return;
    }
    if let Some(name) = &device.node_name {
        faults.syntax(at.field("nodeName"), name, names::dns_subdomain);
    }
    if let Some(selector) = &device.node_selector {
        topology::node_selector(selector, at.field("nodeSelector"), faults);
    }
    if device.all_nodes == Some(false) {
        faults.invalid(at.field("allNodes"), "can only be true");
    }
    let has_empty = device.node_name.as_deref() == Some("");
    match given - usize::from(has_empty) - usize::from(device.all_nodes == Some(false)) {
        0 => faults.required(at, "must have `nodeName`, `nodeSelector` or `allNodes`"),
        1 => {}
        _ => faults.invalid(at, "can have only one of `nodeName`, `nodeSelector`, `allNodes`"),
    }
}

/// `validateDeviceBindingParameters`
fn validate_conditions(device: &Device, at: FieldPath<'_>, faults: &mut Faults) {
    let wanted = device.binding_conditions.or_empty();
    let failures = device.binding_failure_conditions.or_empty();
    let at_failures = at.field("bindingFailureConditions");
    for (list, at) in [(wanted, at.field("bindingConditions")), (failures, at_failures)] {
        let mut seen = BTreeSet::new();
        for (index, condition) in list.iter().enumerate() {
            faults.syntax(at.index(index), condition, names::label_key);
            if !seen.insert(condition) {
                faults.duplicate(at.index(index), condition);
            }
        }
    }
    for (index, condition) in failures.iter().enumerate() {
        if wanted.contains(condition) {
            faults.invalid(at_failures.index(index), "is in `bindingConditions`, too");
        }
    }
    match (wanted, failures) {
        ([], [_, ..]) => faults.invalid(at.field("bindingConditions"), "are needed with failures"),
        ([_, ..], []) => faults.invalid(at_failures, "are needed with `bindingConditions`"),
        _ => {}
    }
}

impl Validate for Device {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.syntax(at.field("name"), &self.name, names::dns_label);
        let count = self.attributes.as_ref().map_or(0, BTreeMap::len)
            + self.capacity.as_ref().map_or(0, BTreeMap::len);
        if count > 32 {
            faults.invalid(at, "has more than 32 attributes and capacities");
        }
        for (name, attribute) in self.attributes.iter().flatten() {
            let at = at.field("attributes");
            validate_name(name, at, faults);
            attribute.validate(at.key(name), faults);
        }
        for (name, capacity) in self.capacity.iter().flatten() {
            let at = at.field("capacity");
            validate_name(name, at, faults);
            let at = at.key(name);
            shares::validate_policy(self, capacity, at.field("requestPolicy"), faults);
        }
        faults.at_most(16, self.taints.or_empty().len(), at.field("taints"));
        for (index, taint) in self.taints.iter().flatten().enumerate() {
            taint.validate(at.field("taints").index(index), faults);
        }
        let consumed = self.consumes_counters.or_empty();
        faults.at_most(2, consumed.len(), at.field("consumesCounters"));
        let mut seen = BTreeSet::new();
        for (index, counters) in consumed.iter().enumerate() {
            let at = at.field("consumesCounters");
            counters.validate(at.index(index), faults);
            if !seen.insert(&counters.counter_set) {
                faults.duplicate(at.index(index), &counters.counter_set);
            }
        }
        validate_conditions(self, at, faults);
    }
}

/// `model`, `example.com/model`: `validateQualifiedName`, which lets pass what has more parts.
pub(crate) fn validate_name(name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let parts: Vec<&str> = name.split('/').collect();
    let id = match parts[..] {
        [id] => id,
        [domain, id] => {
            driver_name(domain, at, faults);
            id
        }
        _ => return,
    };
    if faults.filled(at, id) {
        faults.syntax(at, id, names::c_identifier);
    }
    if id.len() > 32 {
        faults.add(Reason::TooLong, at, "has more than 32 characters after its domain");
    }
}

/// One value of one type; lists are a feature of their own.
impl Validate for DeviceAttribute {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let texts = [("string", &self.string), ("version", &self.version)];
        for (field, text) in texts {
            if text.as_ref().is_some_and(|text| text.len() > 64) {
                faults.add(Reason::TooLong, at.field(field), "has more than 64 characters");
            }
        }
        if let Some(version) = &self.version
            && !is_version(version)
        {
            faults.invalid(at.field("version"), format!("`{version}` is not like `1.2.3`"));
        }
        let has_list = self.bools.is_some()
            || self.ints.is_some()
            || self.strings.is_some()
            || self.versions.is_some();
        let values = [
            self.bool.is_some(),
            self.int.is_some(),
            self.string.is_some(),
            self.version.is_some(),
        ];
        if !has_list && values.into_iter().filter(|is_given| *is_given).count() != 1 {
            faults.invalid(at, "must have exactly one value");
        }
    }
}

/// `1.2.3-rc.1+build`: three numbers, and what <https://semver.org> lets follow them.
fn is_version(text: &str) -> bool {
    let (rest, build) = text.split_once('+').map_or((text, None), |(rest, it)| (rest, Some(it)));
    let (core, before) = rest.split_once('-').map_or((rest, None), |(core, it)| (core, Some(it)));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_number =
        |part: &str| !part.is_empty() && is_digits(part) && (part == "0" || !part.starts_with('0'));
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let numbers: Vec<&str> = core.split('.').collect();
    numbers.len() == 3
        && numbers.iter().all(|part| is_number(part))
        && before.is_none_or(|it| {
            it.split('.').all(|part| is_word(part) && (!is_digits(part) || is_number(part)))
        })
        && build.is_none_or(|it| it.split('.').all(is_word))
}
