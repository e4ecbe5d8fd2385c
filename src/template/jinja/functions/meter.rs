//! What templates make, taken from the budget of the render.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value};

use super::call::DEEPEST;
use crate::kube::regex::{self, Regex};
use crate::template::budget::{Budget, ITEM, Spent};
use crate::template::jinja::traced::is_given;

/// What an expression takes for each byte that it is written with, until it is compiled.
const PATTERN: usize = 1024;

/// So many expressions are kept.
const KEPT: usize = 100;

/// The budget, as the functions of an engine share it, and the expressions that were paid for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    pub budget: Arc<Budget>,
    patterns: Arc<Mutex<HashMap<String, Regex>>>,
}

/// Whether the texts in a list are new, or stand elsewhere too.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    New,
    Shared,
}

impl Meter {
    pub(crate) fn new(budget: Arc<Budget>) -> Self {
        Meter { budget, patterns: Arc::default() }
    }

    /// Takes room for so many bytes.
    pub(crate) fn take(&self, bytes: usize) -> Result<(), Error> {
        self.budget.take(bytes).map_err(spent)
    }

    /// The same for so many things of one size.
    pub(crate) fn take_each(&self, count: usize, bytes: usize) -> Result<(), Error> {
        self.budget.take_each(count, bytes).map_err(spent)
    }

    /// Takes room for what is on top: a text, or the items of a list.
    pub(crate) fn take_top(&self, value: &Value, item: usize) -> Result<(), Error> {
        match value.kind() {
            ValueKind::String => self.take(value.as_str().map_or(0, str::len)),
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Map => {
                self.take_each(value.len().unwrap_or(0), item)
            }
            _ => Ok(()),
        }
    }

    /// A value that a function made.
    pub(crate) fn made(&self, value: Value) -> Result<Value, Error> {
        self.weigh(&value, Texts::New, 0)?;
        Ok(value)
    }

    /// A list or a map that was put together of what is there.
    pub(crate) fn gathered(&self, value: Value) -> Result<Value, Error> {
        self.weigh(&value, Texts::Shared, 0)?;
        Ok(value)
    }

    /// Takes room for a value and all that is in it, but for what the chart was given.
    fn weigh(&self, value: &Value, texts: Texts, depth: usize) -> Result<(), Error> {
        match value.kind() {
            ValueKind::String if depth == 0 || texts == Texts::New => self.take_top(value, 1),
            ValueKind::Seq | ValueKind::Iterable | ValueKind::Map if !is_given(value) => {
                if depth > DEEPEST {
                    let message = format!("lists and maps are nested deeper than {DEEPEST} levels");
                    return Err(Error::new(ErrorKind::InvalidOperation, message));
                }
                self.take_top(value, ITEM)?;
                let is_map = value.kind() == ValueKind::Map;
                for item in value.try_iter()? {
                    let item = if is_map { value.get_item(&item)? } else { item };
                    self.weigh(&item, texts, depth + 1)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// An expression, compiled once.
    pub(crate) fn compile(&self, pattern: &str) -> Result<Result<Regex, String>, Error> {
        let mut patterns = self.patterns.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = patterns.get(pattern) {
            return Ok(Ok(known.clone()));
        }
        self.take_each(pattern.len(), PATTERN)?;
        let compiled = regex::compile(pattern);
        if let Ok(regex) = &compiled
            && patterns.len() < KEPT
        {
            patterns.insert(pattern.to_owned(), regex.clone());
        }
        Ok(compiled)
    }
}

/// Why a function stops.
pub(crate) fn spent(_: Spent) -> Error {
    Error::new(ErrorKind::OutOfFuel, "the budget is spent")
}
