//! The diagnostics of a run, each told once.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use indexmap::IndexSet;
use indexmap::set::MutableValues as _;

use super::{Diagnostic, Label, Role, Severity, Span};

/// The diagnostics of a run, in the order they were found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: IndexSet<Said>,
    /// By severity.
    counts: [usize; 3],
    /// The primary places of the errors.
    errors_at: HashSet<Span>,
}

/// A diagnostic, which is the same whatever calls lead there.
#[derive(Clone, Debug)]
struct Said(Diagnostic);

impl Report {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic. Where the same words about the same places are there already, what is new
    /// is by which calls they are reached.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let said = Said(diagnostic);
        let at = self.diagnostics.get_index_of(&said);
        if let Some(Said(known)) = at.and_then(|at| self.diagnostics.get_index_mut2(at)) {
            return known.reach(said.0);
        }
        let Diagnostic { severity, labels, .. } = &said.0;
        self.counts[*severity as usize] += 1;
        if *severity == Severity::Error {
            let primary = labels.iter().filter(|label| label.role == Role::Primary);
            self.errors_at.extend(primary.map(|label| label.span));
        }
        self.diagnostics.insert(said);
    }

    /// Whether an error about exactly this place has been told.
    pub fn has_error_at(&self, place: Span) -> bool {
        self.errors_at.contains(&place)
    }

    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.counts[severity as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().map(|said| &said.0)
    }

    /// Makes errors of the warnings.
    pub fn deny_warnings(&mut self) {
        let found = std::mem::take(self).diagnostics.into_iter();
        self.extend(found.map(|Said(it)| match it.severity {
            Severity::Warning => Diagnostic { severity: Severity::Error, ..it },
            _ => it,
        }));
    }

    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

impl Said {
    fn labels(&self) -> impl Iterator<Item = &Label> {
        self.0.labels.iter().filter(|label| label.role != Role::Call)
    }
}

impl PartialEq for Said {
    fn eq(&self, other: &Self) -> bool {
        let (one, other, other_labels) = (&self.0, &other.0, other.labels());
        (one.severity, one.code, &one.object, &one.path)
            == (other.severity, other.code, &other.object, &other.path)
            && (&one.message, one.manner, &one.help) == (&other.message, other.manner, &other.help)
            && (&one.control, one.words) == (&other.control, other.words)
            && self.labels().eq(other_labels)
    }
}

impl Eq for Said {}

impl Hash for Said {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Diagnostic { code, object, path, message, help, .. } = &self.0;
        (code, object, path, message, help).hash(state);
        self.labels().for_each(|label| label.hash(state));
    }
}

impl Extend<Diagnostic> for Report {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}
