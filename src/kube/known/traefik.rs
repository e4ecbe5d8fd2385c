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
    within("IngressRoute", "spec.routes[].middlewares[]", "Middleware"),
    sends("IngressRoute", "spec.routes[].services[]"),
    names("IngressRoute", "spec.routes[].services[].serversTransport", "ServersTransport")
        .foreign('@'),
    names("IngressRoute", "spec.tls.secretName", "Secret"),
    within("IngressRoute", "spec.tls.options", "TLSOption"),
    within("IngressRouteTCP", "spec.routes[].middlewares[]", "MiddlewareTCP"),
    sends("IngressRouteTCP", "spec.routes[].services[]"),
    names("IngressRouteTCP", "spec.tls.secretName", "Secret"),
    within("IngressRouteTCP", "spec.tls.options", "TLSOption"),
    sends("IngressRouteUDP", "spec.routes[].services[]"),
    within("Middleware", "spec.chain.middlewares[]", "Middleware"),
    names("Middleware", "spec.basicAuth.secret", "Secret"),
    names("Middleware", "spec.digestAuth.secret", "Secret"),
    sends("Middleware", "spec.errors.service"),
    names("Middleware", "spec.forwardAuth.tls.caSecret", "Secret"),
    names("Middleware", "spec.forwardAuth.tls.certSecret", "Secret"),
    sends("TraefikService", "spec.weighted.services[]"),
    sends("TraefikService", "spec.mirroring"),
    sends("TraefikService", "spec.mirroring.mirrors[]"),
    names("TLSOption", "spec.clientAuth.secretNames[]", "Secret"),
    names("TLSStore", "spec.defaultCertificate.secretName", "Secret"),
    names("TLSStore", "spec.certificates[].secretName", "Secret"),
];

/// A Service, or what stands for some.
const fn sends(kind: &'static str, at: &'static str) -> ReferenceField {
    let to = To::Any(Some("Service"));
    refers(kind, at, to).namespace(Namespace::Said).foreign('@').part(&["port"])
}

const fn within(kind: &'static str, at: &'static str, to: &'static str) -> ReferenceField {
    refers(kind, at, To::Kind(to)).namespace(Namespace::Said).foreign('@')
}
