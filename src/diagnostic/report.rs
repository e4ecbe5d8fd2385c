//! The diagnostics of a run, each told once.

use std::collections::HashSet;

use indexmap::IndexSet;

use super::{Diagnostic, Role, Severity, Span};

/// The diagnostics of a run, in the order they were found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    diagnostics: IndexSet<Diagnostic>,
    /// By severity.
    counts: [usize; 3],
    /// The primary places of the errors.
    errors_at: HashSet<Span>,
}

impl Report {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic, unless the same words about the same places are there already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let (at, is_new) = self.diagnostics.insert_full(diagnostic);
        if is_new {
            let Diagnostic { severity, labels, .. } = &self.diagnostics[at];
            self.counts[*severity as usize] += 1;
            if *severity == Severity::Error {
                let primary = labels.iter().filter(|label| label.role == Role::Primary);
                self.errors_at.extend(primary.map(|label| label.span));
            }
        }
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
        self.diagnostics.iter()
    }

    /// Makes errors of the warnings.
    pub fn deny_warnings(&mut self) {
        let found = std::mem::take(self).diagnostics.into_iter();
        self.extend(found.map(|it| match it.severity {
            Severity::Warning => Diagnostic { severity: Severity::Error, ..it },
            _ => it,
        }));
    }

    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }
}

impl Extend<Diagnostic> for Report {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}
