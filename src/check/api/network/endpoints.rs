//! Endpoints (`ValidateEndpoints` of the core validation) and their slices
//! (`ValidateEndpointSlice` of the discovery validation).

use std::collections::{BTreeSet, HashSet};

use k8s_openapi::api::core::v1::{EndpointAddress, EndpointPort, EndpointSubset, Endpoints};
use k8s_openapi::api::discovery::v1 as discovery;

use super::addresses;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason, Validate};
use crate::kube::names;
use crate::kube::names::PROTOCOLS;

impl Validate for Endpoints {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        for (index, subset) in self.subsets.iter().flatten().enumerate() {
            subset.validate(at.field("subsets").index(index), faults);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let message =
            "is deprecated since Kubernetes 1.33, use an EndpointSlice of discovery.k8s.io/v1";
        if faults.is_since(33) {
            faults.warn(at.field("kind"), message);
        }
        for (index, subset) in self.subsets.iter().flatten().enumerate() {
            let at = at.field("subsets");
            let at = at.index(index);
            let lists = [
                ("addresses", subset.addresses.as_deref()),
                ("notReadyAddresses", subset.not_ready_addresses.as_deref()),
            ];
            for (field, list) in lists {
                for (index, address) in list.unwrap_or_default().iter().enumerate() {
                    let at = at.field(field);
                    addresses::warn_of_ip(&address.ip, at.index(index).field("ip"), faults);
                }
            }
        }
    }
}

impl Validate for EndpointSubset {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let ready = self.addresses.as_deref().unwrap_or_default();
        let not_ready = self.not_ready_addresses.as_deref().unwrap_or_default();
        if ready.is_empty() && not_ready.is_empty() {
            faults.required(at, "must have `addresses` or `notReadyAddresses`");
        }
        for (field, list) in [("addresses", ready), ("notReadyAddresses", not_ready)] {
            for (index, address) in list.iter().enumerate() {
                address.validate(at.field(field).index(index), faults);
            }
        }
        let ports = self.ports.as_deref().unwrap_or_default();
        for (index, port) in ports.iter().enumerate() {
            let at = at.field("ports");
            let at = at.index(index);
            if ports.len() > 1 && port.name.or_empty().is_empty() {
                faults.required(at.field("name"), "must be given where there are several ports");
            }
            port.validate(at, faults);
        }
    }
}

impl Validate for EndpointAddress {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        addresses::ordinary_ip(&self.ip, at.field("ip"), faults);
        let hostname = self.hostname.or_empty();
        if !hostname.is_empty() {
            faults.syntax(at.field("hostname"), hostname, names::dns_label);
        }
        if let Some(node) = &self.node_name {
            faults.syntax(at.field("nodeName"), node, names::dns_subdomain);
        }
    }
}

impl Validate for EndpointPort {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let name = self.name.or_empty();
        if !name.is_empty() {
            faults.syntax(at.field("name"), name, names::dns_label);
        }
        faults.port(at.field("port"), self.port);
        let protocol = self.protocol.or_empty();
        if !protocol.is_empty() {
            faults.one_of(at.field("protocol"), protocol, &PROTOCOLS);
        }
        if let Some(protocol) = &self.app_protocol {
            faults.syntax(at.field("appProtocol"), protocol, names::qualified_name);
        }
    }
}

