//! IP addresses of services and endpoints.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr};

use k8s_openapi::api::core::v1::ServiceSpec;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};
use crate::kube::names;

/// An address that is neither unset, nor loopback, nor link-local: `ValidateNonSpecialIP`.
pub(crate) fn ordinary_ip(address: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(ip) = names::ip(address).filter(|_| names::ip_address(address).is_ok()) else {
        faults.syntax(at, address, names::ip_address);
        return;
    };
    if ip.is_unspecified() {
        faults.invalid(at, format!("`{address}` can't be the unspecified address"));
    }
    if is_loopback(ip) {
        faults.invalid(at, format!("`{address}` can't be a loopback address"));
    }
    if is_link_local(ip) {
        faults.invalid(at, format!("`{address}` can't be a link-local address"));
    }
}

/// `GetWarningsForIP`: an IPv6 address in another form than the short one.
pub(crate) fn warn_of_ip(address: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if let Ok(ip) = address.parse::<Ipv6Addr>() {
        warn_of_form(address, &ip.to_string(), at, faults);
    }
}

/// `GetWarningsForCIDR`, of a block that is not refused.
pub(crate) fn warn_of_block(block: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some((address, bits)) = block.split_once('/')
        && let Ok(ip) = address.parse::<Ipv6Addr>()
    {
        warn_of_form(block, &format!("{ip}/{bits}"), at, faults);
    }
}

fn warn_of_form(given: &str, short: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if given != short {
        faults.warn(at, format!("is `{given}`, which should be written `{short}`"));
    }
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

fn is_link_local(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_link_local() || ip.octets()[..3] == [224, 0, 0],
        IpAddr::V6(ip) => {
            let [first, ..] = ip.segments();
            first & 0xffc0 == 0xfe80 || first & 0xff0f == 0xff02
        }
    }
}

/// `ValidateServiceClusterIPsRelatedFields`; a `clusterIP` alone is taken for the list.
pub(crate) fn cluster_ips(
    spec: &ServiceSpec,
    is_headless: bool,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let before = faults.found.len();
    let ips = listed_ips(spec, at.field("clusterIPs"), faults);
    let families = spec.ip_families.as_deref().unwrap_or_default();
    let mut seen = BTreeSet::new();
    for (index, family) in families.iter().enumerate() {
        let at = at.field("ipFamilies");
        faults.one_of(at.index(index), family, &["IPv4", "IPv6"]);
        if !seen.insert(family) {
            faults.duplicate(at.index(index), family);
        }
    }
    if let Some(policy) = &spec.ip_family_policy {
        let policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
        faults.one_of(at.field("ipFamilyPolicy"), policy, &policies);
    }
    if !are_addresses(&ips, at.field("clusterIPs"), faults) {
        return;
    }
    if ips.len() > 1 && !are_dual_stack(&ips) {
        faults.invalid(at.field("clusterIPs"), "can have only one address of each family");
    }
    if !is_headless {
        ips_of_families(&ips, families, at.field("clusterIPs"), faults);
    }
    let has_two = ips.len() == 2 || families.len() == 2;
    if faults.found.len() == before && has_two && has_one_family(spec, is_headless) {
        let message = "must be `PreferDualStack` or `RequireDualStack` for two families";
        faults.invalid(at.field("ipFamilyPolicy"), message);
    }
}

/// `initIPFamilyFields`: by default a service has one family, unless it is a name without pods.
fn has_one_family(spec: &ServiceSpec, is_headless: bool) -> bool {
    let selects = || spec.selector.as_ref().is_some_and(|selector| !selector.is_empty());
    match &spec.ip_family_policy {
        Some(policy) => policy == "SingleStack",
        None => !is_headless || selects(),
    }
}

fn listed_ips<'a>(spec: &'a ServiceSpec, at: FieldPath<'_>, faults: &mut Faults) -> Vec<&'a str> {
    let first = spec.cluster_ip.or_empty();
    let listed: Vec<&str> = spec.cluster_ips.iter().flatten().map(String::as_str).collect();
    match (first, listed.first()) {
        ("", None) => listed,
        (first, None) => vec![first],
        ("", Some(_)) => {
            faults.invalid(at, "can't be given without `clusterIP`");
            listed
        }
        (first, Some(head)) => {
            if first != *head {
                faults.invalid(at, "must start with `clusterIP`");
            }
            listed
        }
    }
}

fn are_addresses(ips: &[&str], at: FieldPath<'_>, faults: &mut Faults) -> bool {
    let mut fine = true;
    for (index, ip) in ips.iter().enumerate() {
        if index == 0 && *ip == "None" {
            if ips.len() > 1 {
                faults.invalid(at, "can have nothing beside `None`");
                fine = false;
            }
            continue;
        }
        fine &= faults.syntax(at.index(index), ip, names::ip_address);
    }
    if ips.len() > 2 {
        faults.invalid(at, "can have at most two addresses");
    }
    fine
}

fn are_dual_stack(ips: &[&str]) -> bool {
    let count = |is_family: fn(&IpAddr) -> bool| {
        ips.iter().filter_map(|ip| names::ip(ip)).any(|ip| is_family(&ip))
    };
    count(IpAddr::is_ipv4) && count(IpAddr::is_ipv6)
}

fn ips_of_families(ips: &[&str], families: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    for (index, (ip, family)) in ips.iter().zip(families).enumerate() {
        let is_v6 = names::ip(ip).is_some_and(|ip| ip.is_ipv6());
        if (family == "IPv4" && is_v6) || (family == "IPv6" && !is_v6) {
            faults.invalid(at.index(index), format!("`{ip}` is not an {family} address"));
        }
    }
}
