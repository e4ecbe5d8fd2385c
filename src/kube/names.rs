//! The syntax of names: what the server's validation asks of texts whatever field they stand in.
//!
//! Each check says what is wrong, in words that follow the text itself; the rules are those of
//! `k8s.io/apimachinery/pkg/util/validation` and `…/pkg/api/validation`, a function each.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// Nothing, or what is wrong: "is longer than 63 characters".
pub type Syntax = Result<(), &'static str>;

/// The longest part of a DNS name, in bytes.
pub const LONGEST_LABEL: usize = 63;

/// A part of a DNS name: `IsDNS1123Label`.
pub fn dns_label(text: &str) -> Syntax {
    at_most(LONGEST_LABEL, text, "is longer than 63 characters")?;
    let message = "is not a DNS label: lower-case letters, digits and `-`, a letter or digit \
                   first and last";
    require(is_label(text), message)
}

/// A name in DNS: `IsDNS1123Subdomain`. Its parts may be long, only the whole is measured.
pub fn dns_subdomain(text: &str) -> Syntax {
    at_most(253, text, "is longer than 253 characters")?;
    let message = "is not a DNS name: lower-case letters, digits, `-` and `.`, a letter or digit \
                   first and last";
    require(text.split('.').all(is_label), message)
}

/// What can begin a name in DNS: it may end with `-`.
pub fn dns_subdomain_prefix(text: &str) -> Syntax {
    dns_subdomain(&before_a_suffix(text))
}

/// A prefix as it is checked, as if a letter followed it: `maskTrailingDash`.
pub fn before_a_suffix(prefix: &str) -> Cow<'_, str> {
    match prefix.strip_suffix('-') {
        Some(rest) if !rest.is_empty() && prefix.is_ascii() => {
            Cow::Owned(format!("{}a", &rest[..rest.len() - 1]))
        }
        _ => Cow::Borrowed(prefix),
    }
}

/// A name as the server makes it: as much of the prefix as leaves a label room for five characters.
pub fn generated(prefix: &str) -> String {
    let kept = prefix.char_indices().take_while(|(at, c)| at + c.len_utf8() <= 58);
    kept.map(|(_, c)| c).chain("xxxxx".chars()).collect()
}

/// `IsDNS1123SubdomainWithUnderscore`: what resolvers take as a search domain.
pub fn dns_subdomain_with_underscores(text: &str) -> Syntax {
    at_most(253, text, "is longer than 253 characters")?;
    let part = |part: &str| {
        let rest = part.strip_prefix('_').unwrap_or(part);
        enclosed(rest, is_lower_or_digit, |byte| byte == b'-' || byte == b'_')
    };
    require(text.split('.').all(part), "is not a DNS name")
}

/// A label that starts with a letter: `IsDNS1035Label`.
pub fn dns_1035_label(text: &str) -> Syntax {
    at_most(LONGEST_LABEL, text, "is longer than 63 characters")?;
    let message = "is not a DNS label that starts with a letter: lower-case letters, digits and \
                   `-`, a letter first, a letter or digit last";
    require(is_label(text) && text.as_bytes()[0].is_ascii_lowercase(), message)
}

/// `*.example.com`: `IsWildcardDNS1123Subdomain`.
pub fn wildcard_dns_subdomain(text: &str) -> Syntax {
    at_most(253, text, "is longer than 253 characters")?;
    let rest = text.strip_prefix("*.");
    let message = "is not a wildcard DNS name like `*.example.com`";
    require(rest.is_some_and(|rest| rest.split('.').all(is_label)), message)
}

/// A DNS name of at least three parts: `IsFullyQualifiedName`.
pub fn fully_qualified_name(text: &str) -> Syntax {
    dns_subdomain(text)?;
    require(text.split('.').count() >= 3, "should have at least three parts between dots")
}

/// A DNS name of at least two parts, each a label: `IsFullyQualifiedDomainName`.
pub fn fully_qualified_domain_name(text: &str) -> Syntax {
    let text = text.strip_suffix('.').unwrap_or(text);
    dns_subdomain(text)?;
    require(text.contains('.'), "should have at least two parts between dots")?;
    text.split('.').try_for_each(dns_label)
}

/// `example.com/path`: `IsDomainPrefixedPath`.
pub fn domain_prefixed_path(text: &str) -> Syntax {
    let parts = text.split_once('/').filter(|(host, path)| !host.is_empty() && !path.is_empty());
    let (host, path) = parts.ok_or("is not a domain and a path like `example.com/path`")?;
    dns_subdomain(host)?;
    let is_of_path =
        |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte);
    require(path.bytes().all(is_of_path), "has a character that a path can't have")
}

