//! Roles that may create pods, or what makes pods.

use super::grants::{allowed, rules};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let granting = rules(object).filter_map(|rule| allowed(rule, &RESOURCES, &VERBS));
    let fault = |(node, _): (&'m Node, &str)| {
        let fault = say(Code::PodCreation, object, Spot::At(node), index, "allows to create pods");
        fault.help("take `create` away, if it is no operator")
    };
    granting.map(fault).collect()
}

const RESOURCES: [(&str, &str); 8] = [
    ("", "pods"),
    ("", "replicationcontrollers"),
    ("apps", "deployments"),
    ("apps", "statefulsets"),
    ("apps", "daemonsets"),
    ("apps", "replicasets"),
    ("batch", "jobs"),
    ("batch", "cronjobs"),
];

const VERBS: [&str; 1] = ["create"];
