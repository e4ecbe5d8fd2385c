//! Bindings of the account that all pods have.

use super::fields::{items, text};
use super::grants::is_binding;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if !is_binding(object) {
        return Vec::new();
    }
    let subjects = items(&object.root, "subjects");
    let accounts = subjects.filter(|it| it.get("kind").map(text) == Some("ServiceAccount"));
    let defaults = accounts.filter_map(|it| it.get("name")).filter(|node| text(node) == "default");
    let fault = |node| {
        let message = "gives its role to all pods that name no account";
        let fault = say(Code::DefaultAccountBound, object, Spot::At(node), index, message);
        fault.help(
            "make a ServiceAccount, and name it in the binding and in the pods that need the role",
        )
    };
    defaults.map(fault).collect()
}
