//! A pod in its network: `validatePodHostNetworkDeps`, `validatePodDNSConfig`,
//! `ValidateHostAliases`.

use k8s_openapi::api::core::v1::{HostAlias, PodDNSConfig};

use super::Context;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

pub(super) fn validate(context: &Context<'_>, at: FieldPath<'_>, faults: &mut Faults) {
    if context.spec.host_network == Some(true) {
        validate_host_ports(context, at.field("containers"), faults);
    }
    validate_dns(context, at.field("dnsConfig"), faults);
    validate_aliases(context.spec.host_aliases.or_empty(), at.field("hostAliases"), faults);
}

/// In the host's network a port is a port of the host.
fn validate_host_ports(context: &Context<'_>, list: FieldPath<'_>, faults: &mut Faults) {
    for (index, container) in context.spec.containers.iter().enumerate() {
        let at = list.index(index);
        let ports = at.field("ports");
        for (index, port) in container.ports.or_empty().iter().enumerate() {
            let number = context.host_port(port);
            if number != 0 && number != port.container_port {
                let message = "is not `containerPort`, which it must be with `hostNetwork`";
                faults.invalid(ports.index(index).field("hostPort"), message);
            }
        }
    }
}

fn validate_dns(context: &Context<'_>, at: FieldPath<'_>, faults: &mut Faults) {
    let config = context.spec.dns_config.as_ref();
    if context.spec.dns_policy.as_deref() == Some("None") {
        match config {
            None => return faults.required(at, "is required with `dnsPolicy: None`"),
            Some(config) if config.nameservers.or_empty().is_empty() => {
                let message = "needs an address with `dnsPolicy: None`";
                return faults.required(at.field("nameservers"), message);
            }
            Some(_) => {}
        }
    }
    if let Some(config) = config {
        validate_dns_config(config, at, faults);
    }
}

fn validate_dns_config(config: &PodDNSConfig, at: FieldPath<'_>, faults: &mut Faults) {
    let servers = config.nameservers.or_empty();
    let list = at.field("nameservers");
    if servers.len() > 3 {
        faults.invalid(list, "has more than 3 nameservers");
    }
    for (index, server) in servers.iter().enumerate() {
        faults.syntax(list.index(index), server, names::ip_address);
    }
    let searches = config.searches.or_empty();
    let list = at.field("searches");
    if searches.len() > 32 {
        faults.invalid(list, "has more than 32 domains");
    }
    if searches.join(" ").len() > 2048 {
        faults.invalid(list, "is longer than 2048 characters");
    }
    for (index, search) in searches.iter().enumerate().filter(|(_, search)| *search != ".") {
        let domain = search.strip_suffix('.').unwrap_or(search);
        faults.syntax(list.index(index), domain, names::dns_subdomain_with_underscores);
    }
    let list = at.field("options");
    for (index, option) in config.options.or_empty().iter().enumerate() {
        if option.name.or_empty().is_empty() {
            faults.required(list.index(index), "needs a name");
        }
    }
}

fn validate_aliases(aliases: &[HostAlias], list: FieldPath<'_>, faults: &mut Faults) {
    for (index, alias) in aliases.iter().enumerate() {
        let at = list.index(index);
        faults.syntax(at.field("ip"), &alias.ip, names::ip_address);
        let list = at.field("hostnames");
        for (index, name) in alias.hostnames.or_empty().iter().enumerate() {
            faults.syntax(list.index(index), name, names::dns_subdomain);
        }
    }
}
