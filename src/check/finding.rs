//! One thing that is wrong with an object, as facts; whoever prints it makes the sentence.

use super::remedy::Remedy;
use crate::diagnostic::{Code, Diagnostic, Severity, Sources};
use crate::manifest::Object;
use crate::yaml::{Origin, Path};

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
    /// Another field that has a part in it, and which.
    pub beside: Option<(Origin, String)>,
    pub help: Option<Remedy>,
}

impl Finding {
    /// What is to be said of it where the object is one of a manifest.
    pub fn about(self, object: &Object, sources: &Sources) -> Diagnostic {
        let Finding { severity, code, path, message, origin, beside, help } = self;
        let diagnostic = Diagnostic::new(severity, code, message).of(object).field(&*path);
        let parsed = Path::parse(&path);
        let null = parsed.null(&object.root);
        let label = if code == Code::UnknownKind { "not served".to_owned() } else { path };
        let help = help.map(|help| help.of_template(&origin, sources));
        let diagnostic = super::at(diagnostic, &origin, label);
        let diagnostic = null.into_iter().fold(diagnostic, |told, null| null.mark_null(told));
        let beside = beside.filter(|(beside, _)| beside.at != origin.at);
        let diagnostic = beside
            .into_iter()
            .fold(diagnostic, |diagnostic, (origin, path)| origin.mark_beside(diagnostic, path));
        help.into_iter().fold(diagnostic, Diagnostic::help)
    }
}
