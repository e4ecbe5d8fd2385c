//! An expression that is parsed, checked and planned once, and then evaluated for many values.

use super::checker::{Checker, Variables};
use super::parser;
use super::plan::{self, Plan};

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
            checker.check_whole(&expression).ok()?;
            let uses_old = checker.is_watched_used;
            let notes = checker.into_notes();
            Some((plan::plan(&expression, &notes, variables), uses_old))
        };
        match compiled() {
            Some((plan, uses_old)) => Program { plan: Some(plan), uses_old },
            None => Program { plan: None, uses_old: false },
        }
    }

    pub(super) fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }
}
