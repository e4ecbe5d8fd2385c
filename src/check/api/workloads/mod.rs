//! What keeps pods running: controllers, jobs, autoscalers and disruption budgets.

pub(in crate::check) mod autoscaling;
pub(in crate::check) mod disruption;
pub(in crate::check) mod jobs;
pub(in crate::check) mod rollout;
pub(in crate::check) mod stateful;
pub(in crate::check) mod workload;
