//! An expression that is parsed, checked and planned once, and then evaluated for many values.

use super::checker::{Checker, Variables};
use super::evaluate::{self, Given};
use super::parser;
use super::plan::{self, Plan};
use super::value::{Fault, Outcome};

/// An expression that is evaluated.
#[derive(Debug)]
pub(crate) struct Program {
    /// Nothing where it does not compile.
    plan: Option<Plan>,
    pub uses_old: bool,
}

impl Program {
    pub(crate) fn new(text: &str, variables: &Variables) -> Self {
        let compiled = || {
            let expression = parser::parse(text).ok()??;
            let mut checker = Checker::new(variables, "oldSelf");
            checker.check(&expression).ok()?;
            let uses_old = checker.is_watched_used;
            let notes = checker.into_notes();
            Some((plan::plan(&expression, &notes, variables), uses_old))
        };
        match compiled() {
            Some((plan, uses_old)) => Program { plan: Some(plan), uses_old },
            None => Program { plan: None, uses_old: false },
        }
    }

    /// The value, and what it cost.
    pub(crate) fn value<'v>(&'v self, given: &Given<'v>) -> (Outcome<'v>, u64) {
        match &self.plan {
            Some(plan) => evaluate::evaluate(plan, given),
            None => (Err(Fault::Unknown), 0),
        }
    }

    /// A text that is not blank; nothing where the expression amounts to none.
    pub(crate) fn text<'v>(&'v self, given: &Given<'v>) -> Option<String> {
        let made = self.value(given).0.ok()?;
        made.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }
}
