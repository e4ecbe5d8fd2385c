//! What is asked of all stacks alike, in every environment.

use crate::check::custom::Definitions;
use crate::check::policy::Policy;
use crate::pipeline::{Allowance, Checks, Request};

/// What is asked, besides what stacks and environments say themselves.
#[derive(Debug)]
pub struct Asked {
    pub checks: Checks,
    /// Of custom kinds.
    pub definitions: Definitions,
    pub policy: Policy,
    pub allowance: Allowance,
}

impl Asked {
    pub(super) fn request(&self, stack: &str) -> Request {
        let Asked { checks, allowance, .. } = *self;
        let (definitions, policy) = (self.definitions.clone(), self.policy.clone());
        Request { checks, definitions, policy, allowance, ..Request::new(stack) }
    }
}
