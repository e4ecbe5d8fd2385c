//! Nodes and runtime classes: `ValidateNode` of the core validation, `ValidateRuntimeClass` of the
//! node validation.

use std::collections::BTreeSet;

use std::slice;

use k8s_openapi::api::core::v1::{Node, NodeSpec, Taint, Toleration};
use k8s_openapi::api::node::v1::{RuntimeClass, Scheduling};

use crate::check::api::empty::OrEmpty;
use crate::check::api::network::addresses;
use crate::check::api::{Faults, FieldPath, Validate, labels, node_labels, pod, resource_names};
use crate::kube::names;

impl Validate for RuntimeClass {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.syntax(at.field("handler"), &self.handler, names::dns_label);
        let overhead = self.overhead.as_ref().and_then(|overhead| overhead.pod_fixed.as_ref());
        if let Some(overhead) = overhead {
            pod::validate_overhead(overhead, at.field("overhead"), faults);
        }
        if let Some(scheduling) = &self.scheduling {
            scheduling.validate(at.field("scheduling"), faults);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let selector = self.scheduling.as_ref().and_then(|it| it.node_selector.as_ref());
        for label in selector.into_iter().flatten().map(|(label, _)| label) {
            let at = at.field("scheduling");
            node_labels::old_label(label, at.field("nodeSelector").key(label), faults);
        }
    }
}

impl Validate for Scheduling {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(selector) = &self.node_selector {
            labels::validate(selector, at.field("nodeSelector"), faults);
        }
        let tolerations = self.tolerations.as_deref().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (index, toleration) in tolerations.iter().enumerate() {
            let at = at.field("tolerations");
            pod::validate_toleration(toleration, at.index(index), faults);
            if !seen.insert(but_for_time(toleration)) {
                faults.duplicate(at.index(index), "the toleration");
            }
        }
    }
}

/// Tolerations are the same whatever they say of how long they last.
fn but_for_time(toleration: &Toleration) -> [&str; 4] {
    let Toleration { key, operator, value, effect, .. } = toleration;
    [key, operator, value, effect].map(|text| text.as_deref().unwrap_or_default())
}

/// The server names taints by `metadata.taints`.
impl Validate for Node {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at_metadata = at.field("metadata");
        let spec = self.spec.as_ref();
        let taints = spec.and_then(|spec| spec.taints.as_deref()).unwrap_or_default();
        let mut seen = BTreeSet::new();
        for (index, taint) in taints.iter().enumerate() {
            let at = at_metadata.field("taints");
            validate_taint(taint, at.index(index), faults);
            if !seen.insert((&taint.key, &taint.effect)) {
                faults.duplicate(at.index(index), &taint.key);
            }
        }
        let at_status = at.field("status");
        let status = self.status.as_ref();
        let amounts = [
            ("capacity", status.and_then(|status| status.capacity.as_ref())),
            ("allocatable", status.and_then(|status| status.allocatable.as_ref())),
        ];
        for (field, amounts) in amounts {
            for (name, amount) in amounts.into_iter().flatten() {
                resource_names::validate_amount(
                    name,
                    amount,
                    at_status.field(field).field(name),
                    faults,
                );
            }
        }
        let info = status.and_then(|status| status.node_info.as_ref());
        let swap = info.and_then(|info| info.swap.as_ref()).and_then(|swap| swap.capacity);
        if swap.is_some_and(|bytes| bytes <= 0) {
            let at = at_metadata.field("nodeSwapStatus");
            faults.invalid(at.field("capacity"), "must be greater than 0");
        }
        if let Some(spec) = spec {
            validate_pod_ranges(spec, at.field("spec"), faults);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let Some(spec) = &self.spec else { return };
        let at = at.field("spec");
        if spec.config_source.is_some() {
            faults.warn(at.field("configSource"), "is no feature of Kubernetes any more");
        }
        if !spec.external_id.or_empty().is_empty() {
            faults.warn(at.field("externalID"), "is deprecated, and nothing reads it");
        }
        for (index, block) in spec.pod_cidrs.or_empty().iter().enumerate() {
            addresses::warn_of_block(block, at.field("podCIDRs").index(index), faults);
        }
    }
}

fn validate_taint(taint: &Taint, at: FieldPath<'_>, faults: &mut Faults) {
    faults.syntax(at.field("key"), &taint.key, names::label_key);
    faults.syntax(at.field("value"), taint.value.or_empty(), names::label_value);
    if taint.effect.is_empty() {
        faults.required(at.field("effect"), "must be given");
    } else {
        faults.one_of(at.field("effect"), &taint.effect, &pod::EFFECTS);
    }
}

/// A `podCIDR` that is not the first of the list is taken for all of it: the conversion of
/// `NodeSpec` in `pkg/apis/core/v1`.
fn validate_pod_ranges(spec: &NodeSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let alone = spec.pod_cidr.as_ref().filter(|cidr| !cidr.is_empty());
    let listed = spec.pod_cidrs.as_deref().unwrap_or_default();
    let cidrs = match alone {
        Some(alone) if listed.first() != Some(alone) => slice::from_ref(alone),
        _ => listed,
    };
    let at = at.field("podCIDRs");
    for (index, cidr) in cidrs.iter().enumerate() {
        faults.syntax(at.index(index), cidr, names::ip_block);
    }
    let families: Vec<bool> =
        cidrs.iter().filter_map(|cidr| names::cidr(cidr)).map(|(ip, _)| ip.is_ipv4()).collect();
    let is_dual = families.contains(&true) && families.contains(&false);
    if cidrs.len() > 1 && (!is_dual || cidrs.len() > 2) {
        faults.invalid(at, "can have only one range of each family");
    }
}
