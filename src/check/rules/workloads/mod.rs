//! Rules about workloads that do not run, do not end, or do not move as they should.

mod amounts;
mod autoscaled_replicas;
mod blocked_drain;
mod broken_query;
mod broken_route;
mod broken_template;
mod broken_trigger;
mod cached_image;
mod colliding_runs;
mod default_namespace;
mod duplicate_entry;
mod early_kill;
mod exclusive_volume;
mod finished_jobs;
mod floating_image;
mod helm_hook;
mod implausible_quantity;
mod implied_pull_policy;
mod job_without_deadline;
mod late_start;
mod malformed_image;
mod mixed_tags;
mod naked_pod;
mod never_due;
mod never_restarted;
mod no_start_deadline;
mod no_time_zone;
mod overlapping_runs;
mod oversized_object;
mod probed_job;
mod quota_scopes;
mod refused_by_limit_range;
mod refused_by_quota;
mod refused_root;
mod rewritten_field;
mod shadowed_variable;
mod short_grace;
mod spaced_command;
mod stale_image;
mod twin_probes;
mod undeclared_probe_port;
mod undefined_variable;
mod unmeasured_target;
mod unreachable_target;
mod unsatisfiable_affinity;
mod unselected_pods;
mod unsettled_field;
mod unused_volume;

use super::rule::{Check, Rule};
use crate::check::policy::{Group, Weight};
use crate::diagnostic::Code;

