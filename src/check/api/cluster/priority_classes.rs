//! Priority classes: `ValidatePriorityClass` of the scheduling validation.

use k8s_openapi::api::scheduling::v1::PriorityClass;

use crate::check::api::{Faults, FieldPath, Validate};

/// The highest priority that is not the system's.
const HIGHEST: i32 = 1_000_000_000;
/// The classes of the system itself, with their priorities.
const OF_THE_SYSTEM: [(&str, i32); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

impl Validate for PriorityClass {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let name = self.metadata.name.as_deref().unwrap_or_default();
        let value = self.value.unwrap_or_default();
        if name.starts_with("system-") {
            let is_known =
                OF_THE_SYSTEM.contains(&(name, value)) && self.global_default != Some(true);
            if !is_known {
                let message = "the prefix `system-` is kept for the system";
                faults.forbidden(at.field("metadata").field("name"), message);
            }
        } else if value > HIGHEST {
            faults.forbidden(at.field("value"), format!("{value} is above {HIGHEST}"));
        }
        if let Some(policy) = &self.preemption_policy {
            let policies = ["PreemptLowerPriority", "Never"];
            faults.one_of(at.field("preemptionPolicy"), policy, &policies);
        }
    }
}
