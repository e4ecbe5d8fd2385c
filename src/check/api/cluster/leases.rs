//! Leases: `ValidateLease` of the coordination validation.
//!
//! The fields of coordinated elections are dropped, as long as nobody turns those on.

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};

use crate::check::api::{Faults, FieldPath, Validate};

impl Validate for Lease {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            spec.validate(at.field("spec"), faults);
        }
    }
}

impl Validate for LeaseSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(seconds) = self.lease_duration_seconds.filter(|seconds| *seconds <= 0) {
            let message = format!("{seconds} is not above zero");
            faults.invalid(at.field("leaseDurationSeconds"), message);
        }
        if let Some(count) = self.lease_transitions {
            faults.non_negative(at.field("leaseTransitions"), count);
        }
    }
}
