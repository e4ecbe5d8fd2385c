//! Services: `ValidateService` of the core validation, after `SetDefaults_Service`.
//!
//! The server allocates cluster IPs and node ports before it validates; only what follows from the
//! object alone is looked at: which node ports there are is told to the server when it starts.

mod warnings;

use std::collections::{HashMap, HashSet};

use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::addresses;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate, labels};
use crate::kube::names;
use crate::kube::names::PROTOCOLS;

const TYPES: [&str; 4] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const TRAFFIC_POLICIES: [&str; 2] = ["Cluster", "Local"];
const DISTRIBUTIONS: [&str; 3] = ["PreferClose", "PreferSameNode", "PreferSameZone"];
const SOURCE_RANGES: &str = "service.beta.kubernetes.io/load-balancer-source-ranges";

impl Validate for Service {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let nothing = ServiceSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&nothing);
        if let ("LoadBalancer" | "NodePort", Some(index)) = (type_of(spec), taken_node_port(spec)) {
            let at = at.field("spec");
            let at = at.field("ports");
            let message = "is the node port of another port, too";
            return faults.invalid(at.index(index).field("nodePort"), message);
        }
        validate_spec(spec, at.field("spec"), faults);
        source_ranges_annotation(self, at, faults);
        topology_annotations(self, at, faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        warnings::warn(self, at, faults);
    }
}

fn type_of(spec: &ServiceSpec) -> &str {
    match spec.type_.or_empty() {
        "" => "ClusterIP",
        word => word,
    }
}

fn ports_of(spec: &ServiceSpec) -> &[ServicePort] {
    spec.ports.as_deref().unwrap_or_default()
}

fn protocol_of(port: &ServicePort) -> &str {
    match port.protocol.or_empty() {
        "" => "TCP",
        word => word,
    }
}

fn is_headless(spec: &ServiceSpec) -> bool {
    match spec.cluster_ips.as_deref() {
        Some([only]) => only == "None",
        Some([_, _, ..]) => false,
        _ => spec.cluster_ip.as_deref() == Some("None"),
    }
}

fn validate_spec(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    validate_type(spec, at, faults);
    validate_ports(spec, at.field("ports"), faults);
    if let Some(selector) = &spec.selector {
        labels::validate(selector, at.field("selector"), faults);
    }
    validate_affinity(spec, at, faults);
    if type_of(spec) != "ExternalName" {
        addresses::cluster_ips(spec, is_headless(spec), at, faults);
    }
    for (index, address) in spec.external_ips.iter().flatten().enumerate() {
        let at = at.field("externalIPs");
        addresses::ordinary_ip(address, at.index(index), faults);
    }
    validate_balancing(spec, at, faults);
    validate_traffic(spec, at, faults);
}

fn validate_type(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let kind = type_of(spec);
    if ports_of(spec).is_empty() && !is_headless(spec) && kind != "ExternalName" {
        faults.required(at.field("ports"), "must have at least one port");
    }
    match kind {
        "LoadBalancer" | "NodePort" if is_headless(spec) => {
            let message = format!("can't be `None` in a service of type `{kind}`");
            faults.invalid(at.field("clusterIPs").index(0), message);
        }
        "ExternalName" => validate_external_name(spec, at, faults),
        _ => {}
    }
    faults.one_of(at.field("type"), kind, &TYPES);
}

fn validate_external_name(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let message = "can't be given in a service of type `ExternalName`";
    let has_ips = spec.cluster_ips.as_ref().is_some_and(|ips| !ips.is_empty());
    if has_ips || !spec.cluster_ip.or_empty().is_empty() {
        faults.forbidden(at.field("clusterIPs"), message);
    }
    if spec.ip_families.as_ref().is_some_and(|families| !families.is_empty()) {
        faults.forbidden(at.field("ipFamilies"), message);
    }
    if spec.ip_family_policy.is_some() {
        faults.forbidden(at.field("ipFamilyPolicy"), message);
    }
    let name = spec.external_name.or_empty();
    let name = name.strip_suffix('.').unwrap_or(name);
    faults.named(at.field("externalName"), name, names::dns_subdomain);
}

