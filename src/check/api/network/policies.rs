//! Network policies and the addresses of a cluster: `ValidateNetworkPolicy`, `ValidateIPAddress`
//! and `ValidateServiceCIDR` of the networking validation.

use std::net::IpAddr;

use k8s_openapi::api::networking::v1::{
    IPAddress, IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
    ServiceCIDR,
};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::addresses;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate, labels};
use crate::kube::names;

impl Validate for NetworkPolicy {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            spec.validate(at.field("spec"), faults);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let Some(spec) = &self.spec else { return };
        let at = at.field("spec");
        for (index, rule) in spec.ingress.iter().flatten().enumerate() {
            let at = at.field("ingress");
            let at = at.index(index);
            warn_of_blocks(rule.from.as_deref(), at.field("from"), faults);
        }
        for (index, rule) in spec.egress.iter().flatten().enumerate() {
            let at = at.field("egress");
            let at = at.index(index);
            warn_of_blocks(rule.to.as_deref(), at.field("to"), faults);
        }
    }
}

/// `networkPolicyWarnings`
fn warn_of_blocks(peers: Option<&[NetworkPolicyPeer]>, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, peer) in peers.unwrap_or_default().iter().enumerate() {
        let Some(block) = &peer.ip_block else { continue };
        let at = at.index(index);
        let at = at.field("ipBlock");
        addresses::warn_of_block(&block.cidr, at.field("cidr"), faults);
        for (index, except) in block.except.iter().flatten().enumerate() {
            addresses::warn_of_block(except, at.field("except").index(index), faults);
        }
    }
}

impl Validate for NetworkPolicySpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(selector) = &self.pod_selector {
            labels::validate_selector(selector, at.field("podSelector"), faults);
        }
        for (index, rule) in self.ingress.iter().flatten().enumerate() {
            let at = at.field("ingress");
            let at = at.index(index);
            validate_ports(rule.ports.as_deref(), at.field("ports"), faults);
            validate_peers(rule.from.as_deref(), at.field("from"), faults);
        }
        for (index, rule) in self.egress.iter().flatten().enumerate() {
            let at = at.field("egress");
            let at = at.index(index);
            validate_ports(rule.ports.as_deref(), at.field("ports"), faults);
            validate_peers(rule.to.as_deref(), at.field("to"), faults);
        }
        let types = self.policy_types.as_deref().unwrap_or_default();
        let at = at.field("policyTypes");
        if types.len() > 2 {
            return faults.invalid(at, "can have at most two items");
        }
        for (index, word) in types.iter().enumerate() {
            faults.one_of(at.index(index), word, &["Ingress", "Egress"]);
        }
    }
}

fn validate_ports(ports: Option<&[NetworkPolicyPort]>, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, port) in ports.into_iter().flatten().enumerate() {
        port.validate(at.index(index), faults);
    }
}

fn validate_peers(peers: Option<&[NetworkPolicyPeer]>, at: FieldPath<'_>, faults: &mut Faults) {
    for (index, peer) in peers.into_iter().flatten().enumerate() {
        peer.validate(at.index(index), faults);
    }
}

impl Validate for NetworkPolicyPort {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(protocol) = &self.protocol {
            faults.one_of(at.field("protocol"), protocol, &names::PROTOCOLS);
        }
        if let Some(port) = &self.port {
            faults.port_or_name(at.field("port"), port);
        }
        let Some(end) = self.end_port else { return };
        let at = at.field("endPort");
        match self.port {
            Some(IntOrString::Int(start)) => {
                if end < start {
                    faults.invalid(at, format!("{end} is below `port`"));
                }
                faults.port(at, end);
            }
            Some(IntOrString::String(_)) => {
                faults.invalid(at, "can't be given where `port` is a name");
            }
            None => faults.invalid(at, "can't be given without `port`"),
        }
    }
}

impl Validate for NetworkPolicyPeer {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let selectors =
            [("podSelector", &self.pod_selector), ("namespaceSelector", &self.namespace_selector)];
        for (field, selector) in selectors {
            if let Some(selector) = selector {
                labels::validate_selector(selector, at.field(field), faults);
            }
        }
        let selects = selectors.iter().any(|(_, selector)| selector.is_some());
        match &self.ip_block {
            Some(block) => {
                block.validate(at.field("ipBlock"), faults);
                if selects {
                    faults.forbidden(at, "can't have both `ipBlock` and a selector");
                }
            }
            None if !selects => faults.required(at, "must have a selector or `ipBlock`"),
            None => {}
        }
    }
}

impl Validate for IPBlock {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if !faults.filled(at.field("cidr"), &self.cidr) {
            return;
        }
        faults.syntax(at.field("cidr"), &self.cidr, names::ip_block);
        let Some(block) = names::cidr(&self.cidr) else { return };
        for (index, text) in self.except.iter().flatten().enumerate() {
            let at = at.field("except");
            faults.syntax(at.index(index), text, names::ip_block);
            if names::cidr(text).is_some_and(|inner| !is_part_of(inner, block)) {
                faults.invalid(at.index(index), format!("`{text}` is not a part of `cidr`"));
            }
        }
    }
}

/// Whether a block lies in another and is smaller.
fn is_part_of((inner, inner_length): (IpAddr, u32), (outer, length): (IpAddr, u32)) -> bool {
    let is_within = match (inner, outer) {
        (IpAddr::V4(inner), IpAddr::V4(outer)) => {
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            (inner.to_bits() ^ outer.to_bits()) & mask == 0
        }
        (IpAddr::V6(inner), IpAddr::V6(outer)) => {
            let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
            (inner.to_bits() ^ outer.to_bits()) & mask == 0
        }
        _ => false,
    };
    is_within && length < inner_length
}

impl Validate for IPAddress {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let owner = &self.spec.parent_ref;
        let (group, namespace) = (owner.group.or_empty(), owner.namespace.or_empty());
        let owner = [group, &owner.resource, &owner.name, namespace];
        validate_owner(owner, at.field("spec"), faults);
    }
}

/// An owner that is not written at all is missed as a whole.
fn validate_owner(owner: [&str; 4], at: FieldPath<'_>, faults: &mut Faults) {
    let at = at.field("parentRef");
    if owner == [""; 4] && !faults.missing.contains(&at.field("name").to_string()) {
        return faults.required(at, "must be given");
    }
    let [group, resource, name, namespace] = owner;
    if !group.is_empty() {
        faults.syntax(at.field("group"), group, names::dns_subdomain);
    }
    faults.named(at.field("resource"), resource, names::path_segment);
    faults.named(at.field("name"), name, names::path_segment);
    if !namespace.is_empty() {
        faults.syntax(at.field("namespace"), namespace, names::path_segment);
    }
}

impl Validate for ServiceCIDR {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let cidrs = self.spec.as_ref().and_then(|spec| spec.cidrs.as_deref());
        validate_ranges(cidrs.unwrap_or_default(), at.field("spec").field("cidrs"), faults);
    }
}

fn validate_ranges(cidrs: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    match cidrs {
        [] => return faults.required(at, "must have at least one range"),
        [_, _, _, ..] => return faults.invalid(at, "can have at most two ranges"),
        _ => {}
    }
    for (index, cidr) in cidrs.iter().enumerate() {
        faults.syntax(at.index(index), cidr, names::ip_block);
    }
    let is_v4 = |cidr: &String| names::cidr(cidr).map(|(ip, _)| ip.is_ipv4());
    if let [first, second] = cidrs
        && is_v4(first).is_some()
        && is_v4(first) == is_v4(second)
    {
        faults.invalid(at, "must have one range of each family");
    }
}
