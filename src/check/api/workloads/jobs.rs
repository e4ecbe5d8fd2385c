//! Jobs, once and again: `pkg/apis/batch/validation/validation.go`.

use std::collections::BTreeSet;

use k8s_openapi::api::batch::v1::{
    CronJob, Job, JobSpec, PodFailurePolicy, PodFailurePolicyRule, SuccessPolicy, SuccessPolicyRule,
};

use super::workload::{labels_of, validate_numbers};
use crate::check::api::empty::OrEmpty;
use crate::check::api::labels::Labels;
use crate::check::api::{Faults, FieldPath, Reason, Validate, labels, pod};
use crate::kube::{names, schedule};

impl Validate for Job {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let empty = JobSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&empty);
        let name = self.metadata.name.or_empty();
        let (meta, at) = (at.field("metadata"), at.field("spec"));
        let completions = completions_of(spec);
        validate_host(self, completions, meta.field("name"), faults);
        validate_labels(self, spec, faults);
        validate_spec(spec, completions, at, faults);
        validate_selector(spec, name, at, faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            warn_of_job(spec, at.field("spec"), faults);
        }
    }
}

/// `WarningsForJobSpec`
fn warn_of_job(spec: &JobSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let (completions, parallelism) = (spec.completions, spec.parallelism);
    if is_indexed(spec)
        && completions.is_some_and(|count| count > 100_000)
        && parallelism.is_some_and(|count| count > 10_000)
    {
        let message = "has so many pods that those done may not be told from those that fail";
        faults.warn(at, message);
    }
    pod::warn_template(&spec.template, at.field("template"), faults);
}

/// The pods of an indexed job are hosts by its name, or the one that the server makes up for it.
fn validate_host(job: &Job, completions: Option<i32>, at: FieldPath<'_>, faults: &mut Faults) {
    let last = i64::from(completions.unwrap_or(0)) - 1;
    let name = match (job.metadata.name.or_empty(), job.metadata.generate_name.or_empty()) {
        ("", "") => return,
        ("", prefix) => names::generated(prefix),
        (name, _) => name.to_owned(),
    };
    if job.spec.as_ref().is_some_and(is_indexed) && last >= 0 {
        faults.syntax(at, &format!("{name}-{last}"), names::dns_label);
    }
}

/// A job that says neither how many pods nor how many at a time is one pod: `SetDefaults_Job`.
fn completions_of(spec: &JobSpec) -> Option<i32> {
    spec.completions.or(if spec.parallelism.is_none() { Some(1) } else { None })
}

/// The labels that the server gives the pods of a job, unless the selector is the user's.
const NAME_LABELS: [&str; 2] = ["batch.kubernetes.io/job-name", "job-name"];
const UID_LABELS: [&str; 2] = ["batch.kubernetes.io/controller-uid", "controller-uid"];

/// The name of the job has to be a label; the labels of the pods are the job's, too, where it has
/// none.
fn validate_labels(job: &Job, spec: &JobSpec, faults: &mut Faults) {
    let (meta, spec_at) = (FieldPath::ROOT.field("metadata"), FieldPath::ROOT.field("spec"));
    let template = spec_at.field("template");
    let own = spec.template.metadata.as_ref().and_then(|meta| meta.labels.as_ref());
    let shared = own.filter(|_| job.metadata.labels.as_ref().is_none_or(Labels::is_empty));
    if let Some(labels) = shared {
        labels::validate(labels, meta.field("labels"), faults);
    }
    let name = job.metadata.name.or_empty();
    if is_manual(spec) || name.is_empty() {
        return;
    }
    faults.syntax(template.field("labels"), name, names::label_value);
    if shared.is_some() {
        faults.syntax(meta.field("labels"), name, names::label_value);
    }
    let meta = template.field("metadata");
    let list = meta.field("labels");
    if own.is_some_and(|own| own.contains_key(UID_LABELS[0])) {
        faults.invalid(list, "the selector that the server makes does not match these labels");
    }
    for key in own.into_iter().flat_map(Labels::keys) {
        let is_other = own.is_some_and(|own| own[key] != name);
        if UID_LABELS.contains(&&**key) || NAME_LABELS.contains(&&**key) && is_other {
            faults.invalid(list.key(key), format!("`{key}` is for the server to set"));
        }
    }
}

fn is_manual(spec: &JobSpec) -> bool {
    spec.manual_selector == Some(true)
}

