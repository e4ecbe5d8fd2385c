//! Rules about what pods, accounts and networks may do.

mod pod_security;

use super::rule::{Check, Rule};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[rule(
    Code::PodSecurity,
    Weight::Error,
    include_str!("pod-security.md"),
    Check::Object(pod_security::find),
)];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::Security, weight, page, check }
}
