//! Horizontal pod autoscalers: `ValidateHorizontalPodAutoscaler` of the autoscaling validation.
//!
//! The server turns version 1 into version 2 first, a target for the CPU into a metric.

use k8s_openapi::api::autoscaling::v1;
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler,
    MetricIdentifier, MetricSpec, MetricTarget,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate, resource_names};
use crate::kube::names;
use crate::kube::quantity::Amount;

impl Validate for v1::HorizontalPodAutoscaler {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let spec = &self.spec;
        let at = at.field("spec");
        validate_replicas(spec.min_replicas, spec.max_replicas, at, faults);
        let target = &spec.scale_target_ref;
        let object = ObjectReference {
            api_version: target.api_version.or_empty(),
            kind: &target.kind,
            name: &target.name,
        };
        validate_reference(&object, CoreGroup::Refused, at.field("scaleTargetRef"), faults);
        if spec.min_replicas == Some(0) {
            zero_replicas(at.field("metrics"), faults);
        }
        if let Some(percent) = spec.target_cpu_utilization_percentage.filter(|n| *n < 1) {
            let at = at.field("metrics");
            let at = at.index(0);
            let at = at.field("resource");
            let at = at.field("target");
            faults.invalid(at.field("averageUtilization"), format!("{percent} is below 1"));
        }
    }
}

impl Validate for HorizontalPodAutoscaler {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let spec = &self.spec;
        let at = at.field("spec");
        validate_replicas(spec.min_replicas, spec.max_replicas, at, faults);
        let at_target = at.field("scaleTargetRef");
        validate_reference(
            &reference(&spec.scale_target_ref),
            CoreGroup::Refused,
            at_target,
            faults,
        );
        let metrics = spec.metrics.as_deref().unwrap_or_default();
        for (index, metric) in metrics.iter().enumerate() {
            metric.validate(at.field("metrics").index(index), faults);
        }
        let counts = |metric: &MetricSpec| matches!(&*metric.type_, "Object" | "External");
        if spec.min_replicas == Some(0) && !metrics.iter().any(counts) {
            zero_replicas(at.field("metrics"), faults);
        }
        let Some(behavior) = &spec.behavior else { return };
        let at = at.field("behavior");
        for (field, rules) in [("scaleUp", &behavior.scale_up), ("scaleDown", &behavior.scale_down)]
        {
            if let Some(rules) = rules {
                rules.validate(at.field(field), faults);
            }
        }
    }
}

/// At least one replica: less takes a feature that is off by default.
fn validate_replicas(min: Option<i32>, max: i32, at: FieldPath<'_>, faults: &mut Faults) {
    let min = min.unwrap_or(1);
    if min < 1 {
        faults.invalid(at.field("minReplicas"), format!("{min} is below 1"));
    }
    let at = at.field("maxReplicas");
    if max == 0 {
        faults.required(at, "must be given and above zero");
    } else if max < 0 {
        faults.invalid(at, format!("{max} is below 1"));
    }
    if max < min {
        faults.invalid(at, format!("{max} is below `minReplicas`"));
    }
}

fn zero_replicas(at: FieldPath<'_>, faults: &mut Faults) {
    faults.forbidden(at, "must have an `Object` or `External` metric to scale to zero");
}

/// Whether an object without a group, as a Service, can be meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CoreGroup {
    Allowed,
    Refused,
}

struct ObjectReference<'a> {
    api_version: &'a str,
    kind: &'a str,
    name: &'a str,
}

fn reference(object: &CrossVersionObjectReference) -> ObjectReference<'_> {
    ObjectReference {
        api_version: object.api_version.or_empty(),
        kind: &object.kind,
        name: &object.name,
    }
}

/// Of `apiVersion` it is asked to have a group, not that there can be one of that name.
fn validate_reference(
    object: &ObjectReference<'_>,
    core_group: CoreGroup,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    faults.named(at.field("kind"), object.kind, names::path_segment);
    faults.named(at.field("name"), object.name, names::path_segment);
    let at = at.field("apiVersion");
    match object.api_version.split_once('/') {
        None if core_group == CoreGroup::Refused && object.kind != "ReplicationController" => {
            faults.invalid(at, format!("`{}` has no API group", object.api_version));
        }
        Some((_, version)) if version.contains('/') => {
            faults.invalid(at, format!("`{}` is not a group and a version", object.api_version));
        }
        Some((group, _)) if group.is_empty() && core_group == CoreGroup::Refused => {
            faults.invalid(at, format!("`{}` has no API group", object.api_version));
        }
        _ => {}
    }
}

impl Validate for MetricSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if faults.filled(at.field("type"), &self.type_) {
            let types = ["ContainerResource", "External", "Object", "Pods", "Resource"];
            faults.one_of(at.field("type"), &self.type_, &types);
        }
        let sources = [
            ("object", self.object.is_some()),
            ("external", self.external.is_some()),
            ("pods", self.pods.is_some()),
            ("resource", self.resource.is_some()),
            ("containerResource", self.container_resource.is_some()),
        ];
        let present =
            || sources.iter().filter(|(_, is_present)| *is_present).map(|(name, _)| *name);
        if let Some(source) = present().next() {
            validate_source(self, source, at.field(source), faults);
        }
        let expected = source_of(&self.type_);
        if let Some(expected) = expected.filter(|expected| !present().any(|it| it == *expected)) {
            faults.required(at.field(expected), format!("must be given with `{}`", self.type_));
        }
        if present().count() != 1 {
            for source in present().filter(|source| Some(*source) != expected) {
                faults.forbidden(at.field(source), format!("can't go with `{}`", self.type_));
            }
        }
    }
}

