//! Scalars and keys into what kubectl makes of them, their style and their tags heeded.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::node::{Number, Value};
use super::super::syntax::{Scalar, Style, Tag};
use super::timestamp::is_timestamp;
use super::{integer, other_than_text, resolve};

/// The value of a scalar, or why it has none.
pub fn value(scalar: Scalar) -> Result<Value, String> {
    let Scalar { text, style, tag } = scalar;
    let Some(tag) = tag else {
        let other = if style == Style::Plain { other_than_text(&text) } else { None };
        return Ok(other.unwrap_or(Value::String(text)));
    };
    let found = match tag {
        Tag::Str | Tag::Merge | Tag::Collection | Tag::Other => return Ok(Value::String(text)),
        Tag::Timestamp => is_timestamp(&text).then(|| Value::String(text.clone())),
        Tag::Binary => binary(&text).map(Value::String),
        Tag::Int if !is_integer(&text) => None,
        Tag::Int => integer(&text).map(Value::Number),
        Tag::Float => match resolve(&text) {
            Value::Number(Number::UInt(_)) => None,
            value @ Value::Number(_) => Some(value),
            _ => None,
        },
        Tag::Bool => Some(resolve(&text)).filter(|value| matches!(value, Value::Bool(_))),
        Tag::Null => Some(resolve(&text)).filter(|value| *value == Value::Null),
    };
    found.ok_or_else(|| format!("`{text}` is not what its tag says"))
}

/// The string that a scalar is as a key, or why it is none.
pub fn key_text(scalar: Scalar) -> Result<String, String> {
    let is_whole = scalar.tag != Some(Tag::Float) && is_integer(&scalar.text);
    let is_negative = scalar.text.starts_with('-');
    match value(scalar)? {
        Value::String(text) => Ok(text),
        Value::Bool(word) => Ok(word.to_string()),
        Value::Number(Number::Float(number)) => Ok(float_key(number)),
        Value::Number(Number::Int(number)) if is_whole => Ok(number.to_string()),
        #[expect(clippy::cast_precision_loss, reason = "it was a float in the text")]
        Value::Number(Number::Int(number)) => {
            let sign = if is_negative && number == 0 { -1.0 } else { 1.0 };
            Ok(float_key(number as f64 * sign))
        }
        Value::Null => Err("a key can't be null".to_owned()),
        _ => Err("this number is too large for a key".to_owned()),
    }
}

fn is_integer(text: &str) -> bool {
    let may_be_one = text.starts_with(|first: char| first.is_ascii_digit() || "+-".contains(first));
    may_be_one && integer(text).is_some()
}

/// Every byte that is no text becomes a mark of that.
fn binary(text: &str) -> Option<String> {
    let bytes = STANDARD.decode(text.replace(['\r', '\n'], "")).ok()?;
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{fffd}'));
    }
    Some(text)
}

/// A number as a key: of half the precision, with an exponent where it is large or small.
fn float_key(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "as kubectl does")]
    let number = number as f32;
    if !number.is_finite() {
        return Number::Float(f64::from(number)).to_string();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse().unwrap_or(0) {
        -4..=5 => number.to_string(),
        exponent if exponent < 0 => format!("{digits}e-{:02}", -exponent),
        exponent => format!("{digits}e+{exponent:02}"),
    }
}
