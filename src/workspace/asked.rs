//! What is asked of all stacks alike, in every environment.

use crate::check::custom::Definitions;
use crate::check::policy::Policy;
use crate::pipeline::{Allowance, Checks, KubeVersion, Request};

/// What is asked, besides what stacks and environments say themselves.
#[derive(Debug)]
pub struct Asked {
    pub checks: Checks,
    /// Of custom kinds.
    pub definitions: Definitions,
    pub policy: Policy,
    /// The version of Kubernetes, over those that the project names.
    pub kubernetes: Option<KubeVersion>,
    pub allowance: Allowance,
}

impl Asked {
    pub(super) fn request(&self, stack: &str) -> Request {
        let Asked { checks, allowance, .. } = *self;
        let (definitions, policy) = (self.definitions.clone(), self.policy.clone());
        let kube_version = self.kubernetes.clone().unwrap_or_default();
        Request { checks, definitions, policy, kube_version, allowance, ..Request::new(stack) }
    }
}
