//! Annotations that nobody reads any more.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;
use crate::yaml::{Key, Map, Node};

/// The annotations, and what is in their place.
const IDLE: [(&str, &str); 17] = [
    ("certmanager.k8s.io/acme-challenge-type", "the issuer says it"),
    ("certmanager.k8s.io/cluster-issuer", "use `cert-manager.io/cluster-issuer`"),
    ("certmanager.k8s.io/issuer", "use `cert-manager.io/issuer`"),
    ("nginx.ingress.kubernetes.io/add-base-url", "there is nothing in its place"),
    ("nginx.ingress.kubernetes.io/base-url-scheme", "there is nothing in its place"),
    (
        "nginx.ingress.kubernetes.io/grpc-backend",
        "use `nginx.ingress.kubernetes.io/backend-protocol`",
    ),
    ("nginx.ingress.kubernetes.io/rate-limit", "use `nginx.ingress.kubernetes.io/limit-rps`"),
    (
        "nginx.ingress.kubernetes.io/secure-backends",
        "use `nginx.ingress.kubernetes.io/backend-protocol`",
    ),
    (
        "nginx.ingress.kubernetes.io/secure-verify-ca-secret",
        "use `nginx.ingress.kubernetes.io/proxy-ssl-secret`",
    ),
    ("pod.alpha.kubernetes.io/init-containers", "use `spec.initContainers`"),
    ("pod.beta.kubernetes.io/init-containers", "use `spec.initContainers`"),
    ("scheduler.alpha.kubernetes.io/affinity", "use `spec.affinity`"),
    ("scheduler.alpha.kubernetes.io/critical-pod", "use `spec.priorityClassName`"),
    ("scheduler.alpha.kubernetes.io/tolerations", "use `spec.tolerations`"),
    ("seccomp.security.alpha.kubernetes.io/pod", "use `spec.securityContext.seccompProfile`"),
    (
        "service.alpha.kubernetes.io/tolerate-unready-endpoints",
        "use `spec.publishNotReadyAddresses`",
    ),
    ("service.beta.kubernetes.io/external-traffic", "use `spec.externalTrafficPolicy`"),
];

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let own = object.root.below("metadata.annotations").and_then(Node::as_map);
    let pods = Pods::of(object, None).filter(|_| object.identity.kind != "Pod");
    let maps = own.into_iter().chain(pods.and_then(|pods| pods.annotations));
    let idle = maps.flat_map(Map::iter).filter_map(|(key, node)| {
        let (_, advice) = IDLE.iter().find(|(name, _)| *name == key.text)?;
        Some((key, node, *advice))
    });
    let fault = |(key, node, advice): (&Key, &'m Node, &str)| {
        let message = format!("has the annotation `{}`, which does nothing any more", key.text);
        say(Code::IdleAnnotation, object, Spot::At(node), index, message).help(advice)
    };
    idle.map(fault).collect()
}
