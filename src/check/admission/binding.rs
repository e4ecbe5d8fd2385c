//! A binding of a policy: which objects it holds for, with which parameters, and what follows.

use k8s_openapi::api::admissionregistration::v1::ValidatingAdmissionPolicyBindingSpec as Spec;

use crate::diagnostic::Severity;
use crate::yaml::{Node, json_of};

#[derive(Debug)]
pub(super) struct Binding {
    pub name: String,
    pub spec: Spec,
}

impl Binding {
    pub(super) fn of(object: &Node) -> Option<Self> {
        let name = object.below("metadata.name").and_then(Node::as_str)?.to_owned();
        let spec = serde_json::from_value(json_of(object.get("spec")?)).ok()?;
        Some(Binding { name, spec })
    }

    pub(super) fn policy(&self) -> &str {
        self.spec.policy_name.as_str()
    }

    /// What an object is told that breaks the policy; nothing where nothing follows.
    pub(super) fn severity(&self) -> Option<Severity> {
        let has = |wanted: &str| self.spec.validation_actions.iter().any(|it| it == wanted);
        match () {
            () if has("Deny") => Some(Severity::Error),
            () if has("Warn") || has("Audit") => Some(Severity::Warning),
            () => None,
        }
    }
}
