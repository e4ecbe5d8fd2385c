//! What keeps pods running: `pkg/apis/apps/validation/validation.go`, and
//! `ValidateReplicationControllerSpec`.

use k8s_openapi::api::apps::v1::{
    ControllerRevision, DaemonSet, DaemonSetUpdateStrategy, Deployment, DeploymentStrategy,
    ReplicaSet,
};
use k8s_openapi::api::core::v1::{PodTemplateSpec, ReplicationController};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

use super::rollout::Portion;
use crate::check::api::empty::OrEmpty;
use crate::check::api::labels::Labels;
use crate::check::api::{Faults, FieldPath, Validate, labels, pod};

impl Validate for Deployment {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        validate_numbers(
            &[
                ("replicas", spec.replicas),
                ("minReadySeconds", spec.min_ready_seconds),
                ("revisionHistoryLimit", spec.revision_history_limit),
                ("progressDeadlineSeconds", spec.progress_deadline_seconds),
            ],
            at,
            faults,
        );
        let deadline = spec.progress_deadline_seconds.unwrap_or(600);
        if deadline <= spec.min_ready_seconds.unwrap_or(0) {
            let message = "is not greater than `minReadySeconds`";
            faults.invalid(at.field("progressDeadlineSeconds"), message);
        }
        if let Some(strategy) = &spec.strategy {
            validate_strategy(strategy, at.field("strategy"), faults);
        }
        validate_selected(&spec.selector, Some(&spec.template), at, faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        pod::warn_template(&self.spec.template, at.field("spec").field("template"), faults);
    }
}

impl Validate for ReplicaSet {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        let numbers = [("replicas", spec.replicas), ("minReadySeconds", spec.min_ready_seconds)];
        validate_numbers(&numbers, at, faults);
        validate_selected(&spec.selector, spec.template.as_ref(), at, faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(template) = &self.spec.template {
            pod::warn_template(template, at.field("spec").field("template"), faults);
        }
    }
}

/// The selector and the template that it is to select: `ValidatePodTemplateSpecForReplicaSet`.
fn validate_selected(
    selector: &LabelSelector,
    template: Option<&PodTemplateSpec>,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let (empty, given) = (PodTemplateSpec::default(), at.field("template"));
    let template = template.unwrap_or(&empty);
    if validate_selector(selector, template, at, faults) {
        pod::validate_template(template, given, faults);
        validate_lasting(template, given, faults);
    }
}

/// Returns whether it is a selector; if not, the server does not look at the template.
pub(crate) fn validate_selector(
    selector: &LabelSelector,
    template: &PodTemplateSpec,
    spec: FieldPath<'_>,
    faults: &mut Faults,
) -> bool {
    let (at, given) = (spec.field("selector"), spec.field("template"));
    if faults.take_missing(at) {
        faults.required(at, "is required");
        let meta = given.field("metadata");
        faults.invalid(meta.field("labels"), NO_MATCH);
        return true;
    }
    labels::validate_selector(selector, at, faults);
    if labels::is_empty(selector) {
        faults.invalid(at, "an empty selector selects nothing here");
    }
    let is_selector = labels::is_selector(selector);
    if is_selector {
        labels::hold(selector, at, &labels_of(template), given.field("metadata"), faults);
    } else {
        faults.invalid(at, "is not a selector");
    }
    is_selector
}

/// What is said where there is no selector.
const NO_MATCH: &str = "`selector` does not match these labels";

pub(crate) fn labels_of(template: &PodTemplateSpec) -> Labels {
    let meta = template.metadata.as_ref();
    meta.and_then(|meta| meta.labels.clone()).unwrap_or_default()
}

/// Pods that are kept running are started again and again, and have no deadline.
pub(crate) fn validate_lasting(template: &PodTemplateSpec, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(spec) = &template.spec else {
        return;
    };
    let at = at.field("spec");
    faults.one_of(at.field("restartPolicy"), pod::restart_policy(spec), &["Always"]);
    if spec.active_deadline_seconds.is_some() {
        let message = "is not for pods that are kept running";
        faults.forbidden(at.field("activeDeadlineSeconds"), message);
    }
}

pub(crate) fn validate_numbers(
    fields: &[(&str, Option<i32>)],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (field, number) in fields {
        faults.non_negative(at.field(field), number.unwrap_or(0));
    }
}