/// `ValidateGeneratedSelector`, and that the selector matches the pods.
fn validate_selector(spec: &JobSpec, name: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let given = at.field("selector");
    let Some(selector) = &spec.selector else {
        if is_manual(spec) {
            faults.required(given, "is required with `manualSelector`");
        }
        return;
    };
    labels::validate_selector(selector, given, faults);
    if !labels::is_selector(selector) {
        return;
    }
    let generated: Labels = NAME_LABELS.map(|key| (key.to_owned(), name.to_owned())).into();
    let mut of_pods = labels_of(&spec.template);
    if !is_manual(spec) {
        if !labels::matches(selector, &generated) {
            faults.invalid(given, "is made by the server, unless `manualSelector` is true");
        }
        of_pods.extend(generated);
    }
    let template = at.field("template");
    labels::hold(selector, given, &of_pods, template.field("metadata"), faults);
}

fn is_indexed(spec: &JobSpec) -> bool {
    spec.completion_mode.as_deref() == Some("Indexed")
}

/// `validateJobSpec`.
fn validate_spec(spec: &JobSpec, completions: Option<i32>, at: FieldPath<'_>, faults: &mut Faults) {
    let numbers = [
        ("parallelism", spec.parallelism),
        ("completions", spec.completions),
        ("backoffLimit", spec.backoff_limit),
        ("ttlSecondsAfterFinished", spec.ttl_seconds_after_finished),
        ("backoffLimitPerIndex", spec.backoff_limit_per_index),
        ("maxFailedIndexes", spec.max_failed_indexes),
    ];
    validate_numbers(&numbers, at, faults);
    let deadline = spec.active_deadline_seconds.unwrap_or(0);
    faults.non_negative(at.field("activeDeadlineSeconds"), deadline);
    if let Some(manager) = &spec.managed_by {
        let at = at.field("managedBy");
        faults.syntax(at, manager, names::domain_prefixed_path);
        if manager.len() > 63 {
            faults.add(Reason::TooLong, at, "is longer than 63 characters");
        }
    }
    if let Some(mode) = &spec.completion_mode {
        faults.one_of(at.field("completionMode"), mode, &["Indexed", "NonIndexed"]);
    }
    if spec.max_failed_indexes.is_some() && spec.backoff_limit_per_index.is_none() {
        faults.required(at.field("backoffLimitPerIndex"), "is required with `maxFailedIndexes`");
    }
    if is_indexed(spec) {
        validate_indexes(spec, completions, at, faults);
    } else {
        refuse_indexes(spec, at, faults);
    }
    validate_policies(spec, completions, at, faults);
    pod::validate_template(&spec.template, at.field("template"), faults);
    validate_restarts(spec, at, faults);
}

fn validate_indexes(
    spec: &JobSpec,
    completions: Option<i32>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    const MOST: i32 = 100_000;
    if completions.is_none() {
        faults.required(at.field("completions"), "is required with `Indexed`");
    }
    let is_above = |number: Option<i32>, most: i32| number.is_some_and(|number| number > most);
    if is_above(spec.parallelism, MOST) {
        faults.invalid(at.field("parallelism"), "is more than 100000");
    }
    if is_above(spec.max_failed_indexes, completions.unwrap_or(MOST).min(MOST)) {
        faults.invalid(at.field("maxFailedIndexes"), "is more than `completions` or 100000");
    }
    if is_above(completions, MOST) && spec.backoff_limit_per_index.is_some() {
        if spec.max_failed_indexes.is_none() {
            faults.required(at.field("maxFailedIndexes"), "is required for so many");
        }
        for (field, number) in
            [("parallelism", spec.parallelism), ("maxFailedIndexes", spec.max_failed_indexes)]
        {
            if is_above(number, 10_000) {
                faults.invalid(at.field(field), "is more than 10000");
            }
        }
    }
}

/// A mode that there is not goes with neither.
fn refuse_indexes(spec: &JobSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let counts = matches!(spec.completion_mode.as_deref(), None | Some("NonIndexed"));
    for (field, is_given) in [
        ("backoffLimitPerIndex", counts && spec.backoff_limit_per_index.is_some()),
        ("maxFailedIndexes", counts && spec.max_failed_indexes.is_some()),
        ("successPolicy", spec.success_policy.is_some()),
    ] {
        if is_given {
            faults.invalid(at.field(field), "goes with `completionMode: Indexed`");
        }
    }
}

