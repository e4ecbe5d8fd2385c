//! Roles that can give themselves any right.

use super::grants::{GROUP, allowed, rules};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let escalating = |rule| {
        allowed(rule, &[(GROUP, "roles"), (GROUP, "clusterroles")], &["bind", "escalate"])
            .or_else(|| allowed(rule, &IMPERSONATED, &["impersonate"]))
    };
    let fault = |(node, _): (&'m Node, &str)| {
        let message = "allows its subjects to give themselves more rights";
        let fault = say(Code::EscalatingRole, object, Spot::At(node), index, message);
        fault.help("name the roles that may be bound: `resourceNames: [...]`")
    };
    rules(object).filter_map(escalating).map(fault).collect()
}

const IMPERSONATED: [(&str, &str); 3] = [("", "users"), ("", "groups"), ("", "serviceaccounts")];
