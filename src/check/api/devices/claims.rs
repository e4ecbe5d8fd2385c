//! Claims of devices: `ValidateResourceClaim` and `ValidateDeviceClass` of the resource validation.
//!
//! What features that are off would drop is left alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use k8s_openapi::api::resource::v1::{
    DeviceClaim, DeviceClass, DeviceConstraint, DeviceRequest, DeviceSelector, DeviceToleration,
    OpaqueDeviceConfiguration, ResourceClaim, ResourceClaimTemplate,
};

use super::slices;
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::claim_spec;
use crate::check::api::storage::drivers::driver_name;
use crate::check::api::{Faults, FieldPath, Reason, Validate, resource_names};
use crate::check::cel;
use crate::check::cel::{Type, Variables, Wanted};
use crate::kube::names;

/// How many requests, constraints, configurations and selectors there can be.
const MOST: usize = 32;

impl Validate for ResourceClaim {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(devices) = self.spec.as_ref().and_then(|spec| spec.devices.as_ref()) {
            devices.validate(at.field("spec").field("devices"), faults);
        }
    }
}

impl Validate for ResourceClaimTemplate {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let Some(spec) = &self.spec else { return };
        let at = at.field("spec");
        if let Some(meta) = &spec.metadata {
            claim_spec::validate_template_meta(meta, at.field("metadata"), faults);
        }
        if let Some(devices) = spec.spec.as_ref().and_then(|spec| spec.devices.as_ref()) {
            let at = at.field("spec");
            devices.validate(at.field("devices"), faults);
        }
    }
}

impl Validate for DeviceClaim {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let requests = self.requests.as_deref().unwrap_or_default();
        let at_requests = at.field("requests");
        faults.at_most(MOST, requests.len(), at_requests);
        let mut seen = BTreeSet::new();
        for (index, request) in requests.iter().enumerate() {
            request.validate(at_requests.index(index), faults);
            if !seen.insert(&request.name) {
                faults.duplicate(at_requests.index(index), &request.name);
            }
        }
        let known = Requests::of(requests);
        let constraints = self.constraints.as_deref().unwrap_or_default();
        faults.at_most(MOST, constraints.len(), at.field("constraints"));
        for (index, constraint) in constraints.iter().enumerate() {
            validate_constraint(constraint, &known, at.field("constraints").index(index), faults);
        }
        let config = self.config.as_deref().unwrap_or_default();
        faults.at_most(MOST, config.len(), at.field("config"));
        for (index, config) in config.iter().enumerate() {
            let at = at.field("config");
            let at = at.index(index);
            known.validate(config.requests.as_deref(), at.field("requests"), faults);
            validate_config(config.opaque.as_ref(), at.field("opaque"), faults);
        }
    }
}

/// The names of requests, each with those of its alternatives.
struct Requests<'a>(BTreeMap<&'a str, Vec<&'a str>>);

impl<'a> Requests<'a> {
    fn of(requests: &'a [DeviceRequest]) -> Self {
        let alternatives = |request: &'a DeviceRequest| {
            request.first_available.iter().flatten().map(|it| it.name.as_str()).collect()
        };
        Requests(requests.iter().map(|it| (it.name.as_str(), alternatives(it))).collect())
    }

    fn has(&self, name: &str) -> bool {
        match name.split_once('/') {
            None => self.0.contains_key(name),
            Some((name, alternative)) => {
                self.0.get(name).is_some_and(|all| all.contains(&alternative))
            }
        }
    }

    fn validate(&self, references: Option<&[String]>, at: FieldPath<'_>, faults: &mut Faults) {
        let references = references.unwrap_or_default();
        faults.at_most(MOST, references.len(), at);
        let mut seen = BTreeSet::new();
        for (index, name) in references.iter().enumerate() {
            if !self.has(name) {
                faults.invalid(at.index(index), format!("`{name}` is not a request of the claim"));
            }
            if !seen.insert(name) {
                faults.duplicate(at.index(index), name);
            }
        }
    }
}

impl Validate for DeviceRequest {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.syntax(at.field("name"), &self.name, names::dns_label);
        let alternatives = self.first_available.as_deref().unwrap_or_default();
        match (&self.exactly, alternatives) {
            (None, []) => faults.required(at, "must have `exactly` or `firstAvailable`"),
            (Some(_), [_, ..]) => {
                faults.invalid(at, "can't have both `exactly` and `firstAvailable`");
            }
            (Some(request), []) => {
                let at = at.field("exactly");
                let class = &request.device_class_name;
                faults.named(at.field("deviceClassName"), class, names::dns_subdomain);
                validate_selectors(request.selectors.as_deref(), at.field("selectors"), faults);
                validate_count(request.allocation_mode.as_ref(), request.count, at, faults);
                validate_tolerations(request.tolerations.or_empty(), at, faults);
            }
            (None, alternatives) => {
                faults.at_most(8, alternatives.len(), at.field("firstAvailable"));
                let mut seen = BTreeSet::new();
                for (index, request) in alternatives.iter().enumerate() {
                    let at = at.field("firstAvailable");
                    let at = at.index(index);
                    faults.syntax(at.field("name"), &request.name, names::dns_label);
                    if !seen.insert(&request.name) {
                        faults.duplicate(at, &request.name);
                    }
                    let class = &request.device_class_name;
                    faults.named(at.field("deviceClassName"), class, names::dns_subdomain);
                    validate_selectors(request.selectors.as_deref(), at.field("selectors"), faults);
                    validate_count(request.allocation_mode.as_ref(), request.count, at, faults);
                    validate_tolerations(request.tolerations.or_empty(), at, faults);
                }
            }
        }
    }
}

