//! `ValidateStatefulSetSpec` of `pkg/apis/apps/validation/validation.go`.

use std::collections::BTreeSet;

use k8s_openapi::api::apps::v1::{
    StatefulSet, StatefulSetPersistentVolumeClaimRetentionPolicy, StatefulSetSpec,
    StatefulSetUpdateStrategy,
};
use k8s_openapi::api::core::v1::{
    PersistentVolumeClaimSpec, PersistentVolumeClaimVolumeSource, Volume,
};

use super::workload::{validate_lasting, validate_numbers, validate_selector};
use crate::check::api::empty::OrEmpty;
use crate::check::api::storage::claim_spec;
use crate::check::api::{Faults, FieldPath, Validate, pod};
use crate::kube::names;

impl Validate for StatefulSet {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        let policy = spec.pod_management_policy.or_empty();
        if !matches!(policy, "" | "OrderedReady" | "Parallel") {
            let message = format!("`{policy}` is not `OrderedReady` or `Parallel`");
            faults.invalid(at.field("podManagementPolicy"), message);
        }
        if let Some(strategy) = &spec.update_strategy {
            validate_update(strategy, at.field("updateStrategy"), faults);
        }
        if let Some(policy) = &spec.persistent_volume_claim_retention_policy {
            let at = at.field("persistentVolumeClaimRetentionPolicy");
            validate_retention(policy, at, faults);
        }
        // A negative `revisionHistoryLimit` is let through.
        let numbers = [("replicas", spec.replicas), ("minReadySeconds", spec.min_ready_seconds)];
        validate_numbers(&numbers, at, faults);
        if let Some(start) = spec.ordinals.as_ref().and_then(|ordinals| ordinals.start) {
            faults.non_negative(at.field("ordinals").field("start"), start);
        }
        if !spec.service_name.or_empty().is_empty() {
            let name = spec.service_name.or_empty();
            faults.syntax(at.field("serviceName"), name, names::dns_label);
        }
        validate_claims(spec, at.field("volumeClaimTemplates"), faults);
        let template = at.field("template");
        if validate_selector(&spec.selector, &spec.template, at, faults) {
            pod::validate_template_with(&spec.template, &volumes(spec), template, faults);
        }
        validate_lasting(&spec.template, template, faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let (spec, at) = (&self.spec, at.field("spec"));
        pod::warn_template(&spec.template, at.field("template"), faults);
        for (index, claim) in spec.volume_claim_templates.or_empty().iter().enumerate() {
            let at = at.field("volumeClaimTemplates");
            if let Some(claim) = &claim.spec {
                claim_spec::warn(claim, at.index(index).field("spec"), faults);
            }
        }
        if spec.revision_history_limit.is_some_and(|limit| limit < 0) {
            let message = "is less than 0, which keeps all revisions";
            faults.warn(at.field("revisionHistoryLimit"), message);
        }
    }
}

/// `maxUnavailable` is behind a feature that is off: the server drops it.
fn validate_update(strategy: &StatefulSetUpdateStrategy, at: FieldPath<'_>, faults: &mut Faults) {
    let rolling = at.field("rollingUpdate");
    match (strategy.type_.or_empty(), &strategy.rolling_update) {
        ("OnDelete", Some(_)) => faults.invalid(rolling, "goes with no `OnDelete`"),
        ("OnDelete" | "RollingUpdate" | "", None) => {}
        ("RollingUpdate" | "", Some(given)) => {
            faults.non_negative(rolling.field("partition"), given.partition.unwrap_or(0));
        }
        (other, _) => {
            faults.invalid(at, format!("`{other}` is not `OnDelete` or `RollingUpdate`"));
        }
    }
}

fn validate_retention(
    policy: &StatefulSetPersistentVolumeClaimRetentionPolicy,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    for (field, word) in
        [("whenDeleted", &policy.when_deleted), ("whenScaled", &policy.when_scaled)]
    {
        if !word.or_empty().is_empty() {
            faults.one_of(at.field(field), word.or_empty(), &["Delete", "Retain"]);
        }
    }
}

fn validate_claims(spec: &StatefulSetSpec, list: FieldPath<'_>, faults: &mut Faults) {
    let empty = PersistentVolumeClaimSpec::default();
    for (index, claim) in spec.volume_claim_templates.or_empty().iter().enumerate() {
        let at = list.index(index);
        claim_spec::validate_spec(claim.spec.as_ref().unwrap_or(&empty), at.field("spec"), faults);
    }
}

/// `volumesToAddForTemplates`: a volume for each claim, then those of the template with other
/// names.
fn volumes(spec: &StatefulSetSpec) -> Vec<Volume> {
    let (mut volumes, mut names) = (Vec::new(), BTreeSet::new());
    for claim in spec.volume_claim_templates.or_empty() {
        let name = claim.metadata.name.or_empty();
        if names.insert(name) {
            volumes.push(claimed(name.to_owned()));
        }
    }
    let template = spec.template.spec.as_ref();
    for volume in template.map(|spec| spec.volumes.or_empty()).unwrap_or_default() {
        if !names.contains(volume.name.as_str()) {
            volumes.push(volume.clone());
        }
    }
    volumes
}

fn claimed(name: String) -> Volume {
    let claim = PersistentVolumeClaimVolumeSource { claim_name: name.clone(), read_only: None };
    Volume { name, persistent_volume_claim: Some(claim), ..Volume::default() }
}
