//! cert-manager: certificates, and who issues them.

use super::{
    CustomKind, Product, Project, ReferenceField, To, cluster, makes_secret, namespaced, refers,
};

pub(super) static PROJECT: Project = Project {
    kinds: KINDS,
    references: REFERENCES,
    products: PRODUCTS,
    ..Project::of(&["cert-manager.io"])
};

const KINDS: &[CustomKind] = &[
    cluster("ClusterIssuer").applied(2),
    namespaced("Issuer").applied(3),
    namespaced("Certificate").applied(4),
    namespaced("CertificateRequest"),
];

const REFERENCES: &[ReferenceField] =
    &[refers("Certificate", "spec.issuerRef", To::Unless("Issuer"))];

const PRODUCTS: &[Product] = &[
    makes_secret("Certificate", &["spec.secretName"]),
    Product {
        group: "networking.k8s.io",
        at: "spec.tls[]",
        annotations: &[
            "cert-manager.io/issuer",
            "cert-manager.io/cluster-issuer",
            "cert-manager.io/issuer-kind",
            "kubernetes.io/tls-acme",
        ],
        ..makes_secret("Ingress", &["secretName"])
    },
];