fn validate_policies(
    spec: &JobSpec,
    completions: Option<i32>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if let Some(policy) = &spec.pod_failure_policy {
        validate_failure(policy, spec, at.field("podFailurePolicy"), faults);
    }
    if let Some(policy) = spec.success_policy.as_ref().filter(|_| is_indexed(spec)) {
        let completions = completions.unwrap_or(i32::MAX);
        validate_success(policy, completions, at.field("successPolicy"), faults);
    }
    if let Some(word) = &spec.pod_replacement_policy {
        let at = at.field("podReplacementPolicy");
        if spec.pod_failure_policy.is_some() {
            faults.one_of(at, word, &["Failed"]);
        } else {
            faults.one_of(at, word, &["Failed", "TerminatingOrFailed"]);
        }
    }
}

/// Pods of a job come to an end.
fn validate_restarts(spec: &JobSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let policy = spec.template.spec.as_ref().map_or("Always", pod::restart_policy);
    let at = at.field("template");
    let at = at.field("spec");
    let at = at.field("restartPolicy");
    match policy {
        "Always" => faults.required(at, "must be `OnFailure` or `Never` in a job"),
        "OnFailure" if spec.pod_failure_policy.is_some() => {
            faults.invalid(at, "must be `Never` with a `podFailurePolicy`");
        }
        "OnFailure" | "Never" => {}
        other => faults.not_supported(at, other, &["Never", "OnFailure"]),
    }
}

/// `validatePodFailurePolicy`.
fn validate_failure(
    policy: &PodFailurePolicy,
    spec: &JobSpec,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let list = at.field("rules");
    if policy.rules.len() > 20 {
        faults.add(Reason::TooMany, list, "has more than 20 rules");
    }
    for (index, rule) in policy.rules.iter().enumerate() {
        validate_failure_rule(rule, spec, list.index(index), faults);
    }
}

fn validate_failure_rule(
    rule: &PodFailurePolicyRule,
    spec: &JobSpec,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    const ACTIONS: [&str; 4] = ["Count", "FailIndex", "FailJob", "Ignore"];
    let action = at.field("action");
    if faults.filled(action, &rule.action) {
        faults.one_of(action, &rule.action, &ACTIONS);
        if rule.action == "FailIndex" && spec.backoff_limit_per_index.is_none() {
            faults.invalid(action, "`FailIndex` goes with `backoffLimitPerIndex`");
        }
    }
    let conditions = rule.on_pod_conditions.or_empty();
    let codes = at.field("onExitCodes");
    if let Some(given) = &rule.on_exit_codes {
        validate_exit_codes(&given.operator, &given.values, codes, faults);
        if let Some(name) = given.container_name.as_ref().filter(|name| !has_container(spec, name))
        {
            faults.invalid(codes.field("containerName"), format!("there is no `{name}`"));
        }
        if !conditions.is_empty() {
            faults.invalid(at, "`onExitCodes` goes with no `onPodConditions`: one of them");
        }
    } else if conditions.is_empty() {
        faults.invalid(at, "needs `onExitCodes` or `onPodConditions`");
    }
    let list = at.field("onPodConditions");
    if conditions.len() > 20 {
        faults.add(Reason::TooMany, list, "has more than 20 patterns");
    }
    for (index, pattern) in conditions.iter().enumerate() {
        let at = list.index(index);
        faults.syntax(at.field("type"), &pattern.type_, names::qualified_name);
        let status = pattern.status.or_empty();
        if !status.is_empty() {
            faults.one_of(at.field("status"), status, &["False", "True", "Unknown"]);
        }
    }
}

fn has_container(spec: &JobSpec, name: &str) -> bool {
    let Some(spec) = &spec.template.spec else {
        return false;
    };
    let init = spec.init_containers.or_empty();
    spec.containers.iter().chain(init).any(|container| container.name == name)
}

fn validate_exit_codes(operator: &str, values: &[i32], at: FieldPath<'_>, faults: &mut Faults) {
    if faults.filled(at.field("operator"), operator) {
        faults.one_of(at.field("operator"), operator, &["In", "NotIn"]);
    }
    let list = at.field("values");
    if values.is_empty() {
        faults.invalid(list, "at least one value is required");
    } else if values.len() > 255 {
        faults.add(Reason::TooMany, list, "has more than 255 values");
    }
    let is_ordered = values.is_sorted();
    let mut seen = BTreeSet::new();
    for (index, value) in values.iter().enumerate() {
        if !seen.insert(value) {
            faults.duplicate(list.index(index), &value.to_string());
        } else if *value == 0 && operator == "In" {
            faults.invalid(list.index(index), "0 is no failure");
        }
    }
    if !is_ordered {
        faults.invalid(list, "must be ordered");
    }
}

