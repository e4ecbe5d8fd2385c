//! Ingresses without TLS.

use super::fields::items;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let is_ingress =
        object.identity.kind == "Ingress" && object.identity.group == "networking.k8s.io";
    let Some(spec) = object.root.get("spec").filter(|_| is_ingress) else { return Vec::new() };
    if items(spec, "tls").next().is_some() {
        return Vec::new();
    }
    let spot = Spot::Lacks(spec, "tls");
    let fault = say(Code::PlainHttp, object, spot, index, "has no TLS");
    vec![fault.help("add `tls` with its hosts and the Secret of their certificate")]
}
