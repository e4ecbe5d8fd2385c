//! Rules about objects that name others, or select them.

mod dangling_key;
mod dangling_monitor;
mod dangling_port;
mod dangling_reference;
mod dangling_service;
mod undeclared_namespace;

use super::rule::{Check, Rule};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[
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
        Code::UndeclaredNamespace,
        Weight::ErrorIfClosed,
        include_str!("undeclared-namespace.md"),
        Check::Stack(undeclared_namespace::find),
    ),
];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::References, weight, page, check }
}
