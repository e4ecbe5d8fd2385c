//! How all that was looked at has fared, as facts without secrets: what the formats for programs
//! are printed from.
//!
//! It has cases, as a test suite has: a stack in an environment, or an object of a file.

use std::collections::HashMap;

use super::{Censor, Code, Diagnostic, Manner, Role, Severity, SourceKind, Sources, Span};

/// What a command looked at.
#[derive(Clone, Debug)]
pub struct Suite {
    /// `check`, `test`, `validate`
    pub command: &'static str,
    pub cases: Vec<Case>,
}

/// One of the things that were looked at.
#[derive(Clone, Debug)]
pub struct Case {
    pub subject: Examined,
    /// In a word: `ok`, `differs`, `invalid`.
    pub status: &'static str,
    pub fate: Fate,
    pub told: Vec<Told>,
}

#[derive(Clone, Debug)]
pub enum Examined {
    Stack {
        stack: String,
        /// `None` for the folder of a chart, and for a library.
        environment: Option<String>,
    },
    Object(ObjectAt),
    /// A file that is looked at by its name alone, and what is to be said of it.
    File {
        file: String,
        why: String,
    },
}

/// An object, and where it stands.
#[derive(Clone, Debug)]
pub struct ObjectAt {
    pub file: String,
    /// Its number in the file, from 0 on.
    pub index: usize,
    pub line: usize,
    pub api_version: Option<String>,
    pub kind: Option<String>,
    pub namespace: Option<String>,
    pub name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Passed,
    Failed,
    Skipped,
}

/// A diagnostic as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Told {
    pub severity: Severity,
    pub code: &'static str,
    /// What is wrong where this is said.
    pub about: &'static str,
    /// `Deployment shop/web`
    pub object: Option<String>,
    /// The field; empty where it is none.
    pub path: String,
    /// The control of the Pod Security Standards that is meant.
    pub control: Option<&'static str>,
    /// Without the object, unless that is its subject.
    pub message: String,
    /// The message with the object that it is about.
    pub sentence: String,
    pub help: Vec<String>,
    pub place: Option<Spot>,
    /// Other places that explain it.
    pub related: Vec<(Spot, String)>,
    /// Flags that have a part in it.
    pub flags: Vec<String>,
    /// A text of many lines: a diff.
    pub detail: Option<String>,
}

/// A stretch of a file; lines and columns are counted from 1, the end is behind the last character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// What is told of several cases alike.
#[derive(Debug)]
pub struct Shared<'s> {
    pub told: &'s Told,
    pub cases: Vec<&'s Case>,
    /// The environments, where it is not told of all of them.
    pub only_in: Vec<&'s str>,
}

impl Suite {
    pub fn count(&self, fate: Fate) -> usize {
        self.cases.iter().filter(|case| case.fate == fate).count()
    }

    /// All that is told, each once.
    pub fn shared(&self) -> Vec<Shared<'_>> {
        let mut found: Vec<Shared<'_>> = Vec::new();
        let mut places = HashMap::new();
        for case in &self.cases {
            for told in &case.told {
                let at = *places.entry(told).or_insert(found.len());
                match found.get_mut(at) {
                    Some(shared) => shared.cases.push(case),
                    None => found.push(Shared { told, cases: vec![case], only_in: Vec::new() }),
                }
            }
        }
        for shared in &mut found {
            shared.only_in = self.only_in(&shared.cases);
        }
        found
    }

    fn only_in<'s>(&self, cases: &[&'s Case]) -> Vec<&'s str> {
        let Some(stack) = cases.first().and_then(|case| case.subject.stack()) else {
            return Vec::new();
        };
        let all = self.cases.iter().filter(|case| case.subject.stack() == Some(stack)).count();
        if cases.len() >= all {
            return Vec::new();
        }
        cases.iter().filter_map(|case| case.subject.environment()).collect()
    }
}

impl Examined {
    fn stack(&self) -> Option<&str> {
        match self {
            Examined::Stack { stack, .. } => Some(stack),
            Examined::Object(_) | Examined::File { .. } => None,
        }
    }

    pub fn environment(&self) -> Option<&str> {
        match self {
            Examined::Stack { environment, .. } => environment.as_deref(),
            Examined::Object(_) | Examined::File { .. } => None,
        }
    }

    /// What cases are put together by: a stack, or a file.
    pub fn group(&self) -> &str {
        match self {
            Examined::Stack { stack, .. } => stack,
            Examined::Object(ObjectAt { file, .. }) | Examined::File { file, .. } => file,
        }
    }

    /// What a case is called in its group.
    pub fn name(&self) -> String {
        match self {
            Examined::Stack { environment, .. } => {
                environment.clone().unwrap_or_else(|| "chart".to_owned())
            }
            Examined::Object(object) => object.name(),
            Examined::File { .. } => "file".to_owned(),
        }
    }
}

impl ObjectAt {
    /// `Deployment shop/web`, as far as it is known, or its number in the file.
    fn name(&self) -> String {
        match (&self.kind, &self.namespace, &self.name) {
            (Some(kind), Some(namespace), Some(name)) => format!("{kind} {namespace}/{name}"),
            (Some(kind), None, Some(name)) => format!("{kind} {name}"),
            (Some(kind), _, None) => format!("{kind} {}", self.index + 1),
            (None, ..) => format!("document {}", self.index + 1),
        }
    }
}

impl Told {
    pub fn of(diagnostic: &Diagnostic, censor: &Censor<'_>) -> Self {
        let shown = censor.censored(diagnostic);
        let (mut place, mut related, mut flags) = (None, Vec::new(), Vec::new());
        for role in [Role::Primary, Role::Call, Role::Context] {
            for label in shown.labels.iter().filter(|label| label.role == role) {
                match Spot::of(label.span, censor.sources) {
                    Some(spot) if place.is_none() => place = Some(spot),
                    Some(spot) => related.push((spot, label.text.clone())),
                    None => flags.push(censor.describe(label.span)),
                }
            }
        }
        Told {
            severity: shown.severity,
            code: shown.code.name(),
            about: shown.code.about(),
            object: shown.object.as_ref().map(|object| object.to_string().replace('`', "")),
            path: shown.path.as_deref().unwrap_or_default().to_owned(),
            control: shown.control,
            sentence: shown.sentence(),
            message: match shown.manner {
                Manner::Predicate => shown.sentence(),
                Manner::Statement => shown.message,
            },
            help: shown.help,
            place,
            related,
            flags,
            detail: None,
        }
    }

    /// What is said of a file as a whole.
    pub fn of_file(code: Code, file: &str, message: String) -> Self {
        Told {
            severity: Severity::Error,
            code: code.name(),
            about: code.about(),
            object: None,
            path: String::new(),
            control: None,
            sentence: message.clone(),
            message,
            help: Vec::new(),
            place: Some(Spot::first_line(file)),
            related: Vec::new(),
            flags: Vec::new(),
            detail: None,
        }
    }
}

impl Spot {
    /// `None` for what was typed as a flag.
    fn of(span: Span, sources: &Sources) -> Option<Self> {
        let source = sources.get(span.source);
        if source.kind == SourceKind::Flag {
            return None;
        }
        let (start, end) = (sources.place(span), sources.place(Span { start: span.end, ..span }));
        Some(Spot {
            file: source.name.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        })
    }

    pub fn first_line(file: &str) -> Self {
        Spot { file: file.to_owned(), line: 1, column: 1, end_line: 1, end_column: 1 }
    }
}
