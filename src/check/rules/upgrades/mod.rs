//! Rules about what newer versions of Kubernetes and its add-ons no longer have.

use super::rule::Rule;

/// By name.
pub(super) static RULES: &[Rule] = &[];