fn validate_ports(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let ports = ports_of(spec);
    let mut names_seen = HashSet::new();
    for (index, port) in ports.iter().enumerate() {
        let at = at.index(index);
        let name = port.name.or_empty();
        if !name.is_empty() {
            faults.syntax(at.field("name"), name, names::dns_label);
            if !names_seen.insert(name) {
                faults.duplicate(at.field("name"), name);
            }
        } else if ports.len() > 1 {
            faults.required(at.field("name"), "must be given where there are several ports");
        }
        validate_port(port, at, faults);
        if type_of(spec) == "ClusterIP" && port.node_port.is_some_and(|number| number != 0) {
            faults
                .forbidden(at.field("nodePort"), "can't be given in a service of type `ClusterIP`");
        }
    }
    duplicate_ports(spec, at, faults);
}

fn validate_port(port: &ServicePort, at: FieldPath<'_>, faults: &mut Faults) {
    faults.port(at.field("port"), port.port);
    faults.one_of(at.field("protocol"), protocol_of(port), &PROTOCOLS);
    let same = IntOrString::Int(port.port);
    let target = match &port.target_port {
        None | Some(IntOrString::Int(0)) => &same,
        Some(IntOrString::String(name)) if name.is_empty() => &same,
        Some(target) => target,
    };
    faults.port_or_name(at.field("targetPort"), target);
    if let Some(protocol) = &port.app_protocol {
        faults.syntax(at.field("appProtocol"), protocol, names::qualified_name);
    }
}

/// The port of the nodes: asked for, or allocated once for each port number.
#[derive(PartialEq, Eq, Hash)]
enum NodePort {
    Asked(i32),
    AllocatedFor(i32),
}

/// `initNodePorts`: ports with one number share a node port, and no others do.
fn taken_node_port(spec: &ServiceSpec) -> Option<usize> {
    let ports = ports_of(spec);
    let by_port = asked_by_port(spec);
    let mut shared: HashMap<i32, i32> = HashMap::new();
    let mut taken = HashSet::new();
    ports.iter().position(|port| {
        let asked = match shared.get(&port.port) {
            Some(shared) => asked_by(port).filter(|own| own != shared),
            None => by_port.get(&port.port).copied(),
        };
        let Some(asked) = asked else { return false };
        shared.entry(port.port).or_insert(asked);
        !taken.insert(asked)
    })
}

fn duplicate_ports(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let by_port = asked_by_port(spec);
    let (mut node_ports, mut ports) = (HashSet::new(), HashSet::new());
    for (index, port) in ports_of(spec).iter().enumerate() {
        let at = at.index(index);
        if let Some(number) = node_port(spec, port, &by_port)
            && !node_ports.insert((protocol_of(port), number))
        {
            faults.duplicate(at.field("nodePort"), "the node port");
        }
        if !ports.insert((protocol_of(port), port.port)) {
            faults.duplicate(at, &format!("{}/{}", port.port, protocol_of(port)));
        }
    }
}

fn asked_by(port: &ServicePort) -> Option<i32> {
    port.node_port.filter(|number| *number != 0)
}

/// The node port that is asked for first, for each port number.
fn asked_by_port(spec: &ServiceSpec) -> HashMap<i32, i32> {
    let ports = ports_of(spec).iter().rev();
    ports.filter_map(|port| Some((port.port, asked_by(port)?))).collect()
}

fn node_port(
    spec: &ServiceSpec,
    port: &ServicePort,
    by_port: &HashMap<i32, i32>,
) -> Option<NodePort> {
    if let Some(number) = asked_by(port) {
        return Some(NodePort::Asked(number));
    }
    let allocates = match type_of(spec) {
        "NodePort" => true,
        "LoadBalancer" => spec.allocate_load_balancer_node_ports != Some(false),
        _ => false,
    };
    let elsewhere = by_port.get(&port.port).copied();
    allocates.then(|| elsewhere.map_or(NodePort::AllocatedFor(port.port), NodePort::Asked))
}

fn validate_affinity(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let affinity = spec.session_affinity.or_empty();
    if !affinity.is_empty() {
        faults.one_of(at.field("sessionAffinity"), affinity, &["ClientIP", "None"]);
    }
    let timeout = spec
        .session_affinity_config
        .as_ref()
        .and_then(|config| config.client_ip.as_ref())
        .and_then(|client| client.timeout_seconds);
    if let Some(seconds) = timeout.filter(|_| affinity == "ClientIP")
        && !(1..=86400).contains(&seconds)
    {
        let at = at.field("sessionAffinityConfig");
        let message = format!("{seconds} is not between 1 and 86400");
        faults.invalid(at.field("clientIP").field("timeoutSeconds"), message);
    }
}

