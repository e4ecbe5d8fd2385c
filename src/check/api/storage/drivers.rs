//! The names that storage systems give: of their drivers, of their servers, and of nodes of iSCSI.

use crate::check::api::{Faults, FieldPath, Reason};
use crate::kube::names;
use crate::kube::names::{Syntax, require};

/// `ValidateCSIDriverName`: case does not matter, 63 characters at most.
pub(crate) fn driver_name(name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    if !faults.filled(at, name) {
        return;
    }
    if name.len() > 63 {
        faults.add(Reason::TooLong, at, "is longer than 63 characters");
    }
    faults.syntax(at, name, |name| names::dns_subdomain(&name.to_lowercase()));
}

/// `net.SplitHostPort` of each of them: `a.example.com:7861,[::1]:7861`.
pub(crate) fn host_ports(text: &str) -> Syntax {
    require(text.split(',').all(is_host_port), "is not pairs of `host:port`")
}

fn is_host_port(pair: &str) -> bool {
    let Some((host, port)) = pair.rsplit_once(':') else {
        return false;
    };
    let inner = host.strip_prefix('[').map(|host| host.strip_suffix(']'));
    let has_bracket = |text: &str| text.contains(['[', ']']);
    match inner {
        Some(inner) => inner.is_some_and(|inner| !has_bracket(inner)) && !has_bracket(port),
        None => !host.contains(':') && !has_bracket(pair),
    }
}

/// The name of an iSCSI node: `iqn.2001-04.com.example:storage`, `eui.…`, `naa.…`.
pub(crate) fn iscsi_name(name: &str) -> Syntax {
    // One character, whichever, stands between the type and the number.
    let number = |length: usize| {
        let number = name.chars().skip(4).collect::<String>();
        number.len() == length && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let fine = match name.get(..3) {
        Some("iqn") => is_iqn(name),
        Some("eui") => number(16),
        Some("naa") => number(32),
        _ => false,
    };
    require(fine, "is not an iSCSI name like `iqn.2001-04.com.example:disk`")
}

/// `iqn\.\d{4}-\d{2}\.([[:alnum:]-.]+)(:[^,;*&$|\s]+)$`
fn is_iqn(name: &str) -> bool {
    let Some((authority, target)) = name.split_once(':') else {
        return false;
    };
    let date_and_domain = authority.strip_prefix("iqn.").unwrap_or_default().as_bytes();
    let [d1, d2, d3, d4, b'-', d5, d6, b'.', domain @ ..] = date_and_domain else {
        return false;
    };
    let of_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-.".contains(byte);
    [d1, d2, d3, d4, d5, d6].iter().all(|digit| digit.is_ascii_digit())
        && !domain.is_empty()
        && domain.iter().all(of_domain)
        && !target.is_empty()
        && !target.contains([',', ';', '*', '&', '$', '|', ' ', '\t', '\n', '\r', '\x0c'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_pairs_of_host_and_port() {
        for text in ["a:1", "a:1,b:", "[::1]:1", ":"] {
            assert_eq!(host_ports(text), Ok(()), "{text}");
        }
        for text in ["", "a", "a:1,b", "::1", "[a:1"] {
            assert!(host_ports(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_of_iscsi_start_with_their_type() {
        for text in ["iqn.2001-04.com.example:a:b", "eui.0123456789abcdef"] {
            assert_eq!(iscsi_name(text), Ok(()), "{text}");
        }
        for text in ["", "iqn.a:b", "eui.0", "x"] {
            assert!(iscsi_name(text).is_err(), "{text}");
        }
    }
}