/// `app` or `example.com/app`: `IsQualifiedName`, of label keys, conditions, resources.
pub fn qualified_name(text: &str) -> Syntax {
    let name = match text.split_once('/') {
        Some((prefix, name)) => {
            require(!prefix.is_empty(), "has nothing before the `/`")?;
            dns_subdomain(prefix).map_err(|_| "has a prefix that is not a DNS name")?;
            name
        }
        None => text,
    };
    require(!name.is_empty(), "has an empty name")?;
    at_most(LONGEST_LABEL, name, "has a name longer than 63 characters")?;
    let message = "is not a qualified name: letters, digits, `-`, `_` and `.`, a letter or digit \
                   first and last, at most one prefix like `example.com/`";
    require(is_name_part(name), message)
}

/// `ValidateLabelName`: the key of a label.
pub fn label_key(text: &str) -> Syntax {
    qualified_name(text)
}

/// `IsValidLabelValue`.
pub fn label_value(text: &str) -> Syntax {
    at_most(LONGEST_LABEL, text, "is longer than the 63 characters a label can have")?;
    let message = "is not a label value: letters, digits, `-`, `_` and `.`, a letter or digit \
                   first and last";
    require(text.is_empty() || is_name_part(text), message)
}

/// `IsCIdentifier`.
pub fn c_identifier(text: &str) -> Syntax {
    let head = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let fine = text.bytes().next().is_some_and(head)
        && text.bytes().all(|byte| head(byte) || byte.is_ascii_digit());
    require(fine, "is not an identifier: letters, digits and `_`, no digit first")
}

/// `IsRelaxedEnvVarName`: what the server takes since 1.32.
pub fn env_var_name(text: &str) -> Syntax {
    require(!text.is_empty(), "is empty")?;
    let fine = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'=');
    require(fine, "is not the name of an environment variable: printable ASCII without `=`")
}

/// `IsConfigMapKey`, of secrets too.
pub fn config_key(text: &str) -> Syntax {
    at_most(253, text, "is longer than 253 characters")?;
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let message = "is not a key: letters, digits, `-`, `_` and `.`";
    require(!text.is_empty() && text.bytes().all(fine), message)?;
    require(text != "." && !text.starts_with(".."), "can't be `.` or start with `..`")
}

/// `IsHTTPHeaderName`.
pub fn http_header_name(text: &str) -> Syntax {
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let message = "is not a header name: letters, digits and `-`";
    require(!text.is_empty() && text.bytes().all(fine), message)
}

/// `IsValidPortName`.
pub fn port_name(text: &str) -> Syntax {
    at_most(15, text, "is longer than the 15 characters a port's name can have")?;
    let fine = |byte: u8| is_lower_or_digit(byte) || byte == b'-';
    let message = "is not a port name: lower-case letters, digits and `-`";
    require(!text.is_empty() && text.bytes().all(fine), message)?;
    require(text.bytes().any(|byte| byte.is_ascii_lowercase()), "has no letter")?;
    require(!text.contains("--"), "has `-` twice in a row")?;
    let open = !text.starts_with('-') && !text.ends_with('-');
    require(open, "starts or ends with `-`")
}

/// `IsValidPortNum`.
pub fn port_number(port: i32) -> Syntax {
    require((1..=65535).contains(&port), "is not between 1 and 65535")
}

/// `50%`: `IsValidPercent`.
pub fn percent(text: &str) -> Syntax {
    let digits = text.strip_suffix('%').unwrap_or_default();
    let fine = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    require(fine, "is not a percentage like `50%`")
}

/// What can stand between two `/` of a URL: `IsValidPathSegmentName`, of RBAC objects.
pub fn path_segment(text: &str) -> Syntax {
    require(text != "." && text != "..", "can't be `.` or `..`")?;
    require(!text.contains('/'), "can't contain `/`")?;
    require(!text.contains('%'), "can't contain `%`")
}

/// `ParseIPSloppy`, which looks at addresses before they are judged: zeros may lead in the parts of an IPv4 address.
pub fn ip(text: &str) -> Option<IpAddr> {
    if !text.contains(':') {
        return ipv4(text).map(IpAddr::V4);
    }
    let Some((head, tail)) = text.rsplit_once(':').filter(|(_, tail)| tail.contains('.')) else {
        return text.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    };
    format!("{head}:{}", ipv4(tail)?).parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

/// `IsValidIP`, as strict as it is since 1.36.
pub fn ip_address(text: &str) -> Syntax {
    require(ip(text).is_some(), "is not an IP address")?;
    let strict = text.parse::<IpAddr>().map_err(|_| "is an IP address with leading zeros")?;
    require(!is_mapped(strict), "is an IPv4 address written as one of IPv6")
}

fn is_mapped(address: IpAddr) -> bool {
    matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some())
}

/// `ParseCIDRSloppy`: the address and the length of the prefix.
pub fn cidr(text: &str) -> Option<(IpAddr, u32)> {
    let (address, length) = text.split_once('/')?;
    let address = ip(address)?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    number(length).filter(|length| *length <= most).map(|length| (address, length))
}

