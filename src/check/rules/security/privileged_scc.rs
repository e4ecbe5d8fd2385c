//! Constraints of `OpenShift` that let in privileged containers.

use super::fields::truth;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let is_one = object.identity.kind == "SecurityContextConstraints";
    let set = object.root.get("allowPrivilegedContainer").filter(|_| is_one);
    let fault = |node| {
        let message = "lets in privileged containers";
        let fault = say(Code::PrivilegedScc, object, Spot::At(node), index, message);
        fault.help("set `allowPrivilegedContainer: false`")
    };
    set.filter(|node| truth(node) == Some(true)).map(fault).into_iter().collect()
}
