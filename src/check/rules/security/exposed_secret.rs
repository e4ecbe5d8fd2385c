//! Values that look like secrets, whatever they are called.

use super::fields::{called, containers, items, text};
use super::saying::{Spot, say};
use super::secrecy::exposed;
use crate::check::index::Index;
use crate::check::rules::Found;
use crate::diagnostic::Code;
use crate::manifest::Object;
use crate::yaml::{Map, Node};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    let mut say = |object: &'m Object, node: &'m Node, what: &str, name: &str| {
        let message = format!("has {what} in plain text, in `{name}`");
        let fault = say(Code::ExposedSecret, object, Spot::At(node), index, message);
        found.push((object, fault.help("put it into a Secret, and take it from there; make a new one, for this one is known")));
    };
    for pods in index.pods.within(None) {
        for container in containers(pods) {
            for variable in items(container, "env") {
                let Some(node) = variable.get("value") else { continue };
                if let Some(what) = exposed(called(variable), text(node)) {
                    say(pods.owner, variable.get("name").unwrap_or(node), what, called(variable));
                }
            }
            for word in ["command", "args"].into_iter().flat_map(|list| items(container, list)) {
                let (name, value) = text(word).split_once('=').unwrap_or(("", text(word)));
                if let Some(what) = exposed(name, value) {
                    say(pods.owner, word, what, called(container));
                }
            }
        }
    }
    let is_config = |it: &&Object| it.identity.kind == "ConfigMap" && it.identity.group.is_empty();
    for object in index.objects.iter().filter(is_config) {
        let data = object.root.get("data").and_then(Node::as_map);
        for (key, node) in data.into_iter().flat_map(Map::iter) {
            if let Some(what) = exposed(&key.text, text(node)) {
                say(object, node, what, &key.text);
            }
        }
    }
    found
}
