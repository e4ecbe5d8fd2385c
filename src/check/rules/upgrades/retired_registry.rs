//! Images of registries that are no more.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{containers, text};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

/// How such images begin, and what to do.
const RETIRED: [(&str, &str); 9] = [
    ("k8s.gcr.io/", "the same images are at `registry.k8s.io`"),
    ("gcr.io/google-containers/", "the same images are at `registry.k8s.io`"),
    ("gcr.io/google_containers/", "the same images are at `registry.k8s.io`"),
    ("gcr.io/k8s-staging-", "take the released image from `registry.k8s.io`"),
    ("gcr.io/kubebuilder/", "take the image from `quay.io/brancz`, or leave the proxy out"),
    (
        "quay.io/kubernetes-ingress-controller/",
        "take the image from `registry.k8s.io/ingress-nginx`",
    ),
    ("docker.pkg.github.com/", "the registry of GitHub is `ghcr.io`"),
    (
        "docker.io/bitnami/",
        "take the image of the project itself, or the old one of `bitnamilegacy`",
    ),
    ("bitnami/", "take the image of the project itself, or the old one of `bitnamilegacy`"),
];

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let images = containers(pods).filter_map(|container| container.get("image"));
    let retired = images.filter_map(|node| {
        let (begin, advice) = RETIRED.iter().find(|(begin, _)| text(node).starts_with(begin))?;
        Some((node, begin.trim_end_matches(['/', '-']), *advice))
    });
    let fault = |(node, registry, advice)| {
        let message = format!("pulls an image from `{registry}`, which is retired");
        say(Code::RetiredRegistry, pods.owner, Spot::At(node), index, message).help(advice)
    };
    retired.map(fault).collect()
}
