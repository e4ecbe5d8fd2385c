//! Roles that may read or write any Secret.

use super::grants::{allowed, rules};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let granting = rules(object).filter_map(|rule| allowed(rule, &RESOURCES, &VERBS));
    let fault = |(node, _): (&'m Node, &str)| {
        let fault = say(
            Code::SecretAccess,
            object,
            Spot::At(node),
            index,
            "allows to read or write all Secrets",
        );
        fault.help("name those that are needed: `resourceNames: [...]`, with `get` alone")
    };
    granting.map(fault).collect()
}

const RESOURCES: [(&str, &str); 1] = [("", "secrets")];

const VERBS: [&str; 7] = ["get", "list", "watch", "create", "update", "patch", "delete"];
