//! Rules about workloads that do not run, do not end, or do not move as they should.

mod blocked_drain;
mod helm_hook;
mod malformed_image;
mod unsettled_field;

use super::rule::{Check, Rule};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[
    rule(
        Code::BlockedDrain,
        Weight::Warning,
        include_str!("blocked-drain.md"),
        Check::Stack(blocked_drain::find),
    ),
    rule(
        Code::HelmHook,
        Weight::Error,
        include_str!("helm-hook.md"),
        Check::Stack(helm_hook::find),
    ),
    rule(
        Code::MalformedImage,
        Weight::Error,
        include_str!("malformed-image.md"),
        Check::Pods(malformed_image::find),
    ),
    rule(
        Code::UnsettledField,
        Weight::Warning,
        include_str!("unsettled-field.md"),
        Check::Stack(unsettled_field::find),
    ),
];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::Workloads, weight, page, check }
}