/// `ValidateDeploymentStrategy`; a rolling update of a quarter unless said otherwise.
fn validate_strategy(strategy: &DeploymentStrategy, at: FieldPath<'_>, faults: &mut Faults) {
    let rolling = at.field("rollingUpdate");
    match (strategy.type_.or_empty(), &strategy.rolling_update) {
        ("Recreate", Some(_)) => faults.forbidden(rolling, "goes with no `Recreate`"),
        ("Recreate" | "" | "RollingUpdate", None) => {}
        ("" | "RollingUpdate", Some(given)) => {
            let (surge, unavailable) = (rolling.field("maxSurge"), rolling.field("maxUnavailable"));
            let quarter = Portion::Percent(25);
            let of_surge = Portion::validate(given.max_surge.as_ref(), quarter, surge, faults);
            let of_pods =
                Portion::validate(given.max_unavailable.as_ref(), quarter, unavailable, faults);
            if of_surge.is_zero() && of_pods.is_zero() {
                faults.invalid(unavailable, "can't be 0 where `maxSurge` is 0");
            }
            of_pods.refuse_more_than_all(unavailable, faults);
        }
        (other, _) => {
            faults.not_supported(at, other, &["Recreate", "RollingUpdate"]);
        }
    }
}

impl Validate for DaemonSet {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        let template = at.field("template");
        let selector = at.field("selector");
        labels::validate_selector(&spec.selector, selector, faults);
        if faults.take_missing(selector) {
            let meta = template.field("metadata");
            faults.invalid(meta.field("labels"), NO_MATCH);
        } else if labels::is_empty(&spec.selector) {
            faults.invalid(selector, "an empty selector selects nothing here");
        } else if labels::is_selector(&spec.selector) {
            let own = labels_of(&spec.template);
            labels::hold(&spec.selector, selector, &own, template.field("metadata"), faults);
        }
        pod::validate_template(&spec.template, template, faults);
        validate_lasting(&spec.template, template, faults);
        let numbers = [
            ("minReadySeconds", spec.min_ready_seconds),
            ("revisionHistoryLimit", spec.revision_history_limit),
        ];
        validate_numbers(&numbers, at, faults);
        if let Some(strategy) = &spec.update_strategy {
            validate_update(strategy, at.field("updateStrategy"), faults);
        }
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        pod::warn_template(&self.spec.template, at.field("spec").field("template"), faults);
    }
}

/// `ValidateDaemonSetUpdateStrategy`, `ValidateRollingUpdateDaemonSet`; one by one unless said
/// otherwise.
fn validate_update(strategy: &DaemonSetUpdateStrategy, at: FieldPath<'_>, faults: &mut Faults) {
    match strategy.type_.or_empty() {
        "" | "RollingUpdate" => {}
        "OnDelete" => return,
        other => return faults.not_supported(at, other, &["OnDelete", "RollingUpdate"]),
    }
    let Some(given) = &strategy.rolling_update else {
        return;
    };
    let at = at.field("rollingUpdate");
    let (surge, unavailable) = (at.field("maxSurge"), at.field("maxUnavailable"));
    let (none, one) = (Portion::Count(0), Portion::Count(1));
    let of_surge = Portion::validate(given.max_surge.as_ref(), none, surge, faults);
    let of_pods = Portion::validate(given.max_unavailable.as_ref(), one, unavailable, faults);
    of_pods.refuse_more_than_all(unavailable, faults);
    of_surge.refuse_more_than_all(surge, faults);
    match (of_surge.is_zero(), of_pods.is_zero()) {
        (false, false) => {
            faults.invalid(surge, "goes with `maxUnavailable: 0`, which is 1 unless given");
        }
        (true, true) => faults.required(unavailable, "can't be 0 where `maxSurge` is 0"),
        _ => {}
    }
}

/// The labels of the template stand in for a selector that is not given, and for the labels of
/// the controller.
impl Validate for ReplicationController {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let empty = <_>::default();
        let (spec, at) = (self.spec.as_ref().unwrap_or(&empty), at.field("spec"));
        let numbers = [("replicas", spec.replicas), ("minReadySeconds", spec.min_ready_seconds)];
        validate_numbers(&numbers, at, faults);
        let own = spec.template.as_ref().map(labels_of).unwrap_or_default();
        let selector = spec.selector.as_ref().filter(|selector| !selector.is_empty());
        if selector.unwrap_or(&own).is_empty() {
            faults.required(at.field("selector"), "is required");
        }
        if self.metadata.labels.as_ref().is_none_or(Labels::is_empty) {
            labels::validate(&own, FieldPath::ROOT.field("metadata").field("labels"), faults);
        }
        let given = at.field("template");
        let Some(template) = &spec.template else {
            return faults.required(given, "is required");
        };
        if let Some(selector) = selector {
            let meta = given.field("metadata");
            labels::hold_plain(selector, at.field("selector"), &own, meta, faults);
        }
        pod::validate_template(template, given, faults);
        validate_lasting(template, given, faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(template) = self.spec.as_ref().and_then(|spec| spec.template.as_ref()) {
            pod::warn_template(template, at.field("spec").field("template"), faults);
        }
    }
}

/// `ValidateControllerRevisionCreate`: the data is a JSON object.
impl Validate for ControllerRevision {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let data = &self.data.0;
        if data.is_null() {
            faults.required(at.field("data"), "is required");
        } else if !data.is_object() {
            faults.invalid(at.field("data"), "must be an object");
        }
        faults.non_negative(at.field("revision"), self.revision.unwrap_or_default());
    }
}
