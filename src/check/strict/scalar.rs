//! A node into a scalar of the wanted type. A value that does not fit is reported, and the zero
//! value is read in its place. Null is the zero value, as in Go.

use k8s_openapi::jiff::Timestamp;

use super::format;
use super::state::State;
use crate::check::remedy::Remedy;
use crate::diagnostic::Code;
use crate::kube::quantity::is_quantity;
use crate::yaml::{Node, Number, Value};

pub(super) fn integer<N: TryFrom<i128> + Default>(state: &mut State, node: &Node) -> N {
    let found = match &node.value {
        Value::Null => Some(0),
        Value::Number(number) => whole(*number),
        _ => None,
    };
    let Some(found) = found else {
        wrong_type(state, node, "an integer");
        return N::default();
    };
    N::try_from(found).unwrap_or_else(|_| {
        let bits = 8 * size_of::<N>();
        invalid(state, node, format!("{found} does not fit a {bits}-bit integer"));
        N::default()
    })
}

pub(super) fn float(state: &mut State, node: &Node) -> f64 {
    match &node.value {
        Value::Null => 0.0,
        Value::Number(number) => number.as_f64(),
        _ => {
            wrong_type(state, node, "a number");
            0.0
        }
    }
}

pub(super) fn boolean(state: &mut State, node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Bool(value) => *value,
        _ => {
            wrong_type(state, node, "a boolean");
            false
        }
    }
}

pub(super) fn text<'n>(state: &mut State, node: &'n Node) -> &'n str {
    match &node.value {
        Value::Null => "",
        Value::String(text) => text,
        _ => {
            wrong_type(state, node, "a string");
            ""
        }
    }
}

/// Go takes base64, and a list of bytes as well.
pub(super) fn bytes(state: &mut State, node: &Node) -> Vec<u8> {
    let bytes = match &node.value {
        Value::Null => return Vec::new(),
        Value::String(text) => format::base64(text),
        Value::List(items) if items.iter().all(|item| byte(item).is_some()) => {
            return items.iter().filter_map(byte).collect();
        }
        _ => {
            wrong_type(state, node, "base64 text");
            return Vec::new();
        }
    };
    bytes.unwrap_or_else(|| {
        invalid(state, node, "not valid base64".to_owned());
        Vec::new()
    })
}

/// Whether a node can be read as it is, or a text is to be read in its place.
pub(super) enum Formed<'n> {
    AsWritten,
    Text(&'n str),
}

const ZERO: Formed = Formed::Text("0");
const EPOCH: Formed = Formed::Text("1970-01-01T00:00:00Z");

pub(super) fn quantity<'n>(state: &mut State, node: &'n Node) -> Formed<'n> {
    match &node.value {
        Value::Null => return ZERO,
        Value::Number(number) if number.as_f64().is_finite() => return Formed::AsWritten,
        Value::String(text) if is_quantity(text) => return Formed::AsWritten,
        Value::String(text) => {
            let message = format!("`{text}` is not a quantity");
            let help = "write a number with or without a unit: 2, 500m, 1.5Gi";
            state.report(
                Code::InvalidValue,
                &node.origin,
                message,
                Some(Remedy::Say(help.to_owned())),
            );
        }
        _ => wrong_type(state, node, "a quantity"),
    }
    ZERO
}

pub(super) fn time<'n>(
    state: &mut State,
    node: &'n Node,
    precision: format::Precision,
) -> Formed<'n> {
    match &node.value {
        Value::Null => {}
        Value::String(text) if format::is_time(text, precision) => {
            // Go accepts a few times that the type can't read.
            if text.parse::<Timestamp>().is_ok() {
                return Formed::Text(text);
            }
        }
        Value::String(text) => {
            let message = format!("`{text}` is not a time");
            let help = format!("write it like {}", precision.example());
            state.report(Code::InvalidValue, &node.origin, message, Some(Remedy::Say(help)));
        }
        _ => wrong_type(state, node, "a time"),
    }
    EPOCH
}

pub(super) fn wrong_type(state: &mut State, node: &Node, expected: &str) {
    let message = format!("expected {expected}, found {}", node.value.describe());
    state.report(Code::WrongType, &node.origin, message, requoted(node, expected));
}

fn invalid(state: &mut State, node: &Node, message: String) {
    state.report(Code::InvalidValue, &node.origin, message, None);
}

/// Help where only the quotes make the type wrong, or where `to_yaml` has made a text of a value.
pub(crate) fn requoted(found: &Node, expected: &str) -> Option<Remedy> {
    match (&found.value, expected) {
        (Value::Number(number), "a string") => Some(match found.spelling() {
            Some(text) => Remedy::Quote {
                text: text.to_string(),
                note: Some(format!("without them, {text} is the number {number}")),
            },
            None => Remedy::Quote { text: number.to_string(), note: None },
        }),
        // What stands in the file is not known: `yes` is true here, and `0644` is 420.
        (Value::Bool(word), "a string") => {
            Some(Remedy::Quote { text: word.to_string(), note: None })
        }
        (Value::String(text), "a boolean") if text.parse::<bool>().is_ok() => {
            Some(Remedy::Unquote(text.clone()))
        }
        (Value::String(text), "an integer") if text.parse::<i64>().is_ok() => {
            Some(Remedy::Unquote(text.clone()))
        }
        (Value::String(text), "a map") if is_key_without_colon(text) => {
            Some(Remedy::Say("if its first word is a key, write a colon after it".to_owned()))
        }
        (Value::String(_), "a map" | "a list") if found.origin.set.is_some() => {
            let help = format!("bind {expected} as it is: `to_yaml` and `to_json` make text of it");
            Some(Remedy::Say(help))
        }
        _ => None,
    }
}

/// Whether a text on one line may be a key and its value, with no colon between them.
fn is_key_without_colon(text: &str) -> bool {
    let is_of_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let rest = text.trim_start_matches(is_of_key);
    rest.len() < text.len() && rest.starts_with(' ') && !text.contains([':', '\n'])
}

/// The integer that a number is, if it is one: YAML's `80.0` comes to the server as `80`.
fn whole(number: Number) -> Option<i128> {
    match number {
        Number::Int(n) => Some(n.into()),
        Number::UInt(n) => Some(n.into()),
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 10^21")]
        Number::Float(x) if x.fract() == 0.0 && x.abs() < 1e21 => Some(x as i128),
        Number::Float(_) => None,
    }
}

fn byte(node: &Node) -> Option<u8> {
    match &node.value {
        Value::Null => Some(0),
        Value::Number(number) => u8::try_from(whole(*number)?).ok(),
        _ => None,
    }
}
