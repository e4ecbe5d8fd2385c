//! What a Secret is, and what of it nobody may see.

/// The kind, of the core group.
pub(crate) const SECRET: &str = "Secret";

/// The fields of a Secret that hold what is secret.
pub(crate) const SECRET_FIELDS: [&str; 2] = ["data", "stringData"];