fn validate_balancing(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let is_balanced = type_of(spec) == "LoadBalancer";
    let message = "can only be given in a service of type `LoadBalancer`";
    let ranges = spec.load_balancer_source_ranges.as_deref().unwrap_or_default();
    if !ranges.is_empty() && !is_balanced {
        faults.forbidden(at.field("LoadBalancerSourceRanges"), message);
    }
    for (index, range) in ranges.iter().enumerate() {
        let at = at.field("LoadBalancerSourceRanges");
        faults.syntax(at.index(index), range.trim(), names::ip_block);
    }
    if spec.allocate_load_balancer_node_ports.is_some() && !is_balanced {
        faults.forbidden(at.field("allocateLoadBalancerNodePorts"), message);
    }
    match &spec.load_balancer_class {
        Some(class) if is_balanced => {
            faults.syntax(at.field("loadBalancerClass"), class, names::qualified_name);
        }
        Some(_) => faults.forbidden(at.field("loadBalancerClass"), message),
        None => {}
    }
}

/// `validateServiceExternalTrafficPolicy` and its kin.
fn validate_traffic(spec: &ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let kind = type_of(spec);
    let has_external_ips = spec.external_ips.as_ref().is_some_and(|ips| !ips.is_empty());
    let is_external =
        matches!(kind, "LoadBalancer" | "NodePort") || (kind == "ClusterIP" && has_external_ips);
    let policy = spec.external_traffic_policy.or_empty();
    if !policy.is_empty() {
        let at = at.field("externalTrafficPolicy");
        if is_external {
            faults.one_of(at, policy, &TRAFFIC_POLICIES);
        } else {
            faults.invalid(at, "can only be given in a service that is reached from outside");
        }
    }
    if let Some(number) = spec.health_check_node_port.filter(|number| *number != 0) {
        let at = at.field("healthCheckNodePort");
        if kind == "LoadBalancer" && policy == "Local" {
            faults.port(at, number);
        } else {
            faults.invalid(at, "can only be given with type `LoadBalancer` and the policy `Local`");
        }
    }
    if let Some(policy) = &spec.internal_traffic_policy {
        faults.one_of(at.field("internalTrafficPolicy"), policy, &TRAFFIC_POLICIES);
    }
    if let Some(distribution) = &spec.traffic_distribution {
        faults.one_of(at.field("trafficDistribution"), distribution, &DISTRIBUTIONS);
    }
}

fn source_ranges_annotation(service: &Service, at: FieldPath<'_>, faults: &mut Faults) {
    let spec = service.spec.as_ref();
    let ranges = spec.and_then(|spec| spec.load_balancer_source_ranges.as_ref());
    let annotations = service.metadata.annotations.as_ref();
    let Some(value) = annotations.and_then(|all| all.get(SOURCE_RANGES)) else { return };
    if ranges.is_some_and(|ranges| !ranges.is_empty()) {
        return;
    }
    let at = at.field("metadata");
    let at = at.field("annotations");
    let at = at.key(SOURCE_RANGES);
    if spec.map(type_of) != Some("LoadBalancer") {
        faults.forbidden(at, "can only be given in a service of type `LoadBalancer`");
    }
    if value.trim().is_empty() {
        return;
    }
    for range in value.split(',') {
        faults.syntax(at, range.trim(), names::ip_block);
    }
}

fn topology_annotations(service: &Service, at: FieldPath<'_>, faults: &mut Faults) {
    const MODE: &str = "service.kubernetes.io/topology-mode";
    const HINTS: &str = "service.kubernetes.io/topology-aware-hints";
    let Some(annotations) = &service.metadata.annotations else { return };
    if let (Some(mode), Some(hints)) = (annotations.get(MODE), annotations.get(HINTS))
        && mode != hints
    {
        let at = at.field("metadata");
        let at = at.field("annotations");
        faults.invalid(at.key(MODE), format!("differs from the annotation `{HINTS}`"));
    }
}