/// The field a metric of a type has its source in.
fn source_of(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "ContainerResource" => "containerResource",
        "External" => "external",
        "Object" => "object",
        "Pods" => "pods",
        "Resource" => "resource",
        _ => return None,
    })
}

fn validate_source(metric: &MetricSpec, source: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let at_target = at.field("target");
    if let (Some(object), "object") = (&metric.object, source) {
        let described = reference(&object.described_object);
        validate_reference(&described, CoreGroup::Allowed, at.field("describedObject"), faults);
        validate_identifier(&object.metric, at.field("metric"), faults);
        validate_target(&object.target, at_target, faults);
        if object.target.value.is_none() && object.target.average_value.is_none() {
            faults.required(at_target.field("averageValue"), "`value` or `averageValue` is needed");
        }
    }
    if let (Some(external), "external") = (&metric.external, source) {
        validate_identifier(&external.metric, at.field("metric"), faults);
        validate_target(&external.target, at_target, faults);
        let target = &external.target;
        match (&target.value, &target.average_value) {
            (None, None) => {
                faults.required(
                    at_target.field("averageValue"),
                    "`value` or `averageValue` is needed",
                );
            }
            (Some(_), Some(_)) => {
                faults.forbidden(at_target.field("value"), "can't go with `averageValue`");
            }
            _ => {}
        }
    }
    if let (Some(pods), "pods") = (&metric.pods, source) {
        validate_identifier(&pods.metric, at.field("metric"), faults);
        validate_target(&pods.target, at_target, faults);
        if !pods.target.average_value.as_ref().is_some_and(is_positive) {
            faults.required(at_target.field("averageValue"), "must be given and above zero");
        }
    }
    if let (Some(resource), "resource") = (&metric.resource, source) {
        faults.filled(at.field("name"), &resource.name);
        validate_usage(&resource.target, at_target, faults);
    }
    if let (Some(resource), "containerResource") = (&metric.container_resource, source) {
        if faults.filled(at.field("name"), &resource.name) {
            resource_names::validate_container_name(&resource.name, at.field("name"), faults);
        }
        faults.named(at.field("container"), &resource.container, names::dns_label);
        validate_usage(&resource.target, at_target, faults);
    }
}

/// Nobody looks at the selector of a metric: what its expressions lack is not missed.
fn validate_identifier(metric: &MetricIdentifier, at: FieldPath<'_>, faults: &mut Faults) {
    faults.forget_missing(at.field("selector"));
    faults.named(at.field("name"), &metric.name, names::path_segment);
}

/// `validateMetricTarget`
fn validate_target(target: &MetricTarget, at: FieldPath<'_>, faults: &mut Faults) {
    if faults.filled(at.field("type"), &target.type_)
        && !["AverageValue", "Utilization", "Value"].contains(&&*target.type_)
    {
        let message = format!("`{}` is not `AverageValue`, `Utilization` or `Value`", target.type_);
        faults.invalid(at.field("type"), message);
    }
    for (field, value) in [("value", &target.value), ("averageValue", &target.average_value)] {
        if value.as_ref().is_some_and(|value| !is_positive(value)) {
            faults.invalid(at.field(field), "must be above zero");
        }
    }
    if let Some(percent) = target.average_utilization.filter(|percent| *percent < 1) {
        faults.invalid(at.field("averageUtilization"), format!("{percent} is below 1"));
    }
}

fn validate_usage(target: &MetricTarget, at: FieldPath<'_>, faults: &mut Faults) {
    validate_target(target, at, faults);
    match (target.average_utilization, &target.average_value) {
        (None, None) => {
            let message = "`averageUtilization` or `averageValue` is needed";
            faults.required(at.field("averageUtilization"), message);
        }
        (Some(_), Some(_)) => {
            faults.forbidden(at.field("averageValue"), "can't go with `averageUtilization`");
        }
        _ => {}
    }
}

fn is_positive(quantity: &Quantity) -> bool {
    Amount::of(quantity) > Amount::ZERO
}

impl Validate for HPAScalingRules {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(seconds) = self.stabilization_window_seconds
            && !(0..=3600).contains(&seconds)
        {
            let message = format!("{seconds} is not between 0 and 3600");
            faults.invalid(at.field("stabilizationWindowSeconds"), message);
        }
        if let Some(policy) = &self.select_policy {
            faults.one_of(at.field("selectPolicy"), policy, &["Disabled", "Max", "Min"]);
        }
        if self.policies.as_ref().is_some_and(Vec::is_empty) {
            faults.required(at.field("policies"), "must have at least one policy");
        }
        for (index, policy) in self.policies.iter().flatten().enumerate() {
            policy.validate(at.field("policies").index(index), faults);
        }
        if self.tolerance.as_ref().is_some_and(|value| Amount::of(value) < Amount::ZERO) {
            faults.invalid(at.field("tolerance"), "can't be below zero");
        }
    }
}

impl Validate for HPAScalingPolicy {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.one_of(at.field("type"), &self.type_, &["Percent", "Pods"]);
        if self.value <= 0 {
            faults.invalid(at.field("value"), format!("{} is not above zero", self.value));
        }
        if !(1..=1800).contains(&self.period_seconds) {
            let message = format!("{} is not between 1 and 1800", self.period_seconds);
            faults.invalid(at.field("periodSeconds"), message);
        }
    }
}
