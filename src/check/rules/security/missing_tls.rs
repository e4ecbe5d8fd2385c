//! Hosts that are left out of `tls`.

use super::fields::{items, text};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if object.identity.kind != "Ingress" || object.identity.group != "networking.k8s.io" {
        return Vec::new();
    }
    let entries = || items(&object.root, "spec.tls");
    let is_for_all = entries().any(|entry| items(entry, "hosts").next().is_none());
    if entries().next().is_none() || is_for_all {
        return Vec::new();
    }
    let named: Vec<&str> = entries().flat_map(|entry| items(entry, "hosts")).map(text).collect();
    let hosts = items(&object.root, "spec.rules").filter_map(|rule| rule.get("host"));
    let is_named = |host: &str| {
        named
            .iter()
            .any(|it| *it == host || it.strip_prefix('*').is_some_and(|end| is_below(host, end)))
    };
    let fault = |node| {
        let message =
            format!("serves `{}` without a certificate, while others have one", text(node));
        let fault = say(Code::MissingTls, object, Spot::At(node), index, message);
        fault.help("add it to the hosts of an entry of `tls`")
    };
    hosts.filter(|node| !node.is_blank() && !is_named(text(node))).map(fault).collect()
}

/// Whether a host has one label before `end`, which begins with a dot.
fn is_below(host: &str, end: &str) -> bool {
    host.strip_suffix(end).is_some_and(|label| !label.is_empty() && !label.contains('.'))
}
