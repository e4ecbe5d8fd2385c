//! What we say to the user: one type for every fault, one store for the texts it points into.
//!
//! Nothing here knows what a chart or a manifest is, and nothing here decides an exit code.

mod censor;
mod codes;
mod lines;
pub mod print;
mod report;
mod secrets;
mod source;
mod subject;
mod suggest;
pub mod suite;

pub use censor::{Censor, Telling};
pub use codes::Code;
pub use report::Report;
pub use secrets::{MASK, Secrets};
pub use source::{Place, Source, SourceId, SourceKind, Sources, Span};
pub use subject::{Manner, Subject};
pub use suggest::{HELPED, SEARCHED, did_you_mean, known_here, misspelt, nearest, or_else_meant};

/// How much a diagnostic weighs: errors stop the output, the rest is said beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// Whether a label marks the fault itself or something that explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Primary,
    Context,
    /// A call that leads to another label.
    Call,
}

/// A marked stretch of a source and the few words under it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    pub span: Span,
    pub text: String,
    pub role: Role,
}

/// Of the calls that lead to a place, so many are shown.
const CALLS: usize = 6;

/// Whose words a diagnostic is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Words {
    /// What they quote of a value, they quote whole.
    Ours,
    /// Made of values while a template ran: parts of them may be in there.
    Computed,
}

/// One thing to say to the user.
///
/// The message says what is wrong in the user's words, a label why here, a help what to do. What a
/// report may want to sort or filter by is a field and not a word of the message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub severity: Severity,
    pub code: Code,
    /// The object of the manifest that it is about.
    pub object: Option<Box<Subject>>,
    /// The field of the object, as the API server spells it: `spec.containers[0].image`.
    pub path: Option<Box<str>>,
    /// The control of the Pod Security Standards that is meant: `hostNamespaces`.
    pub control: Option<&'static str>,
    /// Without the object, which who prints it puts in front.
    pub message: String,
    pub manner: Manner,
    pub labels: Vec<Label>,
    pub help: Vec<String>,
    pub words: Words,
}

impl Diagnostic {
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            severity,
            code,
            object: None,
            path: None,
            control: None,
            message: message.into(),
            manner: Manner::Statement,
            labels: Vec::new(),
            help: Vec::new(),
            words: Words::Ours,
        }
    }

    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    pub fn note(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Names the object that the message is said of: `Service x`: *port 70000 is too large*.
    #[must_use]
    pub fn of(self, object: impl Into<Subject>) -> Self {
        Diagnostic { object: Some(Box::new(object.into())), manner: Manner::Statement, ..self }
    }

    /// Names the object that the message goes on from: `Service x` *selects no pods*.
    #[must_use]
    pub fn subject(self, object: impl Into<Subject>) -> Self {
        Diagnostic { object: Some(Box::new(object.into())), manner: Manner::Predicate, ..self }
    }

    /// Names the field that is at fault.
    #[must_use]
    pub fn field(self, path: impl Into<Box<str>>) -> Self {
        Diagnostic { path: Some(path.into()), ..self }
    }

    /// The message with the object that it is about.
    pub fn sentence(&self) -> String {
        let Diagnostic { object, manner, message, .. } = self;
        match (object, manner) {
            (None, _) => message.clone(),
            (Some(object), Manner::Statement) => format!("{object}: {message}"),
            (Some(object), Manner::Predicate) => format!("{object} {message}"),
        }
    }

    /// Marks the place of the fault.
    #[must_use]
    pub fn at(self, span: Span, text: impl Into<String>) -> Self {
        self.label(span, text, Role::Primary)
    }

    /// Marks a place that explains the fault.
    #[must_use]
    pub fn context(self, span: Span, text: impl Into<String>) -> Self {
        self.label(span, text, Role::Context)
    }

    /// Marks a call that leads to another place, unless that is in it.
    #[must_use]
    pub fn call(self, span: Span, text: impl Into<String>) -> Self {
        if self.labels.iter().any(|label| span.encloses(label.span)) {
            return self;
        }
        self.label(span, text, Role::Call)
    }

    /// Adds the calls by which another leads to the same places; of many, some.
    pub(crate) fn reach(&mut self, other: Diagnostic) {
        let calls = |labels: &[Label]| labels.iter().filter(|one| one.role == Role::Call).count();
        for label in other.labels.into_iter().filter(|label| label.role == Role::Call) {
            let is_told = self.labels.iter().any(|one| label.span.encloses(one.span));
            if calls(&self.labels) < CALLS && !is_told {
                self.labels.push(label);
            }
        }
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Says that a template had a part in the words.
    #[must_use]
    pub fn computed(self) -> Self {
        Diagnostic { words: Words::Computed, ..self }
    }

    fn label(mut self, span: Span, text: impl Into<String>, role: Role) -> Self {
        let text = text.into();
        if !self.labels.iter().any(|label| label.span == span) {
            self.labels.push(Label { span, text, role });
        }
        self
    }
}
