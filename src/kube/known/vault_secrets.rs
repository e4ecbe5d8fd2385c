//! The Vault Secrets operator: Secrets out of a vault.

use super::{CustomKind, Product, Project, makes_secret, namespaced};

pub(super) static PROJECT: Project =
    Project { kinds: KINDS, products: PRODUCTS, ..Project::of(&["secrets.hashicorp.com"]) };

const KINDS: &[CustomKind] = &[
    namespaced("HCPVaultSecretsApp"),
    namespaced("VaultDynamicSecret"),
    namespaced("VaultPKISecret"),
    namespaced("VaultStaticSecret"),
];

const PRODUCTS: &[Product] = &[
    makes_secret("HCPVaultSecretsApp", DESTINATION),
    makes_secret("VaultDynamicSecret", DESTINATION),
    makes_secret("VaultPKISecret", DESTINATION),
    makes_secret("VaultStaticSecret", DESTINATION),
];

const DESTINATION: &[&str] = &["spec.destination.name"];
