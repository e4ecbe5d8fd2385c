//! Roles that may run commands in any pod.

use super::grants::{allowed, rules};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let granting = rules(object).filter_map(|rule| allowed(rule, &RESOURCES, &VERBS));
    let fault = |(node, _): (&'m Node, &str)| {
        let fault =
            say(Code::PodExec, object, Spot::At(node), index, "allows to run commands in pods");
        fault.help("leave it to people, by a role of theirs")
    };
    granting.map(fault).collect()
}

const RESOURCES: [(&str, &str); 2] = [("", "pods/exec"), ("", "pods/attach")];

const VERBS: [&str; 2] = ["create", "get"];
