//! Rules about objects that name others, or select them.

mod clashing_host_port;
mod clashing_node_port;
mod clashing_route;
mod dangling_affinity;
mod dangling_budget;
mod dangling_class;
mod dangling_key;
mod dangling_monitor;
mod dangling_peer;
mod dangling_policy;
mod dangling_port;
mod dangling_reference;
mod dangling_service;
mod dangling_spread;
mod governing_service;
mod idle_grant;
mod mixed_backends;
mod overlapping_budgets;
mod overlapping_selectors;
mod rival_autoscalers;
mod shared_scale_target;
mod undeclared_namespace;
mod undeclared_port;
mod unscalable_target;
mod unused_config;
mod wrong_secret;

use super::rule::{Check, Rule};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[
    rule(
        Code::ClashingHostPort,
        Weight::Warning,
        include_str!("clashing-host-port.md"),
        Check::Stack(clashing_host_port::find),
    ),
    rule(
        Code::ClashingNodePort,
        Weight::Error,
        include_str!("clashing-node-port.md"),
        Check::Stack(clashing_node_port::find),
    ),
    rule(
        Code::ClashingRoute,
        Weight::Warning,
        include_str!("clashing-route.md"),
        Check::Stack(clashing_route::find),
    ),
    rule(
        Code::DanglingAffinity,
        Weight::Warning,
        include_str!("dangling-affinity.md"),
        Check::Pods(dangling_affinity::find),
    ),
    rule(
        Code::DanglingBudget,
        Weight::Warning,
        include_str!("dangling-budget.md"),
        Check::Object(dangling_budget::find),
    ),
    rule(
        Code::DanglingClass,
        Weight::ErrorIfClosed,
        include_str!("dangling-class.md"),
        Check::Object(dangling_class::find),
    ),
    rule(
        Code::DanglingKey,
        Weight::Error,
        include_str!("dangling-key.md"),
        Check::Stack(dangling_key::find),
    ),
    rule(
        Code::DanglingMonitor,
        Weight::ErrorIfClosed,
        include_str!("dangling-monitor.md"),
        Check::Stack(dangling_monitor::find),
    ),
    rule(
        Code::DanglingPeer,
        Weight::Warning,
        include_str!("dangling-peer.md"),
        Check::Object(dangling_peer::find),
    ),
    rule(
        Code::DanglingPolicy,
        Weight::Warning,
        include_str!("dangling-policy.md"),
        Check::Object(dangling_policy::find),
    ),
    rule(
        Code::DanglingPort,
        Weight::Error,
        include_str!("dangling-port.md"),
        Check::Stack(dangling_port::find),
    ),
    rule(
        Code::DanglingReference,
        Weight::ErrorIfClosed,
        include_str!("dangling-reference.md"),
        Check::Stack(dangling_reference::find),
    ),
    rule(
        Code::DanglingService,
        Weight::ErrorIfClosed,
        include_str!("dangling-service.md"),
        Check::Stack(dangling_service::find),
    ),
    rule(
        Code::DanglingSpread,
        Weight::Warning,
        include_str!("dangling-spread.md"),
        Check::Pods(dangling_spread::find),
    ),
    rule(
        Code::GoverningService,
        Weight::Warning,
        include_str!("governing-service.md"),
        Check::Object(governing_service::find),
    ),
    rule(
        Code::IdleGrant,
        Weight::Warning,
        include_str!("idle-grant.md"),
        Check::Object(idle_grant::find),
    ),
    rule(
        Code::MixedBackends,
        Weight::Warning,
        include_str!("mixed-backends.md"),
        Check::Stack(mixed_backends::find),
    ),
    rule(
        Code::OverlappingBudgets,
        Weight::Off,
        include_str!("overlapping-budgets.md"),
        Check::Stack(overlapping_budgets::find),
    ),
    rule(
        Code::OverlappingSelectors,
        Weight::Warning,
        include_str!("overlapping-selectors.md"),
        Check::Stack(overlapping_selectors::find),
    ),
    rule(
        Code::RivalAutoscalers,
        Weight::Warning,
        include_str!("rival-autoscalers.md"),
        Check::Stack(rival_autoscalers::find),
    ),
    rule(
        Code::SharedScaleTarget,
        Weight::Warning,
        include_str!("shared-scale-target.md"),
        Check::Stack(shared_scale_target::find),
    ),
    rule(
        Code::UndeclaredNamespace,
        Weight::ErrorIfClosed,
        include_str!("undeclared-namespace.md"),
        Check::Stack(undeclared_namespace::find),
    ),
    rule(
        Code::UndeclaredPort,
        Weight::Off,
        include_str!("undeclared-port.md"),
        Check::Stack(undeclared_port::find),
    ),
    rule(
        Code::UnscalableTarget,
        Weight::Error,
        include_str!("unscalable-target.md"),
        Check::Object(unscalable_target::find),
    ),
    rule(
        Code::UnusedConfig,
        Weight::Off,
        include_str!("unused-config.md"),
        Check::Stack(unused_config::find),
    ),
    rule(
        Code::WrongSecret,
        Weight::Error,
        include_str!("wrong-secret.md"),
        Check::Object(wrong_secret::find),
    ),
];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::References, weight, page, check }
}
