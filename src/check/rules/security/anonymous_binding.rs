//! Bindings of everybody.

use super::fields::{items, text};
use super::grants::is_binding;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let role = object.root.below("roleRef.name").map(text).unwrap_or_default();
    if !is_binding(object) || PUBLIC.contains(&role) {
        return Vec::new();
    }
    let names = items(&object.root, "subjects").filter_map(|it| it.get("name"));
    let everybody = names.filter(|node| EVERYBODY.contains(&text(node)));
    let fault = |node| {
        let message = format!("gives the role `{role}` to everybody: `{}`", text(node));
        let fault = say(Code::AnonymousBinding, object, Spot::At(node), index, message);
        fault.help("name the users, groups or accounts that need it")
    };
    everybody.map(fault).collect()
}

const EVERYBODY: [&str; 4] = [
    "system:anonymous",
    "system:unauthenticated",
    "system:authenticated",
    "system:serviceaccounts",
];

const PUBLIC: [&str; 4] = [
    "system:basic-user",
    "system:discovery",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
];
