//! Tokens of accounts that no role is bound to.

use std::collections::HashSet;

use super::fields::{called, items, text, truth};
use super::grants::is_binding;
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::Found;
use crate::diagnostic::Code;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let bound: HashSet<(Option<&str>, &str)> = index
        .objects
        .iter()
        .filter(|object| is_binding(object))
        .flat_map(|it| accounts(it, index))
        .collect();
    let mut found = Vec::new();
    for pods in index.pods.within(None) {
        let name = account(pods);
        let is_bound = bound.contains(&(pods.namespace, name)) || bound.contains(&(None, name));
        let rendered = index.rendered("ServiceAccount", pods.namespace, name);
        let switch = pods.spec.get("automountServiceAccountToken").filter(|node| !node.is_null());
        let of_account = rendered.and_then(|it| it.root.get("automountServiceAccountToken"));
        let is_off = switch.or(of_account).and_then(truth) == Some(false);
        if is_bound || is_off || (rendered.is_none() && name != "default") {
            continue;
        }
        let spot = switch.map_or(Spot::Lacks(pods.spec, "automountServiceAccountToken"), Spot::At);
        let message =
            format!("is given a token of the account `{name}`, which no role is bound to");
        let fault = say(Code::UnusedToken, pods.owner, spot, index, message);
        found.push((pods.owner, fault.help("set `automountServiceAccountToken: false`")));
    }
    found
}

fn account<'m>(pods: &Pods<'m>) -> &'m str {
    let named = ["serviceAccountName", "serviceAccount"].into_iter();
    let mut named = named.filter_map(|field| pods.spec.get(field)).map(text);
    named.find(|name| !name.is_empty()).unwrap_or("default")
}

/// The accounts that a binding names, each with its namespace.
fn accounts<'m>(
    binding: &'m Object,
    index: &Index<'m>,
) -> impl Iterator<Item = (Option<&'m str>, &'m str)> {
    let own = index.namespace(binding);
    let subjects = items(&binding.root, "subjects");
    let accounts = subjects.filter(|it| it.get("kind").map(text) == Some("ServiceAccount"));
    accounts.map(move |it| (it.get("namespace").map(text).or(own), called(it)))
}
