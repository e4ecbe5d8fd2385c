//! An expression that is parsed and checked once, and then evaluated for many values.

use std::borrow::Cow;
use std::fmt;

use self_cell::self_cell;
use serde_json::Value;

use super::checker::{Checker, Notes, Variables};
use super::evaluate::{self, Patterns};
use super::parser::{self, Expression};

/// A rule, or what is said where one is broken.
pub(crate) struct Program(TextAndReady);

self_cell! {
    struct TextAndReady {
        owner: Box<str>,
        #[covariant]
        dependent: MaybeReady,
    }
}

/// Nothing where the text does not compile.
type MaybeReady<'t> = Option<Ready<'t>>;

/// An expression that compiles.
pub(super) struct Ready<'t> {
    /// Notes and patterns know its parts by their addresses.
    expression: Box<Expression<'t>>,
    notes: Notes,
    patterns: Patterns,
    uses_old: bool,
}

impl Program {
    pub(crate) fn new(text: &str, variables: &Variables) -> Self {
        Program(TextAndReady::new(text.into(), |text| Ready::of(text, variables)))
    }

    /// Whether a rule holds for a value with nothing before it; `None` where that can't be told, or
    /// where the rule is about what was.
    pub(crate) fn holds_at_first(&self, own: &Value) -> Option<bool> {
        self.at_first(own)?.as_bool()
    }

    /// The text that an expression amounts to; `None` where that can't be told.
    pub(crate) fn text(&self, own: &Value) -> Option<String> {
        let made = self.ready()?.value(own)?;
        made.as_str().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn at_first<'v>(&'v self, own: &'v Value) -> Option<Cow<'v, Value>> {
        self.ready().filter(|ready| !ready.uses_old)?.value(own)
    }

    fn ready(&self) -> Option<&Ready<'_>> {
        self.0.borrow_dependent().as_ref()
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Program").field(self.0.borrow_owner()).finish()
    }
}

impl<'t> Ready<'t> {
    pub(super) fn of(text: &'t str, variables: &Variables) -> Option<Self> {
        let expression = Box::new(parser::parse(text).ok()??);
        let mut checker = Checker::new(variables, "oldSelf");
        checker.check(&expression).ok()?;
        let uses_old = checker.is_watched_used;
        let patterns = evaluate::patterns(&expression);
        Some(Ready { notes: checker.into_notes(), expression, patterns, uses_old })
    }

    pub(super) fn value<'v>(&'v self, own: &'v Value) -> Option<Cow<'v, Value>> {
        evaluate::evaluate(&self.expression, &self.notes, &self.patterns, own)
    }
}
