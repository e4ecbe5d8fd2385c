//! The Gateway API: how traffic comes into a cluster.

use super::{CustomKind, Namespace, Project, ReferenceField, To, cluster, namespaced, refers};

pub(super) static PROJECT: Project =
    Project { kinds: KINDS, references: REFERENCES, ..Project::of(&["gateway.networking.k8s.io"]) };

const KINDS: &[CustomKind] = &[
    cluster("GatewayClass").applied(16),
    namespaced("Gateway").applied(17),
    namespaced("HTTPRoute"),
    namespaced("GRPCRoute"),
    namespaced("TLSRoute"),
    namespaced("TCPRoute"),
    namespaced("UDPRoute"),
    namespaced("ReferenceGrant"),
];

/// Gateways are often of another team, and routes wait for them.
const REFERENCES: &[ReferenceField] = &[
    backend("HTTPRoute", "spec.rules[].backendRefs[]"),
    backend("HTTPRoute", "spec.rules[].filters[].requestMirror.backendRef"),
    backend("GRPCRoute", "spec.rules[].backendRefs[]"),
    backend("TLSRoute", "spec.rules[].backendRefs[]"),
    backend("TCPRoute", "spec.rules[].backendRefs[]"),
    backend("UDPRoute", "spec.rules[].backendRefs[]"),
    refers("Gateway", "spec.listeners[].tls.certificateRefs[]", To::Unless("Secret"))
        .namespace(Namespace::Said),
];

const fn backend(kind: &'static str, at: &'static str) -> ReferenceField {
    refers(kind, at, To::Unless("Service")).namespace(Namespace::Said).part(&["port"])
}
