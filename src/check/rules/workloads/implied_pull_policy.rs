//! Containers that leave it to the tag when their image is pulled.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::image;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let silent = containers(pods).filter(|container| {
        let is_floating = word(container, "image").is_some_and(image::is_floating);
        is_floating && word(container, "imagePullPolicy").is_none()
    });
    let fault = |container| {
        let message = format!(
            "does not say when the image of its container `{}` is pulled",
            called(container)
        );
        let spot = Spot::Lacks(container, "imagePullPolicy");
        let fault = say(Code::ImpliedPullPolicy, pods.owner, spot, index, message);
        fault.help("set `imagePullPolicy: Always`, which holds for this tag, or another")
    };
    silent.map(fault).collect()
}
