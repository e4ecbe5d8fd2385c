//! `ConfigMaps` and Secrets whose name nothing in the stack says.

use std::collections::HashSet;

use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::fields::{is, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let configs = index.objects.iter().filter(|object| is_config(object));
    let mut configs = configs.filter(|object| is_for_pods(object)).peekable();
    if configs.peek().is_none() {
        return Vec::new();
    }
    let mut said = HashSet::new();
    for object in index.objects {
        // Its own name is not said of it.
        let parts = object.root.as_map().into_iter().flat_map(Map::iter);
        for (_, part) in parts.filter(|(key, _)| key.text != "metadata") {
            collect(part, &mut said);
        }
        if let Some(annotations) = object.root.below("metadata.annotations") {
            collect(annotations, &mut said);
        }
    }
    let unused = configs.filter(|object| !said.contains(&*object.identity.name));
    let fault = |object: &'m Object| {
        let node = object.root.below("metadata.name").unwrap_or(&object.root);
        let message = "is used by nothing in the stack";
        let fault = say(Code::UnusedConfig, object, Spot::At(node), index, message);
        (object, fault.help("leave it out, or mount it"))
    };
    unused.map(fault).collect()
}

fn is_config(object: &Object) -> bool {
    is(object, "", "ConfigMap") || is(object, "", "Secret")
}

/// Of the others, what others look for by their type or by a label.
fn is_for_pods(object: &Object) -> bool {
    let sort = word(&object.root, "type").unwrap_or("Opaque");
    let labels = object.root.below("metadata.labels").and_then(Node::as_map);
    let mut keys = labels.into_iter().flat_map(Map::iter).map(|(key, _)| &*key.text);
    let is_watched = keys.any(|key| {
        key.starts_with("grafana_") || key.contains("secret-type") || key.contains("argoproj.io/")
    });
    sort == "Opaque" && !is_watched
}

/// The words of all texts, as of `--config=web/settings`.
fn collect<'m>(node: &'m Node, said: &mut HashSet<&'m str>) {
    match &node.value {
        Value::String(text) => {
            said.extend(text.split(|c: char| !c.is_alphanumeric() && !"-._".contains(c)));
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, said)),
        Value::Map(map) => map.iter().for_each(|(_, value)| collect(value, said)),
        _ => {}
    }
}
