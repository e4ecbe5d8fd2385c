//! Images of containers and volumes whose reference no kubelet can parse.

use crate::check::at;
use crate::check::index::Index;
use crate::check::index::pods::{Pods, Which};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::image;
use crate::manifest::Object;
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let of_containers = pods.containers(Which::All).filter_map(|container| container.get("image"));
    let volumes = pods.spec.get("volumes").and_then(Node::as_list).unwrap_or_default();
    let of_volumes = volumes.iter().filter_map(|volume| volume.below("image.reference"));
    let images = of_containers.chain(of_volumes);
    images.filter_map(|node| fault(index, node, pods.owner)).collect()
}

/// A missing image is reported by the server's rules.
fn fault<'m>(index: &Index<'m>, node: &'m Node, owner: &'m Object) -> Option<Diagnostic> {
    let image = node.as_str().filter(|image| !image.is_empty())?;
    let reason = image::reference(image).err()?;
    let path = index.paths.of(node, owner);
    let message = format!("has the image `{image}`, which is not a valid reference: {reason}");
    let fault = Diagnostic::error(Code::MalformedImage, message).subject(owner).field(&*path);
    let fault = at(fault, &node.origin, path);
    Some(match advice(image) {
        Some(advice) => fault.help(advice),
        None => fault,
    })
}

fn advice(image: &str) -> Option<&'static str> {
    if image.ends_with(':') {
        Some("give the tag a value, or one to fall back on: `{{ … | default(chart.app_version) }}`")
    } else if image.contains("://") {
        Some("write it without the scheme: `ghcr.io/team/web:1.0`")
    } else {
        None
    }
}
