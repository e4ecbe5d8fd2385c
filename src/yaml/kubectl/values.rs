//! What scalars and keys become in the JSON that kubectl makes of YAML.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::compose::Reader;
use super::super::node::{Key, Node, Number, Origin, Value};
use super::super::scalar::{self, resolve};
use super::super::syntax::{Bytes, Scalar, Style, Tag};
use super::timestamp::is_timestamp;
use crate::diagnostic::{Diagnostic, Report, SourceId, Span};

pub struct Values<'a> {
    pub source: SourceId,
    pub report: &'a mut Report,
}

impl Reader for Values<'_> {
    fn origin(&mut self, bytes: &Bytes) -> Origin {
        Origin::at(Span::new(self.source, bytes.clone()))
    }

    fn scalar(&mut self, scalar: Scalar, bytes: &Bytes) -> Node {
        let origin = self.origin(bytes);
        let value = match value(scalar) {
            Ok(Value::Number(Number::Float(number))) if !number.is_finite() => {
                let message = format!("JSON has no number {}", Number::Float(number));
                self.report.push(Diagnostic::error("bad-number", message).at(origin.at, "here"));
                Value::Null
            }
            Ok(value) => value,
            Err(message) => {
                let fault = Diagnostic::error("bad-tag", message);
                self.report.push(fault.at(origin.at, "not of that type"));
                Value::Null
            }
        };
        Node::new(value, origin)
    }

    fn key(&mut self, scalar: Scalar, bytes: &Bytes) -> Option<Key> {
        let origin = self.origin(bytes);
        let is_integer = scalar.tag != Some(Tag::Float) && is_integer(&scalar.text);
        let is_negative = scalar.text.starts_with('-');
        let message = match value(scalar) {
            Ok(Value::String(text)) => return Some(Key::new(text, origin)),
            Ok(Value::Bool(word)) => return Some(Key::new(word.to_string(), origin)),
            Ok(Value::Number(Number::Float(number))) => {
                return Some(Key::new(float_key(number), origin));
            }
            Ok(Value::Number(Number::Int(number))) if is_integer => {
                return Some(Key::new(number.to_string(), origin));
            }
            #[expect(clippy::cast_precision_loss, reason = "it was a float in the text")]
            Ok(Value::Number(Number::Int(number))) => {
                let sign = if is_negative && number == 0 { -1.0 } else { 1.0 };
                return Some(Key::new(float_key(number as f64 * sign), origin));
            }
            Ok(Value::Null) => "a key can't be null".to_owned(),
            Ok(_) => "this number is too large for a key".to_owned(),
            Err(message) => message,
        };
        let fault = Diagnostic::error("bad-key", message).at(origin.at, "here");
        self.report.push(fault.help("quote it if it is meant as text"));
        None
    }

    fn spread_wins(&self) -> bool {
        true
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.report.push(diagnostic);
    }
}

fn value(scalar: Scalar) -> Result<Value, String> {
    let Scalar { text, style, tag } = scalar;
    let Some(tag) = tag else {
        return Ok(if style == Style::Plain { resolve(&text) } else { Value::String(text) });
    };
    let found = match tag {
        Tag::Str | Tag::Merge => return Ok(Value::String(text)),
        Tag::Timestamp => is_timestamp(&text).then(|| Value::String(text.clone())),
        Tag::Binary => binary(&text).map(Value::String),
        Tag::Int if !is_integer(&text) => None,
        Tag::Int => scalar::integer(&text).map(Value::Number),
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

fn is_integer(text: &str) -> bool {
    let may_be_one = text.starts_with(|first: char| first.is_ascii_digit() || "+-".contains(first));
    may_be_one && scalar::integer(text).is_some()
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
