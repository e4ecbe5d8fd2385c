//! One call of a function, and its arguments as the types that the function needs.
//!
//! Every mistake that a chart's author can make in a call is worded here: how many arguments, of what
//! type, by what name.

use std::ops::RangeInclusive;

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Error, ErrorKind, Value};

use super::{Function, Meter};
use crate::template::budget::ITEM;

/// How deep lists and maps may be nested in what a function walks through.
pub(super) const DEEPEST: usize = 128;

/// Whether the template wrote `f(x, y)` or `x | f(y)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CallForm {
    Function,
    Filter,
}

#[derive(Debug)]
pub(super) struct Call<'a> {
    function: &'static Function,
    form: CallForm,
    values: &'a [Value],
    named: Option<Kwargs>,
    pub(super) meter: &'a Meter,
}

impl<'a> Call<'a> {
    /// Takes the arguments as the engine hands them over: named ones last, in one value.
    pub(super) fn new(
        function: &'static Function,
        form: CallForm,
        values: &'a [Value],
        meter: &'a Meter,
    ) -> Result<Self, Error> {
        let (values, named) = match values.split_last() {
            Some((last, rest)) if last.is_kwargs() => (rest, Some(Kwargs::try_from(last.clone())?)),
            _ => (values, None),
        };
        Ok(Self { function, form, values, named, meter })
    }

    pub(super) fn form(&self) -> CallForm {
        self.form
    }

    /// The arguments of a function that takes `N` of them.
    pub(super) fn exactly<const N: usize>(&self) -> Result<[&'a Value; N], Error> {
        let values = self.between(N..=N)?;
        let values: &[Value; N] = values.try_into().map_err(|_| self.wrong_count(&(N..=N)))?;
        Ok(values.each_ref())
    }

