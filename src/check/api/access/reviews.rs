//! Requests that are answered and not stored: what a subject may do, by the authorization
//! validation, and who a token belongs to. Who a request belongs to is asked without any rule.

use k8s_openapi::api::authentication::v1::{SelfSubjectReview, TokenReview};
use k8s_openapi::api::authorization::v1::{
    FieldSelectorAttributes, LabelSelectorAttributes, LocalSubjectAccessReview, ResourceAttributes,
    SelfSubjectAccessReview, SelfSubjectRulesReview, SubjectAccessReview, SubjectAccessReviewSpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate, labels};
use crate::kube::names;

impl Validate for SubjectAccessReview {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        self.spec.validate(at.field("spec"), faults);
        without_metadata(&self.metadata, at, faults);
    }
}

/// Asks within a namespace, which stands in the metadata.
impl Validate for LocalSubjectAccessReview {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let metadata = ObjectMeta { namespace: None, ..self.metadata.clone() };
        let at_spec = at.field("spec");
        self.spec.validate(at_spec, faults);
        without_metadata(&metadata, at, faults);
        let own = self.metadata.namespace.or_empty();
        let resource = self.spec.resource_attributes.as_ref();
        let asked = resource.map(|attributes| attributes.namespace.or_empty());
        // A manifest without a namespace gets that of the request.
        if asked.is_some_and(|asked| !own.is_empty() && asked != own) {
            let at = at_spec.field("resourceAttributes");
            faults.invalid(at.field("namespace"), "must be that of the metadata");
        }
        if self.spec.non_resource_attributes.is_some() {
            faults.invalid(at_spec.field("nonResourceAttributes"), "can't be asked for here");
        }
    }
}

impl Validate for SelfSubjectAccessReview {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let resource = self.spec.resource_attributes.as_ref();
        let has_other = self.spec.non_resource_attributes.is_some();
        validate_attributes(resource, has_other, at.field("spec"), faults);
        without_metadata(&self.metadata, at, faults);
    }
}

/// `ValidateSubjectAccessReviewSpec`
impl Validate for SubjectAccessReviewSpec {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let has_other = self.non_resource_attributes.is_some();
        validate_attributes(self.resource_attributes.as_ref(), has_other, at, faults);
        let has_groups = self.groups.as_ref().is_some_and(|groups| !groups.is_empty());
        if self.user.or_empty().is_empty() && !has_groups {
            faults.invalid(at.field("user"), "a user or a group must be given");
        }
    }
}

fn validate_attributes(
    resource: Option<&ResourceAttributes>,
    has_other: bool,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    match (resource, has_other) {
        (Some(_), true) => {
            faults.invalid(at.field("nonResourceAttributes"), "can't go with `resourceAttributes`");
        }
        (None, false) => {
            let message = "or `nonResourceAttributes` must be given";
            faults.invalid(at.field("resourceAttributes"), message);
        }
        _ => {}
    }
    let Some(resource) = resource else { return };
    let at = at.field("resourceAttributes");
    if let Some(selector) = &resource.field_selector {
        selector.validate(at.field("fieldSelector"), faults);
    }
    if let Some(selector) = &resource.label_selector {
        selector.validate(at.field("labelSelector"), faults);
    }
}

/// `validateFieldSelectorAttributes`; an operator may be one that is yet to come.
impl Validate for FieldSelectorAttributes {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let requirements = self.requirements.or_empty();
        validate_either(self.raw_selector.or_empty(), requirements.len(), at, faults);
        for (index, rule) in requirements.iter().enumerate() {
            let at = at.field("requirements");
            let at = at.index(index);
            faults.filled(at.field("key"), &rule.key);
            labels::validate_values(&rule.operator, rule.values.or_empty(), at, faults);
        }
    }
}

/// `validateLabelSelectorAttributes`
impl Validate for LabelSelectorAttributes {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let requirements = self.requirements.or_empty();
        validate_either(self.raw_selector.or_empty(), requirements.len(), at, faults);
        for (index, rule) in requirements.iter().enumerate() {
            let at = at.field("requirements");
            let at = at.index(index);
            faults.take_missing(at.field("operator"));
            faults.syntax(at.field("key"), &rule.key, names::label_key);
            labels::validate_values(&rule.operator, rule.values.or_empty(), at, faults);
        }
    }
}

/// A selector is written as a text or as requirements.
fn validate_either(raw: &str, requirements: usize, at: FieldPath<'_>, faults: &mut Faults) {
    match (raw.is_empty(), requirements == 0) {
        (false, false) => {
            faults.invalid(at.field("rawSelector"), "can't go with `requirements`");
        }
        (true, true) => {
            faults.required(at.field("requirements"), "or `rawSelector` must be given");
        }
        _ => {}
    }
}

fn without_metadata(metadata: &ObjectMeta, at: FieldPath<'_>, faults: &mut Faults) {
    let written = ObjectMeta { managed_fields: None, ..metadata.clone() };
    if written != ObjectMeta::default() {
        faults.invalid(at.field("metadata"), "must be empty");
    }
}

/// What the server asks for before it answers.
impl Validate for SelfSubjectRulesReview {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let namespace = self.spec.namespace.or_empty();
        faults.filled(at.field("spec").field("namespace"), namespace);
    }
}

impl Validate for TokenReview {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        faults.filled(at.field("spec").field("token"), &self.spec.token);
    }
}

impl Validate for SelfSubjectReview {
    fn validate(&self, _: FieldPath<'_>, _: &mut Faults) {}
}
