//! Keys of `ConfigMaps` that are secrets by their names.

use super::fields::text;
use super::saying::{Spot, say};
use super::secrecy::{is_secret_name, refers};
use crate::check::index::Index;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Key, Map, Node};

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let is_config = object.identity.kind == "ConfigMap" && object.identity.group.is_empty();
    let data = object.root.get("data").and_then(Node::as_map).filter(|_| is_config);
    let entries = data.into_iter().flat_map(Map::iter);
    let secret = entries
        .filter(|(key, node)| is_secret_name(&key.text) && !node.is_blank() && !refers(text(node)));
    let fault = |(key, node): (&Key, &'m Node)| {
        let message = format!("has the value of `{}` in plain sight", key.text);
        let fault = say(Code::SecretInConfigMap, object, Spot::At(node), index, message);
        fault.help("put it into a Secret")
    };
    secret.map(fault).collect()
}
