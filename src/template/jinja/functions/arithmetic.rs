//! Calculating with quantities, such as a cache of three quarters of the memory.

use minijinja::{Error, Value};

use super::call::Call;
use crate::kube::quantity::{Amount, Decimal};

pub(super) fn quantity_add(call: &Call) -> Result<Value, Error> {
    let [a, b] = call.exactly()?;
    let sum = quantity(call, a)?.checked_add(quantity(call, b)?);
    shown(call, sum)
}

pub(super) fn quantity_sub(call: &Call) -> Result<Value, Error> {
    let [a, b] = call.exactly()?;
    let difference = quantity(call, a)?.checked_sub(quantity(call, b)?);
    shown(call, difference)
}

pub(super) fn quantity_mul(call: &Call) -> Result<Value, Error> {
    let [a, factor] = call.exactly()?;
    let product = quantity(call, a)?.checked_mul(number(call, factor)?);
    shown(call, product)
}

pub(super) fn quantity_div(call: &Call) -> Result<Value, Error> {
    let [a, divisor] = call.exactly()?;
    let divisor = number(call, divisor)?;
    if divisor.is_zero() {
        return Err(call.error("cannot divide by zero"));
    }
    let quotient = quantity(call, a)?.checked_div(divisor);
    shown(call, quotient)
}

pub(super) fn quantity_compare(call: &Call) -> Result<Value, Error> {
    let [a, b] = call.exactly()?;
    Ok(Value::from(quantity(call, a)?.cmp(&quantity(call, b)?) as i64))
}

pub(super) fn quantity_value(call: &Call) -> Result<Value, Error> {
    let [a] = call.exactly()?;
    let quantity = quantity(call, a)?;
    Ok(match quantity.as_integer() {
        Some(whole) => Value::from(whole),
        None => Value::from(quantity.as_float()),
    })
}

/// A quantity may be written as a plain number, as in `cpu: 2`.
fn quantity(call: &Call, value: &Value) -> Result<Amount, Error> {
    let written = match value.as_str() {
        Some(text) => text.to_owned(),
        None if value.is_number() => call.number(value)?,
        None => return Err(call.wrong_type("a quantity", value)),
    };
    Amount::parse(&written).map_err(|why| call.error(&format!("got no quantity: {why}")))
}

fn number(call: &Call, value: &Value) -> Result<Decimal, Error> {
    let written = call.number(value)?;
    Decimal::parse(&written).ok_or_else(|| call.error(&format!("cannot calculate with {written}")))
}

fn shown(call: &Call, result: Option<Amount>) -> Result<Value, Error> {
    result
        .map(|amount| Value::from(amount.to_string()))
        .ok_or_else(|| call.error("gives more than a quantity may hold"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{equal, fails};

    #[test]
    fn arithmetic_in_templates() {
        equal(&[
            ("quantity_add('1Gi', '512Mi')", "'1536Mi'"),
            ("quantity_add('0', '1Gi')", "'1Gi'"),
            ("quantity_sub(0, '1Gi')", "'-1Gi'"),
            ("'500m' | quantity_add(1)", "'1500m'"),
            ("quantity_add('1Gi', '100m')", "'1073741824100m'"),
            ("quantity_sub('1', '250m')", "'750m'"),
            ("quantity_sub('1Gi', '1Gi')", "'0'"),
            ("quantity_mul('1Gi', 0.75)", "'768Mi'"),
            ("quantity_mul('1Gi', 0.8)", "'858993460'"),
            ("quantity_mul('64Ti', 0.3333333333333333)", "'23456248059222'"),
            ("quantity_mul(0.1, 3)", "'300m'"),
            ("quantity_div('1', 3)", "'334m'"),
            ("quantity_div('-1', 3)", "'-334m'"),
            ("quantity_div('100n', 3)", "'34n'"),
            ("quantity_div('2Gi', 4)", "'512Mi'"),
            ("quantity_compare('1Gi', '1024Mi')", "0"),
            ("quantity_compare('1G', '1Gi')", "-1"),
            ("quantity_compare(2, '1500m')", "1"),
            ("quantity_value('1.5Ki')", "1536"),
            ("'250m' | quantity_value", "0.25"),
        ]);
    }

    #[test]
    fn mistakes() {
        fails(&[
            (
                "quantity_add('1Gib', 1)",
                "`quantity_add` got no quantity: `1Gib` is not a quantity like `500m`, `2` or `1.5Gi`",
            ),
            ("quantity_add([], 1)", "`quantity_add` needs a quantity, got a list"),
            ("quantity_mul('1', '2')", "`quantity_mul` needs a number, got a string"),
            ("quantity_div('1', 0)", "`quantity_div` cannot divide by zero"),
            ("quantity_mul('7Ei', 2)", "`quantity_mul` gives more than a quantity may hold"),
            ("quantity_mul('1', 1e300 * 1e300)", "`quantity_mul` cannot calculate with inf"),
        ]);
    }
}
