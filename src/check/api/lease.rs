//! Leases: `ValidateLease` of the coordination validation.

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};

use super::words::{self, text};
use super::{Faults, Path, Validate, names};

impl Validate for Lease {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            spec.validate(at.field("spec"), faults);
        }
    }
}

impl Validate for LeaseSpec {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        if let Some(seconds) = self.lease_duration_seconds.filter(|seconds| *seconds <= 0) {
            let message = format!("{seconds} is not above zero");
            faults.invalid(at.field("leaseDurationSeconds"), message);
        }
        if let Some(count) = self.lease_transitions {
            words::not_negative(count, at.field("leaseTransitions"), faults);
        }
        if let Some(strategy) = &self.strategy {
            validate_strategy(strategy, at.field("strategy"), faults);
        }
        let is_preferred = !text(self.preferred_holder.as_ref()).is_empty();
        if is_preferred && text(self.strategy.as_ref()).is_empty() {
            faults.forbidden(at.field("preferredHolder"), "can't be given without `strategy`");
        }
    }
}

/// A strategy of Kubernetes, or one with a prefix.
fn validate_strategy(strategy: &str, at: Path<'_>, faults: &mut Faults) {
    if strategy.contains('/') {
        faults.syntax(at, strategy, names::qualified_name);
    } else if strategy != "OldestEmulationVersion" {
        faults.invalid(at, format!("`{strategy}` is not a strategy and has no prefix"));
    }
}
