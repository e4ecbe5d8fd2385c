//! Disruption budgets: `ValidatePodDisruptionBudget` of the policy validation.

use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use crate::check::api::{Faults, FieldPath, Validate, labels};
use crate::kube::names;

impl Validate for PodDisruptionBudget {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            spec.validate(at.field("spec"), faults);
        }
    }
}

impl Validate for PodDisruptionBudgetSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if self.min_available.is_some() && self.max_unavailable.is_some() {
            faults.invalid(at, "can't have both `minAvailable` and `maxUnavailable`");
        }
        let shares =
            [("minAvailable", &self.min_available), ("maxUnavailable", &self.max_unavailable)];
        for (field, share) in shares {
            if let Some(share) = share {
                validate_share(share, at.field(field), faults);
            }
        }
        if let Some(selector) = &self.selector {
            labels::validate_selector(selector, at.field("selector"), faults);
        }
        if let Some(policy) = &self.unhealthy_pod_eviction_policy {
            let policies = ["AlwaysAllow", "IfHealthyBudget"];
            faults.one_of(at.field("unhealthyPodEvictionPolicy"), policy, &policies);
        }
    }
}

/// A number of pods or a part of them: `ValidatePositiveIntOrPercent`, `IsNotMoreThan100Percent`.
fn validate_share(share: &IntOrString, at: FieldPath<'_>, faults: &mut Faults) {
    match share {
        IntOrString::Int(number) => faults.non_negative(at, *number),
        IntOrString::String(text) => {
            let is_percent = faults.syntax(at, text, names::percent);
            let digits = text.trim_end_matches('%').trim_start_matches('0');
            let is_more = digits.len() > 3 || digits.parse().is_ok_and(|n: u32| n > 100);
            if is_percent && is_more {
                faults.invalid(at, format!("`{text}` is more than 100%"));
            }
        }
    }
}
