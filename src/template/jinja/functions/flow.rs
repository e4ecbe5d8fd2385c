//! Which of several values: `default`, `coalesce`, `ternary`.
//!
//! Null is missing: a value that someone set to null is treated as one that nobody set.

use minijinja::{Error, Value};

use super::call::{Call, CallForm, is_empty, is_missing};

/// Helm's own takes 0, false and empty lists and maps for missing, too: so nobody can set them.
pub(super) fn default(call: &Call) -> Result<Value, Error> {
    let values = call.between_maybe_undefined(1..=3)?;
    let value = &values[0];
    let also_when_empty = values.get(2).map_or(Ok(false), |flag| call.boolean(flag))?;
    let is_blank = is_missing(value) || value.as_str() == Some("");
    Ok(or_fallback(values, is_blank || (also_when_empty && !value.is_true())))
}

pub(super) fn default_if_empty(call: &Call) -> Result<Value, Error> {
    let values = call.between_maybe_undefined(1..=2)?;
    Ok(or_fallback(values, !values[0].is_true()))
}

fn or_fallback(values: &[Value], is_wanting: bool) -> Value {
    let found = if is_wanting { values.get(1) } else { values.first() };
    found.cloned().unwrap_or_else(|| Value::from(""))
}

pub(super) fn coalesce(call: &Call) -> Result<Value, Error> {
    let values = call.between_maybe_undefined(1..=usize::MAX)?;
    let found = values.iter().find(|value| !is_missing(value) && !is_empty(value));
    Ok(found.cloned().unwrap_or_else(|| Value::from(())))
}

pub(super) fn ternary(call: &Call) -> Result<Value, Error> {
    let values = call.exactly()?;
    let (condition, yes, no) = match call.form() {
        CallForm::Filter => values.into(),
        CallForm::Function => {
            let [yes, no, condition] = values;
            (condition, yes, no)
        }
    };
    Ok(if call.boolean(condition)? { yes } else { no }.clone())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{equal, fails};

    #[test]
    fn choices() {
        equal(&[
            ("values.missing | default('x')", "'x'"),
            ("missing | default('x')", "'x'"),
            ("default(values.missing, 'x')", "'x'"),
            ("values.null | default('x')", "'x'"),
            ("'' | default('x')", "'x'"),
            ("' ' | default('x')", "' '"),
            ("0 | default(1)", "0"),
            ("false | default(true)", "false"),
            ("[] | default([1])", "[]"),
            ("{} | default({'a': 1})", "{}"),
            ("values.missing | default_if_empty('x')", "'x'"),
            ("values.null | default_if_empty('x')", "'x'"),
            ("default_if_empty('', 'x')", "'x'"),
            ("0 | default_if_empty(1)", "1"),
            ("false | default_if_empty(true)", "true"),
            ("[] | default_if_empty([1])", "[1]"),
            ("{} | default_if_empty({'a': 1})", "{'a': 1}"),
            ("'a' | default_if_empty('x')", "'a'"),
            ("missing | default_if_empty", "''"),
            ("'' | default('x', true)", "'x'"),
            ("0 | d(1, true)", "1"),
            ("'a' | default('x', false)", "'a'"),
            ("missing | default", "''"),
            ("coalesce(values.missing, none, '', [], {}, 'x', 'y')", "'x'"),
            ("values.missing | coalesce(0, 1)", "0"),
            ("coalesce(none, false)", "false"),
            ("coalesce(none, '')", "none"),
            ("true | ternary('yes', 'no')", "'yes'"),
            ("ternary('yes', 'no', false)", "'no'"),
        ]);
        fails(&[
            ("'x' | ternary(1, 2)", "`ternary` needs a boolean, got a string"),
            ("'x' | default('y', 1)", "`default` needs a boolean, got an integer"),
            (
                "coalesce()",
                "`coalesce` needs at least 1 argument, got 0: write `coalesce(value, …)`",
            ),
        ]);
    }
}