/// `validateSuccessPolicy`.
fn validate_success(
    policy: &SuccessPolicy,
    completions: i32,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let list = at.field("rules");
    if policy.rules.is_empty() {
        faults.required(list, "at least one rule is required");
    }
    if policy.rules.len() > 20 {
        faults.add(Reason::TooMany, list, "has more than 20 rules");
    }
    for (index, rule) in policy.rules.iter().enumerate() {
        validate_success_rule(rule, completions, list.index(index), faults);
    }
}

fn validate_success_rule(
    rule: &SuccessPolicyRule,
    completions: i32,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    if rule.succeeded_count.is_none() && rule.succeeded_indexes.is_none() {
        faults.required(at, "needs `succeededCount` or `succeededIndexes`");
    }
    let mut most = completions;
    if let Some(indexes) = &rule.succeeded_indexes {
        let at = at.field("succeededIndexes");
        let count = count_indexes(indexes, completions);
        if indexes.len() > 64 << 10 {
            faults.add(Reason::TooLong, at, "is longer than 64 KiB");
        }
        if count.is_none() {
            faults.invalid(at, format!("`{indexes}` is not a list of indexes like `0-2,5`"));
        }
        most = most.min(count.unwrap_or(0));
    }
    if let Some(number) = rule.succeeded_count {
        let at = at.field("succeededCount");
        faults.non_negative(at, number);
        if number > most {
            faults.invalid(at, format!("{number} is more than {most}, which is all there are"));
        }
    }
}

/// `validateIndexesFormat`: how many indexes a list names, which is to be ordered.
fn count_indexes(list: &str, completions: i32) -> Option<i32> {
    let index = |text: &str| text.parse().ok().filter(|index| (0..completions).contains(index));
    let mut count = 0;
    let mut last = -1;
    for part in list.split(',').filter(|_| !list.is_empty()) {
        let (from, to) = part.split_once('-').map_or((part, None), |(from, to)| (from, Some(to)));
        let first: i32 = index(from)?;
        let until = to.map_or(Some(first), |to| index(to).filter(|until| *until > first))?;
        if first <= last {
            return None;
        }
        count += until - first + 1;
        last = until;
    }
    Some(count)
}

impl Validate for CronJob {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        let given = at.field("schedule");
        if faults.filled(given, &spec.schedule) {
            faults.syntax(given, &spec.schedule, schedule::cron);
        }
        if let Some(zone) = &spec.time_zone {
            faults.syntax(at.field("timeZone"), zone, schedule::time_zone);
        }
        let deadline = spec.starting_deadline_seconds.unwrap_or(0);
        faults.non_negative(at.field("startingDeadlineSeconds"), deadline);
        let policy = spec.concurrency_policy.or_empty();
        if !policy.is_empty() {
            let supported = ["Allow", "Forbid", "Replace"];
            faults.one_of(at.field("concurrencyPolicy"), policy, &supported);
        }
        let numbers = [
            ("successfulJobsHistoryLimit", spec.successful_jobs_history_limit),
            ("failedJobsHistoryLimit", spec.failed_jobs_history_limit),
        ];
        validate_numbers(&numbers, at, faults);
        let empty = JobSpec::default();
        let job = spec.job_template.spec.as_ref().unwrap_or(&empty);
        let at = at.field("jobTemplate");
        validate_job(job, at.field("spec"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec.job_template.spec {
            let at = at.field("spec");
            warn_of_job(spec, at.field("jobTemplate").field("spec"), faults);
        }
    }
}

/// `ValidateJobTemplateSpec`: the selector is left to the server.
fn validate_job(job: &JobSpec, at: FieldPath<'_>, faults: &mut Faults) {
    validate_spec(job, job.completions, at, faults);
    if job.selector.is_some() {
        faults.invalid(at.field("selector"), "is made by the server");
    }
    if job.manual_selector == Some(true) {
        faults.not_supported(at.field("manualSelector"), "true", &["false"]);
    }
}
