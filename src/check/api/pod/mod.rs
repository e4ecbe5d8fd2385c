//! Pods, by themselves and as templates: `ValidatePodCreate`, `ValidatePodTemplateSpec` and
//! `ValidatePodSpec` of `pkg/apis/core/validation/validation.go`.

mod affinity;
mod annotations;
mod container;
mod containers;
mod env;
mod host_network;
mod legacy;
mod mounts;
mod probe;
mod projected;
mod resources;
mod scheduling;
mod security;
mod sources;
mod spec;
mod volumes;
mod warned;
mod whole;
mod windows;

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::{
    ContainerPort, Pod, PodSpec, PodTemplate, PodTemplateSpec, Volume,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::empty::OrEmpty;
use super::labels::Labels;
use super::{Faults, FieldPath, Validate, labels, meta};
use mounts::Volumes;
pub(super) use resources::validate_overhead;
pub(super) use scheduling::{EFFECTS, validate_toleration};

impl Validate for Pod {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let empty = PodSpec::default();
        let spec = self.spec.as_ref().unwrap_or(&empty);
        let meta = at.field("metadata");
        if let Some(annotations) = &self.metadata.annotations {
            annotations::validate(annotations, spec, meta.field("annotations"), faults);
            annotations::validate_fields(annotations, spec, at.field("spec"), faults);
        }
        let holder = Holder::Pod(&self.metadata);
        spec::validate(spec, spec.volumes.or_empty(), holder, at.field("spec"), faults);
        spec::validate_of_pod(spec, at.field("spec"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(spec) = &self.spec {
            warned::warn(spec, self.metadata.annotations.as_ref(), at, faults);
        }
    }
}

impl Validate for PodTemplate {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let empty = PodTemplateSpec::default();
        validate_template(self.template.as_ref().unwrap_or(&empty), at.field("template"), faults);
    }

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        if let Some(template) = &self.template {
            warn_template(template, at.field("template"), faults);
        }
    }
}

/// `GetWarningsForPodTemplate`
pub(super) fn warn_template(template: &PodTemplateSpec, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(spec) = &template.spec {
        let meta = template.metadata.as_ref();
        warned::warn(spec, meta.and_then(|meta| meta.annotations.as_ref()), at, faults);
    }
}

/// `ValidatePodTemplateSpec`; the labels of a template are spoken of as its own.
pub(super) fn validate_template(
    template: &PodTemplateSpec,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let spec = template.spec.as_ref();
    let volumes = spec.map(|spec| spec.volumes.or_empty()).unwrap_or_default();
    validate_template_with(template, volumes, at, faults);
}

/// A template whose pods have other volumes than it says.
pub(super) fn validate_template_with(
    template: &PodTemplateSpec,
    volumes: &[Volume],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let empty = PodSpec::default();
    let spec = template.spec.as_ref().unwrap_or(&empty);
    let meta = template.metadata.as_ref();
    if let Some(map) = meta.and_then(|meta| meta.labels.as_ref()) {
        labels::validate(map, at.field("labels"), faults);
    }
    if let Some(map) = meta.and_then(|meta| meta.annotations.as_ref()) {
        meta::validate_annotations(map, at.field("annotations"), faults);
        annotations::validate(map, spec, at.field("annotations"), faults);
        annotations::validate_fields(map, spec, at.field("spec"), faults);
    }
    spec::validate(spec, volumes, Holder::Template, at.field("spec"), faults);
    if !spec.ephemeral_containers.or_empty().is_empty() {
        let at = at.field("spec");
        let message = "a template has no ephemeral containers";
        faults.forbidden(at.field("ephemeralContainers"), message);
    }
}

/// What a pod's spec stands in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holder<'a> {
    Pod(&'a ObjectMeta),
    Template,
}

impl<'a> Holder<'a> {
    /// The name of the pod, if it has one already.
    fn name(self) -> Option<&'a str> {
        match self {
            Holder::Pod(meta) => meta.name.as_deref().filter(|name| !name.is_empty()),
            Holder::Template => None,
        }
    }

    fn labels(self) -> Option<&'a Labels> {
        match self {
            Holder::Pod(meta) => meta.labels.as_ref(),
            Holder::Template => None,
        }
    }
}

/// What the rules of a part need to know of the whole.
struct Context<'a> {
    spec: &'a PodSpec,
    holder: Holder<'a>,
    volumes: Volumes<'a>,
    /// The names of its resource claims.
    claims: BTreeSet<&'a str>,
}

impl Context<'_> {
    fn is_pod(&self) -> bool {
        matches!(self.holder, Holder::Pod(_))
    }

    fn grace(&self) -> i64 {
        self.spec.termination_grace_period_seconds.unwrap_or(30)
    }

    fn restart_policy(&self) -> &str {
        restart_policy(self.spec)
    }

    fn shares_users_with_host(&self) -> bool {
        self.spec.host_users != Some(false)
    }

    /// In the network of the host a port of a pod is one of the host.
    fn host_port(&self, port: &ContainerPort) -> i32 {
        match port.host_port.unwrap_or(0) {
            0 if self.is_pod() && self.spec.host_network == Some(true) => port.container_port,
            number => number,
        }
    }
}

/// `Always`, unless it is said otherwise.
pub(super) fn restart_policy(spec: &PodSpec) -> &str {
    spec.restart_policy.as_deref().filter(|policy| !policy.is_empty()).unwrap_or("Always")
}

type Annotations = BTreeMap<String, String>;