    /// The arguments of a function that takes at least so many.
    pub(super) fn at_least(&self, least: usize) -> Result<&'a [Value], Error> {
        self.between(least..=usize::MAX)
    }

    pub(super) fn between(&self, count: RangeInclusive<usize>) -> Result<&'a [Value], Error> {
        let values = self.between_maybe_undefined(count)?;
        values.iter().try_for_each(defined)?;
        Ok(values)
    }

    /// As [`Call::between`], for the functions that look for a value that exists.
    pub(super) fn between_maybe_undefined(
        &self,
        count: RangeInclusive<usize>,
    ) -> Result<&'a [Value], Error> {
        self.names(&[])?;
        if count.contains(&self.values.len()) {
            Ok(self.values)
        } else {
            Err(self.wrong_count(&count))
        }
    }

    /// The arguments of a function that also takes the one named, if that was given.
    pub(super) fn at_least_and(
        &self,
        least: usize,
        name: &str,
    ) -> Result<(&'a [Value], Option<Value>), Error> {
        self.names(&[name])?;
        if self.values.len() < least {
            return Err(self.wrong_count(&(least..=usize::MAX)));
        }
        self.values.iter().try_for_each(defined)?;
        let named = match &self.named {
            Some(named) if named.has(name) => Some(named.get::<Value>(name)?),
            _ => None,
        };
        named.iter().try_for_each(defined)?;
        Ok((self.values, named))
    }

    fn names(&self, known: &[&str]) -> Result<(), Error> {
        let unknown = self.named.iter().flat_map(Kwargs::args).find(|name| !known.contains(name));
        match unknown {
            None => Ok(()),
            Some(name) => Err(self.with_usage(
                ErrorKind::TooManyArguments,
                &format!("takes no argument named `{name}`"),
            )),
        }
    }

    pub(super) fn text<'v>(&self, value: &'v Value) -> Result<&'v str, Error> {
        value.as_str().ok_or_else(|| self.wrong_type("a string", value))
    }

    pub(super) fn integer(&self, value: &Value) -> Result<i64, Error> {
        if !value.is_integer() {
            return Err(self.wrong_type("an integer", value));
        }
        value.as_i64().ok_or_else(|| self.error(&format!("cannot work with {value}")))
    }

    /// A number in full decimal digits.
    pub(super) fn number(&self, value: &Value) -> Result<String, Error> {
        match value.kind() {
            ValueKind::Number if value.is_integer() => Ok(value.to_string()),
            ValueKind::Number => Ok(f64::try_from(value.clone())?.to_string()),
            _ => Err(self.wrong_type("a number", value)),
        }
    }

    pub(super) fn boolean(&self, value: &Value) -> Result<bool, Error> {
        match value.kind() {
            ValueKind::Bool => Ok(value.is_true()),
            _ => Err(self.wrong_type("a boolean", value)),
        }
    }

    pub(super) fn list(&self, value: &Value) -> Result<Vec<Value>, Error> {
        if !is_list(value) {
            return Err(self.wrong_type("a list", value));
        }
        self.meter.take_top(value, ITEM)?;
        value.try_iter()?.checked().collect()
    }

    /// The keys of a map, in its order.
    pub(super) fn keys(&self, value: &Value) -> Result<Vec<Value>, Error> {
        if value.kind() != ValueKind::Map {
            return Err(self.wrong_type("a map", value));
        }
        self.meter.take_top(value, ITEM)?;
        value.try_iter()?.checked().collect()
    }

    /// A key of a map.
    pub(super) fn key<'v>(&self, value: &'v Value) -> Result<&'v Value, Error> {
        match value.kind() {
            ValueKind::String | ValueKind::Number | ValueKind::Bool => Ok(value),
            _ => Err(self.wrong_type("a key", value)),
        }
    }

    pub(super) fn wrong_type(&self, needed: &str, got: &Value) -> Error {
        self.error(&format!("needs {needed}, got {}", described(got)))
    }

    /// An error that says what this function did not like.
    pub(super) fn error(&self, what: &str) -> Error {
        Error::new(ErrorKind::InvalidOperation, format!("`{}` {what}", self.function.name))
    }

    fn wrong_count(&self, allowed: &RangeInclusive<usize>) -> Error {
        let piped = usize::from(self.form == CallForm::Filter);
        let least = allowed.start().saturating_sub(piped);
        let most = allowed.end().saturating_sub(piped);
        let got = self.values.len().saturating_sub(piped);
        let (needed, counted) = if least == most {
            (most.to_string(), most)
        } else if *allowed.end() == usize::MAX {
            (format!("at least {least}"), least)
        } else {
            (format!("{least} to {most}"), most)
        };
        let noun = if counted == 1 { "argument" } else { "arguments" };
        let kind =
            if got < least { ErrorKind::MissingArgument } else { ErrorKind::TooManyArguments };
        self.with_usage(kind, &format!("needs {needed} {noun}, got {got}"))
    }

    pub(super) fn with_usage(&self, kind: ErrorKind, what: &str) -> Error {
        let usage = match self.form {
            CallForm::Function => self.function.signature.to_owned(),
            CallForm::Filter => self.function.piped(),
        };
        Error::new(kind, format!("`{}` {what}: write `{usage}`", self.function.name))
    }
}

/// The engine's own error for an undefined value, because that one knows where the value came from.
fn defined(value: &Value) -> Result<(), Error> {
    if value.is_undefined() { value.get_attr("").map(drop) } else { Ok(()) }
}

pub(super) fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}

/// An empty string, list or map; null and undefined are missing, and 0 and false are values.
pub(super) fn is_empty(value: &Value) -> bool {
    value.len() == Some(0)
}

pub(super) fn is_missing(value: &Value) -> bool {
    value.is_undefined() || value.is_none()
}

fn described(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::Undefined => "an undefined value",
        ValueKind::None => "null",
        ValueKind::Bool => "a boolean",
        ValueKind::Number if value.is_integer() => "an integer",
        ValueKind::Number => "a float",
        ValueKind::String => "a string",
        ValueKind::Bytes => "bytes",
        ValueKind::Seq | ValueKind::Iterable => "a list",
        ValueKind::Map => "a map",
        _ => "something else",
    }
}
