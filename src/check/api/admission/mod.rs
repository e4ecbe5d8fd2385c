//! Admission: webhooks and policies, and what their expressions can name.

pub(in crate::check) mod environment;
pub(in crate::check) mod matching;
pub(in crate::check) mod mutating;
pub(in crate::check) mod validating;
pub(in crate::check) mod webhooks;