fn validate_tolerations(tolerations: &[DeviceToleration], at: FieldPath<'_>, faults: &mut Faults) {
    for (index, toleration) in tolerations.iter().enumerate() {
        toleration.validate(at.field("tolerations").index(index), faults);
    }
}

/// One device is allocated where nothing is said.
fn validate_count(
    mode: Option<&String>,
    count: Option<i64>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let count = count.unwrap_or_default();
    match mode.map_or("", String::as_str) {
        "All" if count != 0 => {
            faults.invalid(at.field("count"), "can't go with the allocation mode `All`");
        }
        "" | "ExactCount" if count < 0 => {
            faults.invalid(at.field("count"), format!("{count} is not above zero"));
        }
        "" | "All" | "ExactCount" => {}
        word => {
            faults.one_of(at.field("allocationMode"), word, &["All", "ExactCount"]);
        }
    }
}

/// What selectors can name: <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/resource-claim-v1/>.
static DEVICE: LazyLock<Variables> = LazyLock::new(|| {
    let by_domain = |value| Type::map(Type::String, Type::map(Type::String, value));
    let device = Type::object([
        ("driver", Type::String),
        ("attributes", by_domain(Type::Unknown)),
        ("capacity", by_domain(Type::Named("Quantity"))),
        ("allowMultipleAllocations", Type::Bool),
    ]);
    Variables::of([("device", device)])
});

static TRUTH: LazyLock<Wanted> = LazyLock::new(|| Wanted::just(Type::Bool));

fn validate_selectors(
    selectors: Option<&[DeviceSelector]>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let selectors = selectors.unwrap_or_default();
    faults.at_most(MOST, selectors.len(), at);
    for (index, selector) in selectors.iter().enumerate() {
        let at = at.index(index);
        let at = at.field("cel");
        match &selector.cel {
            None => faults.required(at, "must be given"),
            Some(cel) if cel.expression.len() > 10 << 10 => {
                faults.add(Reason::TooLong, at.field("expression"), "has more than 10 KiB");
            }
            Some(cel) => {
                if let Err(message) = cel::compile(&cel.expression, &DEVICE, &TRUTH) {
                    faults.invalid(at.field("expression"), message);
                }
            }
        }
    }
}

fn validate_constraint(
    constraint: &DeviceConstraint,
    known: &Requests<'_>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    known.validate(constraint.requests.as_deref(), at.field("requests"), faults);
    if let Some(name) = &constraint.match_attribute {
        validate_attribute(name, at.field("matchAttribute"), faults);
    } else if let Some(name) = &constraint.distinct_attribute {
        validate_attribute(name, at.field("distinctAttribute"), faults);
    } else {
        faults.required(at, "must have `matchAttribute` or `distinctAttribute`");
    }
}

/// `example.com/model`: `validateFullyQualifiedName`.
fn validate_attribute(name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if !name.contains('/') {
        faults.invalid(at, format!("`{name}` has no domain"));
    }
    slices::validate_name(name, at, faults);
}

fn validate_config(
    config: Option<&OpaqueDeviceConfiguration>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    match config {
        None => faults.required(at, "must be given"),
        Some(config) => {
            driver_name(&config.driver, at.field("driver"), faults);
            let at = at.field("parameters");
            if config.parameters.0.is_null() {
                faults.take_missing(at);
                faults.required(at, "must be given");
            } else if !config.parameters.0.is_object() {
                faults.invalid(at, "must be an object");
            }
        }
    }
}

impl Validate for DeviceClass {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let Some(spec) = &self.spec else { return };
        let at = at.field("spec");
        validate_selectors(spec.selectors.as_deref(), at.field("selectors"), faults);
        let config = spec.config.as_deref().unwrap_or_default();
        faults.at_most(MOST, config.len(), at.field("config"));
        for (index, config) in config.iter().enumerate() {
            let at = at.field("config");
            let at = at.index(index);
            validate_config(config.opaque.as_ref(), at.field("opaque"), faults);
        }
        if let Some(name) = &spec.extended_resource_name
            && !resource_names::is_extended(name)
        {
            let message = format!("`{name}` is not the name of an extended resource");
            faults.invalid(at.field("extendedResourceName"), message);
        }
    }
}
