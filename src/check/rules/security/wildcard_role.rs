//! Rules of roles that name no verbs or resources.

use super::grants::{ALL, rules, words};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let wildcard = |rule| {
        ["verbs", "resources", "apiGroups"].into_iter().find_map(|list| {
            words(rule, list).find(|(_, word)| *word == ALL).map(|(node, _)| (node, list))
        })
    };
    let fault = |(node, list)| {
        let what = match list {
            "verbs" => "all verbs",
            "resources" => "all resources",
            _ => "all API groups",
        };
        let message = format!("allows {what}, those that come later as well");
        let fault = say(Code::WildcardRole, object, Spot::At(node), index, message);
        fault.help("name those that are needed")
    };
    rules(object).filter_map(wildcard).map(fault).collect()
}
