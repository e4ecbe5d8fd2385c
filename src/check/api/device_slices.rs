//! What offers devices: `ValidateResourceSlice` of the resource validation.
//!
//! Taints, counters and the policies of capacities are left alone.

use std::collections::BTreeMap;

use k8s_openapi::api::resource::v1::{Device, DeviceAttribute, ResourceSlice, ResourceSliceSpec};

use super::storage::driver_name;
use super::words::given;
use super::{Faults, Path, Reason, Validate, names, placement};

impl Validate for ResourceSlice {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        self.spec.validate(at.field("spec"), faults);
    }
}

impl Validate for ResourceSliceSpec {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
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
        for (index, device) in devices.iter().enumerate() {
            let at = at.field("devices");
            let at = at.index(index);
            device.validate(at, faults);
            if devices[..index].iter().any(|other| other.name == device.name) {
                faults.duplicate(at, &device.name);
            }
        }
    }
}

/// `validatePoolName`
fn validate_pool_name(name: &str, at: Path<'_>, faults: &mut Faults) {
    if !given(name, at, faults) {
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
fn validate_nodes(spec: &ResourceSliceSpec, at: Path<'_>, faults: &mut Faults) {
    let node = spec.node_name.as_deref();
    if let Some(name) = node {
        faults.syntax(at.field("nodeName"), name, names::dns_subdomain);
    }
    if let Some(selector) = &spec.node_selector {
        let at = at.field("nodeSelector");
        placement::node_selector(selector, at, faults);
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

impl Validate for Device {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        faults.syntax(at.field("name"), &self.name, names::dns_label);
        let count = self.attributes.as_ref().map_or(0, BTreeMap::len)
            + self.capacity.as_ref().map_or(0, BTreeMap::len);
        if count > 32 {
            faults.invalid(at, "has more than 32 attributes and capacities");
        }
        for (name, attribute) in self.attributes.iter().flatten() {
            let at = at.field("attributes");
            let at = at.key(name);
            validate_name(name, at, faults);
            attribute.validate(at, faults);
        }
        for name in self.capacity.iter().flatten().map(|(name, _)| name) {
            validate_name(name, at.field("capacity").key(name), faults);
        }
    }
}

/// `model`, `example.com/model`: `validateQualifiedName`.
fn validate_name(name: &str, at: Path<'_>, faults: &mut Faults) {
    let id = match name.split_once('/') {
        None => name,
        Some((domain, id)) => {
            driver_name(domain, at, faults);
            id
        }
    };
    if given(id, at, faults) {
        faults.syntax(at, id, names::c_identifier);
    }
    if id.len() > 32 {
        faults.add(Reason::TooLong, at, "has more than 32 characters after its domain");
    }
}

/// One value of one type; lists are a feature of their own.
impl Validate for DeviceAttribute {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
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
