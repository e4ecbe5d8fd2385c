//! Images that are pulled only once.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::image;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let cached = containers(pods).filter(|container| {
        let policy = word(container, "imagePullPolicy");
        let is_default = || word(container, "image").is_some_and(image::is_floating);
        policy.map_or_else(|| !is_default(), |policy| policy != "Always")
    });
    let fault = |container| {
        let message =
            format!("does not always pull the image of its container `{}`", called(container));
        let spot = Spot::Lacks(container, "imagePullPolicy");
        let fault = say(Code::CachedImage, pods.owner, spot, index, message);
        fault.help("set `imagePullPolicy: Always`")
    };
    cached.map(fault).collect()
}
