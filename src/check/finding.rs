//! One thing that is wrong with an object, as facts; whoever prints it makes the sentence.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::manifest::Object;
use crate::yaml::Origin;

/// What is wrong with one field of an object, or is warned of.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Whether the object is refused for it.
    pub severity: Severity,
    /// `unknown-field`, `wrong-type`, `missing-field`, `invalid-value`, …
    pub code: Code,
    /// As the API server spells it: `spec.template.spec.containers[0].name`; empty where the
    /// object is meant as a whole.
    pub path: String,
    pub message: String,
    /// The key of an unknown field, the value of a wrong one, what encloses a missing one.
    pub origin: Origin,
    pub help: Option<String>,
}

impl Finding {
    /// What is to be said of it where the object is one of a manifest.
    pub fn about(self, object: &Object) -> Diagnostic {
        let Finding { severity, code, path, message, origin, help } = self;
        let diagnostic = Diagnostic::new(severity, code, message).of(object).field(&*path);
        let label = if code == Code::UnknownKind { "not served".to_owned() } else { path };
        help.into_iter().fold(super::at(diagnostic, &origin, label), Diagnostic::help)
    }
}