/// By name.
pub(super) static RULES: &[Rule] = &[
    rule(
        Code::AutoscaledReplicas,
        Weight::Warning,
        include_str!("autoscaled-replicas.md"),
        Check::Stack(autoscaled_replicas::find),
    ),
    rule(
        Code::BlockedDrain,
        Weight::Warning,
        include_str!("blocked-drain.md"),
        Check::Stack(blocked_drain::find),
    ),
    rule(
        Code::BrokenQuery,
        Weight::Error,
        include_str!("broken-query.md"),
        Check::Object(broken_query::find),
    ),
    rule(
        Code::BrokenRoute,
        Weight::Error,
        include_str!("broken-route.md"),
        Check::Object(broken_route::find),
    ),
    rule(
        Code::BrokenTemplate,
        Weight::Error,
        include_str!("broken-template.md"),
        Check::Object(broken_template::find),
    ),
    rule(
        Code::BrokenTrigger,
        Weight::Error,
        include_str!("broken-trigger.md"),
        Check::Object(broken_trigger::find),
    ),
    rule(
        Code::CachedImage,
        Weight::Off,
        include_str!("cached-image.md"),
        Check::Pods(cached_image::find),
    ),
    rule(
        Code::CollidingRuns,
        Weight::Warning,
        include_str!("colliding-runs.md"),
        Check::Object(colliding_runs::find),
    ),
    rule(
        Code::DefaultNamespace,
        Weight::Off,
        include_str!("default-namespace.md"),
        Check::Object(default_namespace::find),
    ),
    rule(
        Code::DuplicateEntry,
        Weight::Warning,
        include_str!("duplicate-entry.md"),
        Check::Object(duplicate_entry::find),
    ),
    rule(
        Code::EarlyKill,
        Weight::Warning,
        include_str!("early-kill.md"),
        Check::Pods(early_kill::find),
    ),
    rule(
        Code::ExclusiveVolume,
        Weight::Warning,
        include_str!("exclusive-volume.md"),
        Check::Object(exclusive_volume::find),
    ),
    rule(
        Code::FinishedJobs,
        Weight::Off,
        include_str!("finished-jobs.md"),
        Check::Object(finished_jobs::find),
    ),
    rule(
        Code::FloatingImage,
        Weight::Warning,
        include_str!("floating-image.md"),
        Check::Pods(floating_image::find),
    ),
    rule(
        Code::HelmHook,
        Weight::Error,
        include_str!("helm-hook.md"),
        Check::Stack(helm_hook::find),
    ),
    rule(
        Code::ImplausibleQuantity,
        Weight::Warning,
        include_str!("implausible-quantity.md"),
        Check::Pods(implausible_quantity::find),
    ),
    rule(
        Code::ImpliedPullPolicy,
        Weight::Off,
        include_str!("implied-pull-policy.md"),
        Check::Pods(implied_pull_policy::find),
    ),
    rule(
        Code::JobWithoutDeadline,
        Weight::Off,
        include_str!("job-without-deadline.md"),
        Check::Object(job_without_deadline::find),
    ),
    rule(
        Code::LateStart,
        Weight::Warning,
        include_str!("late-start.md"),
        Check::Object(late_start::find),
    ),
    rule(
        Code::MalformedImage,
        Weight::Error,
        include_str!("malformed-image.md"),
        Check::Pods(malformed_image::find),
    ),
    rule(
        Code::MixedTags,
        Weight::Warning,
        include_str!("mixed-tags.md"),
        Check::Stack(mixed_tags::find),
    ),
    rule(Code::NakedPod, Weight::Off, include_str!("naked-pod.md"), Check::Object(naked_pod::find)),
    rule(
        Code::NeverDue,
        Weight::Error,
        include_str!("never-due.md"),
        Check::Object(never_due::find),
    ),
    rule(
        Code::NeverRestarted,
        Weight::Off,
        include_str!("never-restarted.md"),
        Check::Pods(never_restarted::find),
    ),
    rule(
        Code::NoStartDeadline,
        Weight::Off,
        include_str!("no-start-deadline.md"),
        Check::Object(no_start_deadline::find),
    ),
    rule(
        Code::NoTimeZone,
        Weight::Off,
        include_str!("no-time-zone.md"),
        Check::Object(no_time_zone::find),
    ),
    rule(
        Code::OverlappingRuns,
        Weight::Off,
        include_str!("overlapping-runs.md"),
        Check::Object(overlapping_runs::find),
    ),
    rule(
        Code::OversizedObject,
        Weight::Warning,
        include_str!("oversized-object.md"),
        Check::Object(oversized_object::find),
    ),
    rule(
        Code::ProbedJob,
        Weight::Warning,
        include_str!("probed-job.md"),
        Check::Pods(probed_job::find),
    ),
    rule(
        Code::RefusedByLimitRange,
        Weight::Error,
        include_str!("refused-by-limit-range.md"),
        Check::Stack(refused_by_limit_range::find),
    ),
    rule(
        Code::RefusedByQuota,
        Weight::Error,
        include_str!("refused-by-quota.md"),
        Check::Stack(refused_by_quota::find),
    ),
    rule(
        Code::RefusedRoot,
        Weight::Error,
        include_str!("refused-root.md"),
        Check::Pods(refused_root::find),
    ),
    rule(
        Code::RewrittenField,
        Weight::Off,
        include_str!("rewritten-field.md"),
        Check::Stack(rewritten_field::find),
    ),
    rule(
        Code::ShadowedVariable,
        Weight::Off,
        include_str!("shadowed-variable.md"),
        Check::Pods(shadowed_variable::find),
    ),
    rule(
        Code::ShortGrace,
        Weight::Warning,
        include_str!("short-grace.md"),
        Check::Pods(short_grace::find),
    ),
    rule(
        Code::SpacedCommand,
        Weight::Error,
        include_str!("spaced-command.md"),
        Check::Pods(spaced_command::find),
    ),
    rule(
        Code::StaleImage,
        Weight::Warning,
        include_str!("stale-image.md"),
        Check::Pods(stale_image::find),
    ),
    rule(
        Code::TwinProbes,
        Weight::Off,
        include_str!("twin-probes.md"),
        Check::Pods(twin_probes::find),
    ),
    rule(
        Code::UndeclaredProbePort,
        Weight::Off,
        include_str!("undeclared-probe-port.md"),
        Check::Pods(undeclared_probe_port::find),
    ),
    rule(
        Code::UndefinedVariable,
        Weight::Warning,
        include_str!("undefined-variable.md"),
        Check::Pods(undefined_variable::find),
    ),
    rule(
        Code::UnmeasuredTarget,
        Weight::Warning,
        include_str!("unmeasured-target.md"),
        Check::Object(unmeasured_target::find),
    ),
    rule(
        Code::UnreachableTarget,
        Weight::Warning,
        include_str!("unreachable-target.md"),
        Check::Object(unreachable_target::find),
    ),
    rule(
        Code::UnsatisfiableAffinity,
        Weight::Error,
        include_str!("unsatisfiable-affinity.md"),
        Check::Pods(unsatisfiable_affinity::find),
    ),
    rule(
        Code::UnselectedPods,
        Weight::Error,
        include_str!("unselected-pods.md"),
        Check::Object(unselected_pods::find),
    ),
    rule(
        Code::UnsettledField,
        Weight::Warning,
        include_str!("unsettled-field.md"),
        Check::Object(unsettled_field::find),
    ),
    rule(
        Code::UnusedVolume,
        Weight::Off,
        include_str!("unused-volume.md"),
        Check::Pods(unused_volume::find),
    ),
];

const fn rule(code: Code, weight: Weight, page: &'static str, check: Check) -> Rule {
    Rule { code, group: Group::Workloads, weight, page, check }
}
