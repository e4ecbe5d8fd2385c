//! What is left of the core group: namespaces and bindings, of the core validation.

use k8s_openapi::api::core::v1::{Binding, Namespace, ServiceAccount};

use super::words::{self, one_of, text};
use super::{Faults, Path, Validate, names};

/// `ValidateNamespace`
impl Validate for Namespace {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        const STANDARD: [&str; 3] = ["foregroundDeletion", "kubernetes", "orphan"];
        let finalizers = self.spec.as_ref().and_then(|spec| spec.finalizers.as_deref());
        for name in finalizers.unwrap_or_default() {
            let at = at.field("spec");
            let at = at.field("finalizers");
            faults.syntax(at, name, names::qualified_name);
            if !name.contains('/') && !STANDARD.contains(&name.as_str()) {
                faults.invalid(
                    at,
                    format!("`{name}` is no finalizer of Kubernetes, nor has a prefix"),
                );
            }
        }
    }
}

/// `ValidatePodBinding`
impl Validate for Binding {
    fn validate(&self, at: Path<'_>, faults: &mut Faults) {
        let at = at.field("target");
        let kind = text(self.target.kind.as_ref());
        if !kind.is_empty() {
            one_of(kind, &["Node"], at.field("kind"), faults);
        }
        words::given(text(self.target.name.as_ref()), at.field("name"), faults);
    }
}

/// `ValidateServiceAccount` looks at nothing but the metadata.
impl Validate for ServiceAccount {
    fn validate(&self, _: Path<'_>, _: &mut Faults) {}
}
