//! The Secrets Store CSI driver: secrets of vaults as volumes.

use super::{CustomKind, Driver, Keys, Product, Project, makes_secret, namespaced};

pub(super) static PROJECT: Project = Project {
    kinds: KINDS,
    products: PRODUCTS,
    drivers: &[Driver {
        name: "secrets-store.csi.k8s.io",
        to: "SecretProviderClass",
        attribute: "secretProviderClass",
    }],
    ..Project::of(&["secrets-store.csi.x-k8s.io"])
};

const KINDS: &[CustomKind] = &[namespaced("SecretProviderClass").applied(5)];

const PRODUCTS: &[Product] = &[Product {
    at: "spec.secretObjects[]",
    keys: Keys::Written { items: "data", field: "key", open: &[], open_words: None },
    ..makes_secret("SecretProviderClass", &["secretName"])
}];
