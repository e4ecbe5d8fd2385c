//! What the server warns of in a Service that it takes: `GetWarningsForService` of
//! `pkg/api/service/warnings.go`.

use k8s_openapi::api::core::v1::{Service, ServiceSpec};

use super::{is_headless, type_of};
use crate::check::api::empty::OrEmpty;
use crate::check::api::network::addresses;
use crate::check::api::{Faults, FieldPath};

const OLD_TOPOLOGY: &str = "service.kubernetes.io/topology-aware-hints";

pub(super) fn warn(service: &Service, at: FieldPath<'_>, faults: &mut Faults) {
    let annotations = service.metadata.annotations.as_ref();
    if annotations.is_some_and(|all| all.contains_key(OLD_TOPOLOGY)) {
        let meta = at.field("metadata");
        let message = "is deprecated, use `service.kubernetes.io/topology-mode`";
        faults.warn(meta.field("annotations").key(OLD_TOPOLOGY), message);
    }
    if let Some(spec) = &service.spec {
        let at = at.field("spec");
        warn_of_unused(spec, at, faults);
        warn_of_deprecated(spec, at, faults);
        warn_of_forms(spec, at, faults);
    }
}

/// Fields that have no effect in a Service of this type.
fn warn_of_unused(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let is_external = type_of(spec) == "ExternalName";
    let has_ips = !spec.external_ips.or_empty().is_empty();
    if type_of(spec) == "ClusterIP" && is_headless(spec) {
        let affinity = spec.session_affinity.or_empty();
        for (field, is_given) in [
            ("loadBalancerIP", !spec.load_balancer_ip.or_empty().is_empty()),
            ("externalIPs", has_ips),
            ("sessionAffinity", !matches!(affinity, "" | "None")),
        ] {
            if is_given {
                faults.warn(at.field(field), "has no effect in a headless Service");
            }
        }
    }
    if is_external && has_ips {
        faults.warn(at.field("externalIPs"), "has no effect in a Service of type `ExternalName`");
    }
    if !is_external && !spec.external_name.or_empty().is_empty() {
        let message = "has an effect in a Service of type `ExternalName` only";
        faults.warn(at.field("externalName"), message);
    }
}

fn warn_of_deprecated(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let has_ips = !spec.external_ips.or_empty().is_empty();
    let uses_them =
        type_of(spec) != "ExternalName" && !(type_of(spec) == "ClusterIP" && is_headless(spec));
    if has_ips && uses_them && faults.is_since(36) {
        faults.warn(at.field("externalIPs"), "is deprecated, and not every cluster heeds it");
    }
    let is_close = spec.traffic_distribution.as_deref() == Some("PreferClose");
    if is_close && faults.is_since(34) {
        let message = "is `PreferClose`, which is deprecated: use `PreferSameZone`";
        faults.warn(at.field("trafficDistribution"), message);
    }
}

fn warn_of_forms(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    match spec.cluster_ips.or_empty() {
        [] => addresses::warn_of_ip(spec.cluster_ip.or_empty(), at.field("clusterIP"), faults),
        listed => {
            let at = at.field("clusterIPs");
            for (index, address) in listed.iter().enumerate() {
                addresses::warn_of_ip(address, at.index(index), faults);
            }
        }
    }
    let balancer = spec.load_balancer_ip.or_empty();
    addresses::warn_of_ip(balancer, at.field("loadBalancerIP"), faults);
    for (index, address) in spec.external_ips.or_empty().iter().enumerate() {
        let at = at.field("externalIPs");
        addresses::warn_of_ip(address, at.index(index), faults);
    }
    for (index, block) in spec.load_balancer_source_ranges.or_empty().iter().enumerate() {
        let at = at.field("loadBalancerSourceRanges");
        addresses::warn_of_block(block, at.index(index), faults);
    }
}