impl Validate for discovery::EndpointSlice {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if faults.filled(at.field("addressType"), &self.address_type) {
            let types = ["FQDN", "IPv4", "IPv6"];
            faults.one_of(at.field("addressType"), &self.address_type, &types);
        }
        let endpoints = self.endpoints.as_deref().unwrap_or_default();
        if endpoints.len() > 1000 {
            faults.add(Reason::TooMany, at.field("endpoints"), "can have at most 1000 items");
        } else {
            for (index, endpoint) in endpoints.iter().enumerate() {
                let at = at.field("endpoints");
                validate_endpoint(endpoint, &self.address_type, at.index(index), faults);
            }
        }
        let ports = self.ports.as_deref().unwrap_or_default();
        slice_ports(ports, at.field("ports"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if self.address_type == "FQDN" {
            faults.warn(at.field("addressType"), "is `FQDN`, which is deprecated");
        }
        for (index, endpoint) in self.endpoints.as_deref().unwrap_or_default().iter().enumerate() {
            let at = at.field("endpoints");
            let at = at.index(index);
            for (index, address) in endpoint.addresses.iter().enumerate() {
                addresses::warn_of_ip(address, at.field("addresses").index(index), faults);
            }
        }
    }
}

/// Of version 1 the server drops the `deprecatedTopology` first: `dropTopologyOnV1`.
fn validate_endpoint(
    endpoint: &discovery::Endpoint,
    address_type: &str,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let list = &endpoint.addresses;
    if list.is_empty() {
        faults.required(at.field("addresses"), "must have at least one address");
    } else if list.len() > 100 {
        faults.add(Reason::TooMany, at.field("addresses"), "can have at most 100 items");
    }
    for (index, address) in list.iter().enumerate() {
        slice_address(address, address_type, at.field("addresses"), index, faults);
    }
    if let Some(node) = &endpoint.node_name {
        faults.syntax(at.field("nodeName"), node, names::dns_subdomain);
    }
    if let Some(hostname) = &endpoint.hostname {
        faults.syntax(at.field("hostname"), hostname, names::dns_label);
    }
    if let Some(hints) = &endpoint.hints {
        hints.validate(at.field("hints"), faults);
    }
}

/// That an address is of the other family is said of the list.
fn slice_address(
    address: &str,
    address_type: &str,
    list: FieldPath<'_>,
    index: usize,
    faults: &mut Faults,
) {
    let at = list.index(index);
    let message = || format!("`{address}` is not an {address_type} address");
    match (address_type, names::ip(address)) {
        ("IPv4" | "IPv6", None) => faults.invalid(at, message()),
        ("IPv4" | "IPv6", Some(ip)) => {
            if ip.is_ipv4() != (address_type == "IPv4") {
                faults.invalid(list, message());
            }
            addresses::ordinary_ip(address, at, faults);
        }
        ("FQDN", _) => faults.named(at, address, names::fully_qualified_domain_name),
        _ => {}
    }
}

impl Validate for discovery::EndpointHints {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let zones = self.for_zones.iter().flatten().map(|zone| zone.name.as_str());
        hint_names(&zones.collect::<Vec<_>>(), names::label_value, at.field("forZones"), faults);
        let nodes = self.for_nodes.iter().flatten().map(|node| node.name.as_str());
        hint_names(&nodes.collect::<Vec<_>>(), names::dns_subdomain, at.field("forNodes"), faults);
    }
}

fn hint_names(
    hints: &[&str],
    rule: fn(&str) -> names::Syntax,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if hints.len() > 8 {
        return faults.add(Reason::TooMany, at, "can have at most 8 items");
    }
    let mut seen = BTreeSet::new();
    for (index, name) in hints.iter().enumerate() {
        let at = at.index(index);
        if !seen.insert(name) {
            faults.duplicate(at.field("name"), name);
        }
        faults.syntax(at.field("name"), name, rule);
    }
}

fn slice_ports(ports: &[discovery::EndpointPort], at: FieldPath<'_>, faults: &mut Faults) {
    if ports.len() > 20000 {
        return faults.add(Reason::TooMany, at, "can have at most 20000 items");
    }
    let mut seen = HashSet::new();
    for (index, port) in ports.iter().enumerate() {
        let at = at.index(index);
        let name = port.name.or_empty();
        if !name.is_empty() {
            faults.syntax(at.field("name"), name, names::dns_label);
        }
        if !seen.insert(name) {
            faults.duplicate(at.field("name"), name);
        }
        if let Some(protocol) = &port.protocol {
            faults.one_of(at.field("protocol"), protocol, &PROTOCOLS);
        }
        if let Some(protocol) = &port.app_protocol {
            faults.syntax(at.field("appProtocol"), protocol, names::qualified_name);
        }
    }
}
