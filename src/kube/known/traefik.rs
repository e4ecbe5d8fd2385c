//! Traefik: routes to Services, and what happens on the way.

use super::{CustomKind, Namespace, Project, ReferenceField, To, names, namespaced, refers};

pub(super) static PROJECT: Project = Project {
    kinds: KINDS,
    references: REFERENCES,
    ..Project::of(&["traefik.io", "traefik.containo.us"])
};

const KINDS: &[CustomKind] = &[
    namespaced("TLSOption").applied(10),
    namespaced("TLSStore").applied(11),
    namespaced("ServersTransport").applied(12),
    namespaced("Middleware").applied(13),
    namespaced("MiddlewareTCP").applied(14),
    namespaced("TraefikService").applied(15),
    namespaced("IngressRoute"),
    namespaced("IngressRouteTCP"),
    namespaced("IngressRouteUDP"),
];

/// A name with `@` is that of another provider than Kubernetes.
const REFERENCES: &[ReferenceField] = &[
    refers("IngressRoute", "spec.routes[].middlewares[]", To::Kind("Middleware"))
        .namespace(Namespace::Said)
        .foreign('@'),
    refers("IngressRoute", "spec.routes[].services[]", To::Any(Some("Service")))
        .namespace(Namespace::Said)
        .foreign('@')
        .part(&["port"]),
    names("IngressRoute", "spec.tls.secretName", "Secret"),
];
