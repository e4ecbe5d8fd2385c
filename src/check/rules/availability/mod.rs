//! Rules about what goes down with a node, a pod or an update.

use super::rule::Rule;

/// By name.
pub(super) static RULES: &[Rule] = &[];
