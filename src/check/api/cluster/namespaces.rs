//! What is left of the core group: namespaces and bindings, of the core validation, and the labels
//! of pod security that are checked on admission.

use k8s_openapi::api::core::v1::{Binding, Namespace, ServiceAccount};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::names;

const FINALIZERS: [&str; 3] = ["foregroundDeletion", "kubernetes", "orphan"];

/// `ValidateNamespace`
impl Validate for Namespace {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let finalizers = self.spec.as_ref().and_then(|spec| spec.finalizers.as_deref());
        for name in finalizers.unwrap_or_default() {
            let at = at.field("spec");
            let at = at.field("finalizers");
            faults.syntax(at, name, names::qualified_name);
            if !name.contains('/') && !FINALIZERS.contains(&name.as_str()) {
                faults.invalid(
                    at,
                    format!("`{name}` is no finalizer of Kubernetes, nor has a prefix"),
                );
            }
        }
        // What is admitted is asked only where the rest is right.
        if faults.found.is_empty() {
            for (key, value) in self.metadata.labels.iter().flatten() {
                let at = at.field("metadata");
                let at = at.field("labels");
                security_label(key, value, at.key(key), faults);
            }
        }
    }
}

/// `PolicyToEvaluate` of the pod security admission.
fn security_label(key: &str, value: &str, at: FieldPath<'_>, faults: &mut Faults) {
    let message = match key.strip_prefix("pod-security.kubernetes.io/") {
        Some("enforce" | "audit" | "warn")
            if !matches!(value, "privileged" | "baseline" | "restricted") =>
        {
            "is not one of `privileged`, `baseline`, `restricted`"
        }
        Some("enforce-version" | "audit-version" | "warn-version") if !is_version(value) => {
            "is not `latest` or a version like `v1.36`"
        }
        _ => return,
    };
    faults.invalid(at, format!("`{value}` {message}"));
}

fn is_version(text: &str) -> bool {
    let minor = text.strip_prefix("v1.").unwrap_or_default();
    let is_number = !minor.is_empty() && minor.bytes().all(|byte| byte.is_ascii_digit());
    text == "latest" || (is_number && (minor == "0" || !minor.starts_with('0')))
}

/// `ValidatePodBinding`
impl Validate for Binding {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let at = at.field("target");
        let kind = self.target.kind.or_empty();
        if !kind.is_empty() {
            faults.one_of(at.field("kind"), kind, &["Node"]);
        }
        faults.filled(at.field("name"), self.target.name.or_empty());
    }
}

const ONLY_MOUNTABLE: &str = "kubernetes.io/enforce-mountable-secrets";

/// `ValidateServiceAccount` looks at nothing but the metadata.
impl Validate for ServiceAccount {
    fn validate(&self, _: FieldPath<'_>, _: &mut Faults) {}

    fn warn(&self, at: FieldPath<'_>, faults: &mut Faults) {
        let annotations = self.metadata.annotations.as_ref();
        if annotations.is_some_and(|all| all.contains_key(ONLY_MOUNTABLE)) {
            let at = at.field("metadata");
            let message = "is deprecated: keep apart what mounts secrets by namespaces";
            faults.warn(at.field("annotations").key(ONLY_MOUNTABLE), message);
        }
    }
}
