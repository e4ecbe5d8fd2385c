//! IP addresses and their blocks, as `net/netip` of Go reads them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::Function;
use super::strings::text;
use crate::check::cel::value::library::Library;
use crate::check::cel::value::{Outcome, Value, failed, no_overload};

pub(super) fn find(name: &str) -> Option<Function> {
    Some(match name {
        "isIP" => |of| text(of, |text| Ok(Value::Bool(ip(text).is_some()))),
        "isCIDR" => |of| text(of, |text| Ok(Value::Bool(cidr(text).is_some()))),
        "ip" => |of| match of {
            [Value::Library(block)] => match **block {
                Library::Cidr(ip, _) => made(Library::Ip(ip)),
                _ => no_overload(),
            },
            _ => text(of, |text| match ip(text) {
                Some(ip) => made(Library::Ip(ip)),
                None => failed(format!("IP Address \"{text}\" parse error")),
            }),
        },
        "ip.isCanonical" => |of| {
            text(of, |text| match ip(text) {
                Some(ip) => Ok(Value::Bool(ip.to_string() == text)),
                None => failed(format!("IP Address \"{text}\" parse error")),
            })
        },
        "cidr" => |of| {
            text(of, |text| match cidr(text) {
                Some((ip, bits)) => made(Library::Cidr(ip, bits)),
                None => failed(format!("network address \"{text}\" parse error")),
            })
        },
        "family" => |of| of_ip(of, |ip| Value::Int(if ip.is_ipv4() { 4 } else { 6 })),
        "isUnspecified" => |of| of_ip(of, |ip| Value::Bool(ip.is_unspecified())),
        "isLoopback" => |of| of_ip(of, |ip| Value::Bool(ip.is_loopback())),
        "isLinkLocalMulticast" => |of| of_ip(of, |ip| Value::Bool(is_link_local_multicast(ip))),
        "isLinkLocalUnicast" => |of| of_ip(of, |ip| Value::Bool(is_link_local_unicast(ip))),
        "isGlobalUnicast" => |of| of_ip(of, |ip| Value::Bool(is_global_unicast(ip))),
        "containsIP" => contains_ip,
        "containsCIDR" => contains_cidr,
        "masked" => |of| of_block(of, |ip, bits| made(Library::Cidr(masked(ip, bits), bits))),
        "prefixLength" => |of| of_block(of, |_, bits| Ok(Value::Int(i64::from(bits)))),
        _ => return None,
    })
}

#[allow(clippy::unnecessary_wraps, reason = "functions give outcomes")]
fn made<'v>(value: Library) -> Outcome<'v> {
    Ok(Value::Library(Arc::new(value)))
}

/// No zones, and no addresses of IPv4 that are written as those of IPv6.
fn ip(text: &str) -> Option<IpAddr> {
    let ip: IpAddr = text.parse().ok()?;
    let is_mapped = matches!(ip, IpAddr::V6(ip) if ip.to_ipv4_mapped().is_some());
    (!is_mapped).then_some(ip)
}

fn cidr(text: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = text.split_once('/')?;
    let is_plain = length.bytes().all(|byte| byte.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'));
    let ip = ip(address)?;
    let bits = length.parse().ok().filter(|bits| is_plain && *bits <= size(ip))?;
    Some((ip, bits))
}

fn size(ip: IpAddr) -> u32 {
    if ip.is_ipv4() { 32 } else { 128 }
}

fn of_ip<'v>(of: &[Value<'v>], with: fn(IpAddr) -> Value<'static>) -> Outcome<'v> {
    match of {
        [Value::Library(value)] => match **value {
            Library::Ip(ip) => Ok(with(ip)),
            _ => no_overload(),
        },
        _ => no_overload(),
    }
}

fn of_block<'v>(of: &[Value<'v>], with: fn(IpAddr, u32) -> Outcome<'v>) -> Outcome<'v> {
    match of {
        [Value::Library(value)] => match **value {
            Library::Cidr(ip, bits) => with(ip, bits),
            _ => no_overload(),
        },
        _ => no_overload(),
    }
}

fn is_link_local_multicast(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.octets()[..3] == [224, 0, 0],
        IpAddr::V6(ip) => ip.segments()[0] & 0xff0f == 0xff02,
    }
}

fn is_link_local_unicast(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.segments()[0] & 0xffc0 == 0xfe80,
    }
}

fn is_global_unicast(ip: IpAddr) -> bool {
    let is_broadcast = ip == IpAddr::V4(Ipv4Addr::BROADCAST);
    !(is_broadcast
        || ip.is_unspecified()
        || ip.is_loopback()
        || ip.is_multicast()
        || is_link_local_unicast(ip))
}

/// The first address of the block that an address is in.
fn masked(ip: IpAddr, bits: u32) -> IpAddr {
    match ip {
        IpAddr::V4(ip) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(ip.to_bits() & mask))
        }
        IpAddr::V6(ip) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & mask))
        }
    }
}

fn contains(block: (IpAddr, u32), ip: IpAddr) -> bool {
    let (base, bits) = block;
    base.is_ipv4() == ip.is_ipv4() && masked(base, bits) == masked(ip, bits)
}

/// The block that a function is called on.
fn block_of(value: &Value<'_>) -> Option<(IpAddr, u32)> {
    match value {
        Value::Library(value) => match **value {
            Library::Cidr(ip, bits) => Some((ip, bits)),
            _ => None,
        },
        _ => None,
    }
}

fn contains_ip<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let [block, other] = of else { return no_overload() };
    let Some(block) = block_of(block) else { return no_overload() };
    let other = match other {
        Value::String(text) => match ip(text.as_str()) {
            Some(ip) => ip,
            None => return failed(format!("IP Address \"{}\" parse error", text.as_str())),
        },
        Value::Library(value) => match **value {
            Library::Ip(ip) => ip,
            _ => return no_overload(),
        },
        _ => return no_overload(),
    };
    Ok(Value::Bool(contains(block, other)))
}

fn contains_cidr<'v>(of: &[Value<'v>]) -> Outcome<'v> {
    let [block, other] = of else { return no_overload() };
    let Some(block) = block_of(block) else { return no_overload() };
    let (ip, bits) = match other {
        Value::String(text) => match cidr(text.as_str()) {
            Some(other) => other,
            None => return failed(format!("network address \"{}\" parse error", text.as_str())),
        },
        other => match block_of(other) {
            Some(other) => other,
            None => return no_overload(),
        },
    };
    Ok(Value::Bool(block.1 <= bits && contains(block, ip)))
}
