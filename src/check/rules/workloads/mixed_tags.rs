//! Images that a stack runs in two versions.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::check::rules::Found;
use crate::check::rules::fields::{containers, text};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::Code;
use crate::kube::image;
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut first: HashMap<(&str, &str), (&'m Object, &'m Node)> = HashMap::new();
    let mut found = Vec::new();
    for pods in index.pods.within(None) {
        for node in containers(pods).filter_map(|container| container.get("image")) {
            let Some(name) = image::untagged(text(node)) else { continue };
            let chart = chart(pods.owner);
            let (other, at) = *first.entry((chart, name)).or_insert((pods.owner, node));
            if text(at) == text(node) {
                continue;
            }
            let message = format!("runs `{}`, and {other} runs `{}`", text(node), text(at));
            let fault = say(Code::MixedTags, pods.owner, Spot::At(node), index, message);
            let fault = fault.context(at.origin.at, "the other one");
            found.push((pods.owner, fault.help("give both the same tag")));
        }
    }
    found
}

/// Where the chart of an object begins: a stack's own, or one that it brings along, which has
/// images of its own.
fn chart(object: &Object) -> &str {
    object.template.split_once("templates/").map_or("", |(chart, _)| chart)
}
