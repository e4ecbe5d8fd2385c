//! Where a node was written, which calls brought it there, and what filled it; and how a diagnostic
//! shows that.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Span};

/// Where a node was written, and what filled it.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// In a document: the place in the template. In values: the place in the file or the flag.
    pub at: Span,
    /// The places of the values that were bound into this node, if any.
    pub set: Option<Arc<[Span]>>,
    /// How a document came by what a macro or another file wrote.
    pub calls: Calls,
    /// What decided on it; `None` where that is not known.
    pub decided: Option<Arc<Decided>>,
    /// The text of a number that was not written as we would: `1.10`, which is 1.1.
    pub(super) spelling: Option<Arc<str>>,
}

/// The places of values that decided on a node, those apart that are in it.
#[derive(Debug, Default, PartialEq)]
pub struct Decided {
    /// They decided that it is here.
    pub here: Vec<Span>,
    /// And these what it is.
    pub what: Vec<Span>,
}

impl Origin {
    pub fn at(span: Span) -> Self {
        Origin { at: span, set: None, calls: Calls::default(), decided: None, spelling: None }
    }

    /// The same, filled with values that were set at these places.
    #[must_use]
    pub fn filled(self, set: Option<Arc<[Span]>>) -> Self {
        Origin { set, ..self }
    }

    #[must_use]
    pub fn called(self, calls: Calls) -> Self {
        Origin { calls, ..self }
    }

    #[must_use]
    pub fn spelled(self, spelling: Option<Arc<str>>) -> Self {
        Origin { spelling, ..self }
    }

    #[must_use]
    pub fn decided(self, decided: Option<Arc<Decided>>) -> Self {
        Origin { decided, ..self }
    }

    /// Marks what is at fault, the calls that lead there, and the values that it came from.
    #[must_use]
    pub fn mark(&self, diagnostic: Diagnostic, text: impl Into<String>) -> Diagnostic {
        self.explain(diagnostic.at(self.at, text))
    }

    /// The same of what explains a fault.
    #[must_use]
    pub fn mark_beside(&self, diagnostic: Diagnostic, text: impl Into<String>) -> Diagnostic {
        self.calls.mark(diagnostic.context(self.at, text))
    }

    /// Marks what is here for the second time. What stands in a macro is told apart by its calls.
    #[must_use]
    pub fn mark_again(&self, diagnostic: Diagnostic, first: &Origin) -> Diagnostic {
        if self.at == first.at && self.calls != first.calls {
            let diagnostic = diagnostic.at(self.at, "both times from here");
            let shared = |calls: &Calls, call: &Call| calls.all().any(|one| one.at == call.at);
            let again = |call: &Call| if shared(&first.calls, call) { "" } else { "again, " };
            let before = |call: &Call| if shared(&self.calls, call) { "" } else { "first " };
            return first.calls.mark_by(self.calls.mark_by(diagnostic, again), before);
        }
        let diagnostic = self.calls.mark(diagnostic.at(self.at, "again here"));
        first.mark_beside(diagnostic, "first here")
    }

    /// Marks the null that this is the origin of, which leaves out what is missed.
    #[must_use]
    pub fn mark_null(&self, diagnostic: Diagnostic) -> Diagnostic {
        let here = [self.at];
        let places = self.set.as_deref().unwrap_or(&here);
        let shown = places.iter().filter(|place| !place.is_nowhere());
        shown.fold(diagnostic, |diagnostic, place| {
            diagnostic.context(*place, "left out by this null")
        })
    }

    /// Marks the calls that lead here, and the values that it came from.
    #[must_use]
    pub fn explain(&self, diagnostic: Diagnostic) -> Diagnostic {
        let places = self.set.iter().flat_map(|places| places.iter());
        places.fold(self.calls.mark(diagnostic), |diagnostic, place| {
            diagnostic.context(*place, "set here")
        })
    }
}

/// The calls by which a text came into a document, the innermost first. What stands in the template
/// itself has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calls(Option<Arc<Call>>);

#[derive(Debug, PartialEq)]
struct Call {
    at: Span,
    manner: Calling,
    from: Calls,
    depth: usize,
}

/// How a template takes in what was written elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calling {
    Call,
    Include,
    /// It emits what a name stands for: a call or a block that was stored before.
    Use,
}

impl Calling {
    fn words(self) -> &'static str {
        match self {
            Calling::Call => "called here",
            Calling::Include => "included here",
            Calling::Use => "used here",
        }
    }
}

/// Further calls are not remembered: macros that call themselves may go deep.
const DEEPEST: usize = 64;

/// So many calls are shown: those next to the fault, and the one in the template.
const SHOWN: usize = 6;

impl Calls {
    /// The calls that lead into what is called at `at`, where these lead there.
    #[must_use]
    pub fn then(&self, at: Span, manner: Calling) -> Self {
        let depth = self.0.as_ref().map_or(0, |call| call.depth) + 1;
        let is_here = |call: &Arc<Call>| call.at == at;
        if depth > DEEPEST || self.0.as_ref().is_some_and(is_here) {
            return self.clone();
        }
        Calls(Some(Arc::new(Call { at, manner, from: self.clone(), depth })))
    }

    /// Marks each of them.
    #[must_use]
    pub fn mark(&self, diagnostic: Diagnostic) -> Diagnostic {
        self.mark_by(diagnostic, |_| "")
    }

    /// The same; `order` is what comes first in the words of each: "again, called here".
    fn mark_by(&self, diagnostic: Diagnostic, order: impl Fn(&Call) -> &'static str) -> Diagnostic {
        let all: Vec<&Call> = self.all().collect();
        let left_out = all.len().saturating_sub(SHOWN);
        let near = all.iter().take(SHOWN - 1);
        let rest = all.iter().skip(SHOWN - 1 + left_out);
        near.chain(rest).fold(diagnostic, |diagnostic, call| {
            diagnostic.call(call.at, format!("{}{}", order(call), call.manner.words()))
        })
    }

    /// Where they are, the innermost first.
    pub fn places(&self) -> Vec<Span> {
        self.all().map(|call| call.at).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Call> {
        std::iter::successors(self.0.as_deref(), |call| call.from.0.as_deref())
    }
}
