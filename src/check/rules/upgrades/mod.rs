//! Rules about what newer versions of Kubernetes and its add-ons no longer have.

mod changing_selector;
mod deprecated_field;
mod idle_annotation;
mod retired_provisioner;
mod retired_registry;

use super::rule::{Check, Rule};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[
    rule(
        Code::ChangingSelector,
        Weight::Warning,
        include_str!("changing-selector.md"),
        Check::Object(changing_selector::find),
    ),
    rule(
        Code::DeprecatedField,
        Weight::Warning,
        include_str!("deprecated-field.md"),
        Check::Pods(deprecated_field::find),
    ),
    rule(
        Code::IdleAnnotation,
        Weight::Warning,
        include_str!("idle-annotation.md"),
        Check::Object(idle_annotation::find),
    ),
    rule(
        Code::RetiredProvisioner,
        Weight::Warning,
        include_str!("retired-provisioner.md"),
        Check::Object(retired_provisioner::find),
    ),
    rule(
        Code::RetiredRegistry,
        Weight::Warning,
        include_str!("retired-registry.md"),
        Check::Pods(retired_registry::find),
    ),
];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::Upgrades, weight, page, check }
}
