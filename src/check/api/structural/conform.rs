//! Whether a value is right by a schema: the validator of `k8s.io/kube-openapi`, types, bounds,
//! formats and what stands under `allOf`, `anyOf`, `oneOf` and `not`.
//!
//! Fields that the schema does not know, and rules in CEL, are left alone.

mod junctors;

use super::numbers::{self, Number};
use super::outcome::{Outcome, Spot, Wrong};
use super::schema::{FieldSchema, JsonType, Schema};
use super::types;
use crate::check::api::Reason;
use crate::check::remedy::Remedy;
use crate::kube::formats;
use crate::yaml::{Map, Node, Value, from_json};

pub(crate) fn judge<'n>(spot: Spot<'n, '_>, schema: &Schema) -> Outcome<'n> {
    let mut outcome = Outcome::default();
    if spot.node.is_null() {
        types::judge(spot, schema, &mut outcome);
        judge_words(spot, schema, &mut outcome);
        return outcome;
    }
    if schema.kind != JsonType::Any || !schema.format.is_empty() {
        types::judge(spot, schema, &mut outcome);
        outcome.matches += 1;
    }
    junctors::judge(spot, schema, &mut outcome);
    match &spot.node.value {
        Value::String(text) => judge_text(text, spot, schema, &mut outcome),
        Value::Number(number) => {
            numbers::judge(Number::of(*number), spot, schema, &mut outcome);
            outcome.matches += 2;
        }
        Value::List(items) => judge_list(items, spot, schema, &mut outcome),
        Value::Map(fields) => judge_fields(fields, spot, schema, &mut outcome),
        Value::Null | Value::Bool(_) => {}
    }
    judge_words(spot, schema, &mut outcome);
    // One more for the words, one for the schema as a whole.
    outcome.matches += 2;
    outcome
}

/// The values that there can be.
fn judge_words<'n>(spot: Spot<'n, '_>, schema: &Schema, outcome: &mut Outcome<'n>) {
    let words = &schema.words;
    if words.is_empty() || words.iter().any(|word| is_same(spot.node, word)) {
        return;
    }
    let shown: Vec<String> = words.iter().map(|word| format!("`{}`", shown(word))).collect();
    let message = match &spot.node.value {
        Value::List(_) | Value::Map(_) => format!("is not one of {}", shown.join(", ")),
        value => format!("`{}` is not one of {}", spoken(value), shown.join(", ")),
    };
    let wrong = Wrong::at(Reason::NotSupported, spot, message);
    let near = spot.node.as_str().and_then(|text| {
        crate::diagnostic::nearest(text, words.iter().filter_map(|word| word.as_str()))
    });
    let help = near.map(|near| Remedy::Say(format!("did you mean `{near}`?")));
    outcome.push(Wrong { help, ..wrong });
}

fn shown(word: &serde_json::Value) -> String {
    word.as_str().map_or_else(|| word.to_string(), str::to_owned)
}

fn spoken(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(word) => word.to_string(),
        other => other.describe().to_owned(),
    }
}

/// Null is never one of the values, even where it is named.
fn is_same(node: &Node, word: &serde_json::Value) -> bool {
    match (&node.value, word) {
        (Value::Null, _) | (_, serde_json::Value::Null) => false,
        (Value::String(text), serde_json::Value::String(word)) => text == word,
        (Value::Number(number), serde_json::Value::Number(word)) => {
            Number::of(*number).is(Number::of_json(word))
        }
        _ => *node == from_json(word, &node.origin),
    }
}

pub(super) fn length(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn judge_text<'n>(text: &str, spot: Spot<'n, '_>, schema: &Schema, outcome: &mut Outcome<'n>) {
    let length = length(text.chars().count());
    let range = schema.bounds.length;
    if let Some(most) = range.most.filter(|most| length > *most) {
        let message = format!("is longer than {most} characters");
        outcome.add(Reason::TooLong, spot, message);
    } else if let Some(least) = range.least.filter(|least| length < *least) {
        let message = match least {
            1 => "must not be empty".to_owned(),
            _ => format!("is shorter than {least} characters"),
        };
        outcome.add(Reason::Invalid, spot, message);
    } else if let Some(pattern) = &schema.pattern
        && pattern.matches(text) == Some(false)
    {
        let message = format!("`{text}` does not match the pattern `{}`", pattern.text);
        outcome.add(Reason::Invalid, spot, message);
    }
    outcome.matches += 1;
    if let Some(is_right) = formats::is_of_format(text, &schema.format) {
        outcome.matches += 1;
        if !is_right {
            let message = format!("`{text}` is not of the format `{}`", schema.format);
            outcome.add(Reason::TypeInvalid, spot, message);
        }
    }
}

fn judge_list<'n>(
    items: &'n [Node],
    spot: Spot<'n, '_>,
    schema: &Schema,
    outcome: &mut Outcome<'n>,
) {
    if let Some(schema) = &schema.items {
        for (index, node) in items.iter().enumerate() {
            let path = spot.path.index(index);
            outcome.merge(judge(Spot { node, named: &node.origin, path }, schema));
        }
    }
    let (length, range) = (length(items.len()), schema.bounds.items);
    if let Some(least) = range.least.filter(|least| length < *least) {
        outcome.add(
            Reason::Invalid,
            spot,
            format!("must have at least {}", counted(least, "item")),
        );
    }
    if let Some(most) = range.most.filter(|most| length > *most) {
        outcome.add(
            Reason::TooMany,
            spot,
            format!("can't have more than {}", counted(most, "item")),
        );
    }
    outcome.matches += 2;
}

fn counted(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn judge_fields<'n>(
    fields: &'n Map,
    spot: Spot<'n, '_>,
    schema: &Schema,
    outcome: &mut Outcome<'n>,
) {
    let (count, range) = (length(fields.len()), schema.bounds.properties);
    if let Some(least) = range.least.filter(|least| count < *least) {
        outcome.add(
            Reason::Invalid,
            spot,
            format!("must have at least {}", counted(least, "field")),
        );
    }
    if let Some(most) = range.most.filter(|most| count > *most) {
        outcome.add(
            Reason::TooMany,
            spot,
            format!("can't have more than {}", counted(most, "field")),
        );
    }
    for (key, node) in fields.iter() {
        match schema.field(&key.text) {
            FieldSchema::Described(schema) => {
                let path = spot.path.field(&key.text);
                outcome.merge(judge(Spot { node, named: &key.origin, path }, schema));
            }
            FieldSchema::Refused => {
                outcome.add(Reason::Invalid, spot, format!("can't have a field `{}`", key.text));
            }
            FieldSchema::Anything | FieldSchema::Unknown => {}
        }
    }
    for name in schema.required.iter().filter(|name| !fields.contains(name)) {
        let place = spot.path.field(name).to_string();
        let message = format!("`{name}` is required");
        let (reason, origin) = (Reason::Required, spot.named);
        outcome.push(Wrong { reason, place, whole: false, message, origin, help: None });
    }
    outcome.matches += 1;
}
