//! Entries of keyed lists that have the same key.

use std::collections::HashSet;

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, integer, is, items, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut twice = Vec::new();
    if is(object, "", "ServiceAccount") {
        for list in ["secrets", "imagePullSecrets"] {
            twice.extend(repeated(&object.root, list, |it| word(it, "name").map(str::to_owned)));
        }
    }
    if let Some(pods) = object.kind.and_then(|_| Pods::of(object, None)) {
        let named = |it: &Node| word(it, "name").map(str::to_owned);
        twice.extend(repeated(pods.spec, "imagePullSecrets", named));
        twice.extend(repeated(pods.spec, "hostAliases", |it| word(it, "ip").map(str::to_owned)));
        for container in containers(&pods) {
            twice.extend(repeated(container, "env", named));
            twice.extend(repeated(container, "ports", |it| {
                let number = integer(it.get("containerPort")?)?;
                Some(format!("{number}/{}", word(it, "protocol").unwrap_or("TCP")))
            }));
        }
    }
    let fault = |(node, key)| {
        let message = format!("lists `{key}` twice, which `apply --server-side` refuses");
        let fault = say(Code::DuplicateEntry, object, Spot::At(node), index, message);
        fault.help("keep one of them")
    };
    twice.into_iter().map(fault).collect()
}

/// The entries of a list whose key an earlier one has.
fn repeated<'m>(
    node: &'m Node,
    list: &str,
    key: impl Fn(&Node) -> Option<String>,
) -> Vec<(&'m Node, String)> {
    let mut seen = HashSet::new();
    let keyed = items(node, list).filter_map(|item| Some((item, key(item)?)));
    keyed.filter(|(_, key)| !seen.insert(key.clone())).collect()
}
