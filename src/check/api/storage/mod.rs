//! Storage: persistent volumes, claims, classes and drivers.

pub(in crate::check) mod claim_spec;
pub(in crate::check) mod claims;
pub(in crate::check) mod classes;
pub(in crate::check) mod drivers;
pub(in crate::check) mod paths;
pub(in crate::check) mod persistent_volumes;
pub(in crate::check) mod sources;
pub(in crate::check) mod topology;
