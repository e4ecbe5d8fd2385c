//! The Gateway API: how traffic comes into a cluster.

use super::{CustomKind, Project, cluster, namespaced};

pub(super) static PROJECT: Project =
    Project { kinds: KINDS, ..Project::of(&["gateway.networking.k8s.io"]) };

const KINDS: &[CustomKind] = &[
    cluster("GatewayClass").applied(16),
    namespaced("Gateway").applied(17),
    namespaced("HTTPRoute"),
    namespaced("GRPCRoute"),
    namespaced("ReferenceGrant"),
];
