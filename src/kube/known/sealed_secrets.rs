//! Sealed Secrets: Secrets that only the cluster can open.

use super::{CustomKind, OrNamed, Product, Project, makes_secret, namespaced};

pub(super) static PROJECT: Project =
    Project { kinds: KINDS, products: PRODUCTS, ..Project::of(&["bitnami.com"]) };

const KINDS: &[CustomKind] = &[namespaced("SealedSecret")];

const PRODUCTS: &[Product] = &[Product {
    or: OrNamed::AsTheObject,
    ..makes_secret("SealedSecret", &["spec.template.metadata.name"])
}];
