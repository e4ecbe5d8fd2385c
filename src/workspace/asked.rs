//! What is asked of all stacks alike, in every environment.

use super::run::Job;
use crate::check::admission::Policies;
use crate::check::custom::Definitions;
use crate::check::policy::Policy;
use crate::pipeline::{Allowance, Checks, KubeVersion, Request};

/// What is asked, besides what stacks and environments say themselves.
#[derive(Debug)]
pub struct Asked {
    pub checks: Checks,
    /// Of custom kinds.
    pub definitions: Definitions,
    /// Of admission.
    pub policies: Policies,
    pub policy: Policy,
    /// The version of Kubernetes, over those that the project names.
    pub kubernetes: Option<KubeVersion>,
    pub allowance: Allowance,
}

impl Asked {
    /// What is asked of a stack in an environment.
    pub(super) fn request(&self, job: &Job<'_>) -> Request {
        let Asked { checks, allowance, .. } = *self;
        let (definitions, policy) = (self.definitions.clone(), self.policy.clone());
        let named = job.environment.kubernetes.as_ref().filter(|_| self.kubernetes.is_none());
        let kube_version_at = named.map(|named| named.at);
        let named = named.map(|named| named.value.clone());
        let kube_version = self.kubernetes.clone().or(named).unwrap_or_default();
        Request {
            kube_version,
            kube_version_at,
            checks,
            definitions,
            policies: self.policies.clone(),
            policy,
            allowance,
            ..Request::new(job.stack)
        }
    }
}
