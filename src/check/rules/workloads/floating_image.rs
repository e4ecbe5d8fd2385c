//! Images whose tag is `latest`, or missing.

use super::helm_hook::HOOK;
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, text, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::image;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let is_asked_for = index.is_asked_for(Code::FloatingImage);
    if !is_asked_for && is_test(pods.owner) {
        return Vec::new();
    }
    // What a node keeps besides is said by another rule.
    let pulled = containers(pods).filter(|container| {
        !matches!(word(container, "imagePullPolicy"), Some("IfNotPresent" | "Never"))
    });
    let images = pulled.filter_map(|container| container.get("image"));
    let floating = images.filter(|node| {
        let image = text(node);
        let is_meant = image.ends_with(":latest") || (is_asked_for && !image.is_empty());
        is_meant && image::is_floating(image)
    });
    let fault = |node| {
        let message = format!("runs the image `{}`, whose tag moves", text(node));
        let fault = say(Code::FloatingImage, pods.owner, Spot::At(node), index, message);
        fault.help("give it the tag of a version, or a digest")
    };
    floating.map(fault).collect()
}

/// Whether it is a hook of Helm that tests a release: it runs once.
fn is_test(object: &Object) -> bool {
    let annotations = object.root.below("metadata.annotations");
    let hook = annotations.and_then(|annotations| annotations.get(HOOK));
    hook.is_some_and(|hook| text(hook).contains("test"))
}
