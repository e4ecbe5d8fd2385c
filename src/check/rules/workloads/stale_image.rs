//! Moving tags that nodes pull once.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::image;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    // What is never pulled is brought to the node by hand, as on a machine of one's own.
    let by_hand = index.is_asked_for(Code::StaleImage).then_some("Never");
    let kept = containers(pods).filter(|container| {
        let policy = word(container, "imagePullPolicy");
        policy.is_some_and(|policy| policy == "IfNotPresent" || Some(policy) == by_hand)
    });
    let floating =
        kept.filter(|container| word(container, "image").is_some_and(image::is_floating));
    let fault = |container: &'m Node| {
        let node = container.get("imagePullPolicy")?;
        let message = format!(
            "keeps the image `{}`, whose tag moves",
            word(container, "image").unwrap_or_default()
        );
        let fault = say(Code::StaleImage, pods.owner, Spot::At(node), index, message);
        Some(fault.help("give the image a tag that stays"))
    };
    floating.filter_map(fault).collect()
}
