//! Rules about what goes down with a node, a pod or an update.

mod bare;
mod burstable_container;
mod few_replicas;
mod fixed_autoscaler;
mod idle_budget;
mod kept_unhealthy;
mod no_budget;
mod no_cpu_limit;
mod no_cpu_request;
mod no_ephemeral_storage;
mod no_limits;
mod no_liveness_probe;
mod no_low_ndots;
mod no_node_affinity;
mod no_priority_class;
mod no_readiness_probe;
mod no_requests;
mod no_topology_spread;
mod one_replica;
mod replicas;
mod shared_node;
mod stopped_update;
mod unmet_budget;

use super::rule::{Check, Rule};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[
    rule(
        Code::BurstableContainer,
        Weight::Off,
        include_str!("burstable-container.md"),
        Check::Pods(burstable_container::find),
    ),
    rule(
        Code::FewReplicas,
        Weight::Off,
        include_str!("few-replicas.md"),
        Check::Stack(few_replicas::find),
    ),
    rule(
        Code::FixedAutoscaler,
        Weight::Off,
        include_str!("fixed-autoscaler.md"),
        Check::Object(fixed_autoscaler::find),
    ),
    rule(
        Code::IdleBudget,
        Weight::Warning,
        include_str!("idle-budget.md"),
        Check::Object(idle_budget::find),
    ),
    rule(
        Code::KeptUnhealthy,
        Weight::Off,
        include_str!("kept-unhealthy.md"),
        Check::Object(kept_unhealthy::find),
    ),
    rule(Code::NoBudget, Weight::Off, include_str!("no-budget.md"), Check::Stack(no_budget::find)),
    rule(
        Code::NoCpuLimit,
        Weight::Off,
        include_str!("no-cpu-limit.md"),
        Check::Pods(no_cpu_limit::find),
    ),
    rule(
        Code::NoCpuRequest,
        Weight::Off,
        include_str!("no-cpu-request.md"),
        Check::Pods(no_cpu_request::find),
    ),
    rule(
        Code::NoEphemeralStorage,
        Weight::Off,
        include_str!("no-ephemeral-storage.md"),
        Check::Pods(no_ephemeral_storage::find),
    ),
    rule(Code::NoLimits, Weight::Off, include_str!("no-limits.md"), Check::Pods(no_limits::find)),
    rule(
        Code::NoLivenessProbe,
        Weight::Off,
        include_str!("no-liveness-probe.md"),
        Check::Pods(no_liveness_probe::find),
    ),
    rule(
        Code::NoLowNdots,
        Weight::Off,
        include_str!("no-low-ndots.md"),
        Check::Pods(no_low_ndots::find),
    ),
    rule(
        Code::NoNodeAffinity,
        Weight::Off,
        include_str!("no-node-affinity.md"),
        Check::Pods(no_node_affinity::find),
    ),
    rule(
        Code::NoPriorityClass,
        Weight::Off,
        include_str!("no-priority-class.md"),
        Check::Pods(no_priority_class::find),
    ),
    rule(
        Code::NoReadinessProbe,
        Weight::Off,
        include_str!("no-readiness-probe.md"),
        Check::Pods(no_readiness_probe::find),
    ),
    rule(
        Code::NoRequests,
        Weight::Off,
        include_str!("no-requests.md"),
        Check::Pods(no_requests::find),
    ),
    rule(
        Code::NoTopologySpread,
        Weight::Off,
        include_str!("no-topology-spread.md"),
        Check::Pods(no_topology_spread::find),
    ),
    rule(
        Code::OneReplica,
        Weight::Off,
        include_str!("one-replica.md"),
        Check::Stack(one_replica::find),
    ),
    rule(
        Code::SharedNode,
        Weight::Off,
        include_str!("shared-node.md"),
        Check::Pods(shared_node::find),
    ),
    rule(
        Code::StoppedUpdate,
        Weight::Off,
        include_str!("stopped-update.md"),
        Check::Object(stopped_update::find),
    ),
    rule(
        Code::UnmetBudget,
        Weight::Warning,
        include_str!("unmet-budget.md"),
        Check::Stack(unmet_budget::find),
    ),
];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::Availability, weight, page, check }
}
