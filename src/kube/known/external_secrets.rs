//! External Secrets: Secrets out of the stores of others.

use super::{
    CustomKind, Keys, OrNamed, Product, Project, ReferenceField, To, cluster, makes_secret,
    namespaced, refers,
};

pub(super) static PROJECT: Project = Project {
    kinds: KINDS,
    references: REFERENCES,
    products: PRODUCTS,
    ..Project::of(&["external-secrets.io"])
};

const KINDS: &[CustomKind] = &[
    cluster("ClusterSecretStore").applied(0),
    namespaced("SecretStore").applied(1),
    namespaced("ExternalSecret").applied(6),
    cluster("ClusterExternalSecret"),
    namespaced("PushSecret"),
];

const REFERENCES: &[ReferenceField] =
    &[refers("ExternalSecret", "spec.secretStoreRef", To::Unless("SecretStore"))];

const PRODUCTS: &[Product] = &[
    Product {
        or: OrNamed::AsTheObject,
        keys: Keys::Written {
            items: "spec.data",
            field: "secretKey",
            open: &["spec.dataFrom", "spec.target.template"],
            // It only adds to a Secret that is there.
            open_words: Some(("spec.target.creationPolicy", &["Merge", "None"])),
        },
        ..makes_secret("ExternalSecret", &["spec.target.name"])
    },
    Product {
        or: OrNamed::AsTheObject,
        ..makes_secret(
            "ClusterExternalSecret",
            &["spec.externalSecretSpec.target.name", "spec.externalSecretName"],
        )
    },
];