/// `IsValidCIDR`, as strict as it is since 1.36.
pub fn ip_block(text: &str) -> Syntax {
    let message = "is not an IP block like `10.0.0.0/8`";
    let (address, length) = text.split_once('/').ok_or(message)?;
    let (parsed, bits) = cidr(text).ok_or(message)?;
    let is_plain = length == bits.to_string() && address.parse::<IpAddr>().is_ok();
    require(is_plain, "is an IP block with leading zeros")?;
    require(!is_mapped(parsed), "is a block of IPv4 written as one of IPv6")?;
    let rest = match parsed {
        IpAddr::V4(ip) => u128::from(ip.to_bits()).checked_shl(96 + bits),
        IpAddr::V6(ip) => ip.to_bits().checked_shl(bits),
    };
    require(rest.unwrap_or(0) == 0, "has bits after its prefix: neither a block nor an address")
}

fn ipv4(text: &str) -> Option<Ipv4Addr> {
    let mut parts = text.split('.').map(|part| number(part).and_then(|n| u8::try_from(n).ok()));
    let mut next = || parts.next().flatten();
    let address = Ipv4Addr::new(next()?, next()?, next()?, next()?);
    parts.next().is_none().then_some(address)
}

fn number(digits: &str) -> Option<u32> {
    let fine = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    fine.then(|| digits.parse().ok()).flatten()
}

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
fn is_label(text: &str) -> bool {
    enclosed(text, is_lower_or_digit, |byte| byte == b'-')
}

/// `[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?`
fn is_name_part(text: &str) -> bool {
    enclosed(text, |byte| byte.is_ascii_alphanumeric(), |byte| b"-_.".contains(&byte))
}

/// Whether the text has only `outer` at its ends, and `outer` and `inner` in between.
fn enclosed(text: &str, outer: impl Fn(u8) -> bool, inner: impl Fn(u8) -> bool) -> bool {
    match text.as_bytes() {
        [] => false,
        [only] => outer(*only),
        [first, middle @ .., last] => {
            outer(*first) && outer(*last) && middle.iter().all(|&byte| outer(byte) || inner(byte))
        }
    }
}

fn is_lower_or_digit(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// Go measures bytes.
fn at_most(length: usize, text: &str, message: &'static str) -> Syntax {
    require(text.len() <= length, message)
}

pub fn require(fine: bool, message: &'static str) -> Syntax {
    if fine { Ok(()) } else { Err(message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(check: fn(&str) -> Syntax, right: &[&str], wrong: &[&str]) {
        for text in right {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        for text in wrong {
            assert!(check(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dns_names() {
        holds(dns_label, &["a", "1", "a-1"], &["", "-a", "a-", "A", "a.b", "é", "a\n"]);
        holds(dns_subdomain, &["a", "a.b-c.1"], &["", ".", "a.", "a..b", "a_b"]);
        holds(dns_1035_label, &["a1"], &["1a", ""]);
        holds(wildcard_dns_subdomain, &["*.a.b"], &["*", "*.", "a.b", "*.*.a"]);
        holds(dns_subdomain_with_underscores, &["_sip._tcp.a", "a_b"], &["a_", "__a", "_"]);
        holds(fully_qualified_domain_name, &["a.b", "a.b."], &["a", "", "."]);
    }

    #[test]
    fn names_of_kubernetes() {
        holds(qualified_name, &["a", "a.b/C_1"], &["", "/a", "a/", "A/b", "a/b/c", "a b"]);
        holds(label_value, &["", "a.B_c"], &["-", "a/b", &"a".repeat(64)]);
        holds(config_key, &["a", ".a", "A_b"], &["", ".", "..", "..a", "a/b"]);
        holds(port_name, &["http", "a-1"], &["", "80", "a--b", "-a", "sixteen-letters1", "A"]);
        holds(env_var_name, &["A", "a.b", "1 2"], &["", "a=b", "é"]);
        holds(path_segment, &["", "a:b", "A b"], &[".", "..", "a/b", "a%b"]);
        holds(percent, &["0%", "150%"], &["%", "1", "-1%", "1.5%"]);
    }

    #[test]
    fn addresses() {
        holds(
            ip_address,
            &["1.2.3.4", "::1", "0001::a"],
            &["1.2.3", "1.2.3.256", "", "01.2.3.004", "::ffff:1.2.3.4", "::ffff:0102:0304"],
        );
        holds(
            ip_block,
            &["10.0.0.0/8", "0.0.0.0/0", "1.2.3.4/32", "::/0", "2001:db8::/32", "::1/128"],
            &["10.0.0.0", "10.0.0.0/33", "/8", "10.0.0.0/08", "010.0.0.0/8", "10.0.0.1/8"],
        );
        holds(
            ip_block,
            &["10.0.0.2/31"],
            &["10.0.0.1/31", "::1/127", "1.0.0.0/0", "::ffff:0:0/96"],
        );
    }
}
