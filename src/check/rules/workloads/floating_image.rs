//! Images whose tag is `latest`, or missing.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, text, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::image;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    // What tests a release runs once.
    let annotations = pods.owner.root.below("metadata.annotations");
    let hook = annotations.and_then(|annotations| annotations.get("helm.sh/hook"));
    if hook.is_some_and(|hook| text(hook).contains("test")) && !index.is_all_there_is() {
        return Vec::new();
    }
    // What a node keeps besides is said by another rule.
    let pulled = containers(pods).filter(|container| {
        !matches!(word(container, "imagePullPolicy"), Some("IfNotPresent" | "Never"))
    });
    let images = pulled.filter_map(|container| container.get("image"));
    let floating = images.filter(|node| !text(node).is_empty() && image::is_floating(text(node)));
    let fault = |node| {
        let message = format!("runs the image `{}`, whose tag moves", text(node));
        let fault = say(Code::FloatingImage, pods.owner, Spot::At(node), index, message);
        fault.help("give it the tag of a version, or a digest")
    };
    floating.map(fault).collect()
}
