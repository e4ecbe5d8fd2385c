//! The values of the server's own types: quantities, addresses, URLs, versions and formats.

use std::net::IpAddr;

use crate::kube::quantity::Amount;

#[derive(Clone, Debug)]
pub(crate) enum Library {
    Quantity(Amount),
    Ip(IpAddr),
    Cidr(IpAddr, u32),
    Url(Url),
    Semver(semver::Version),
    Format(&'static Format),
}

/// A URL, by its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub scheme: String,
    /// With its port.
    pub host: String,
    /// As it is written.
    pub path: String,
    pub query: String,
}

/// One of the named formats of texts.
#[derive(Debug)]
pub(crate) struct Format {
    pub name: &'static str,
    /// What is wrong with a text.
    pub judge: fn(&str) -> Option<&'static str>,
    /// How long the expression is that it stands for.
    pub length: u64,
}

impl Library {
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Library::Quantity(_) => "kubernetes.Quantity",
            Library::Ip(_) => "net.IP",
            Library::Cidr(..) => "net.CIDR",
            Library::Url(_) => "kubernetes.URL",
            Library::Semver(_) => "kubernetes.Semver",
            Library::Format(_) => "kubernetes.NamedFormat",
        }
    }

    pub(super) fn size(&self) -> usize {
        match self {
            Library::Ip(IpAddr::V4(_)) => 4,
            Library::Ip(_) => 16,
            Library::Cidr(_, bits) => bits.div_ceil(8) as usize,
            _ => 1,
        }
    }

    pub(super) fn equals(&self, other: &Library) -> bool {
        match (self, other) {
            (Library::Quantity(one), Library::Quantity(other)) => one == other,
            (Library::Ip(one), Library::Ip(other)) => one == other,
            (Library::Cidr(one, bits), Library::Cidr(other, other_bits)) => {
                one == other && bits == other_bits
            }
            (Library::Url(one), Library::Url(other)) => one == other,
            (Library::Semver(one), Library::Semver(other)) => one.cmp_precedence(other).is_eq(),
            (Library::Format(one), Library::Format(other)) => one.name == other.name,
            _ => false,
        }
    }
}
