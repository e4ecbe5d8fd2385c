//! Bindings of everybody.

use super::fields::{items, text};
use super::grants::is_binding;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    if !is_binding(object) {
        return Vec::new();
    }
    let role = object.root.below("roleRef.name").map(text).unwrap_or_default();
    if PUBLIC.contains(&role) {
        return Vec::new();
    }
    let names = items(&object.root, "subjects").filter_map(|it| it.get("name"));
    let is_everybody = |node: &&'m Node| {
        let reach = EVERYBODY.iter().find(|(name, _)| *name == text(node)).map(|(_, reach)| *reach);
        match reach {
            Some(Reach::NoAccount) => true,
            Some(Reach::AnyAccount) => POWERFUL.contains(&role),
            None => false,
        }
    };
    let everybody = names.filter(is_everybody);
    let fault = |node| {
        let message = format!("gives the role `{role}` to everybody: `{}`", text(node));
        let fault = say(Code::AnonymousBinding, object, Spot::At(node), index, message);
        fault.help("name the users, groups or accounts that need it")
    };
    everybody.map(fault).collect()
}

/// Those without an account, and those with any: these may have roles that are made for them.
const EVERYBODY: [(&str, Reach); 4] = [
    ("system:anonymous", Reach::NoAccount),
    ("system:unauthenticated", Reach::NoAccount),
    ("system:authenticated", Reach::AnyAccount),
    ("system:serviceaccounts", Reach::AnyAccount),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    NoAccount,
    AnyAccount,
}

/// Roles that are for people.
const POWERFUL: [&str; 3] = ["cluster-admin", "admin", "edit"];

const PUBLIC: [&str; 4] = [
    "system:basic-user",
    "system:discovery",
    "system:public-info-viewer",
    "system:service-account-issuer-discovery",
];
