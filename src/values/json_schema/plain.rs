//! Schemas of types, keys and simple bounds alone: whether values fit is told without an engine.
//!
//! What is wrong with values that do not fit is not said here, and where the two might ever differ,
//! the engine is asked as well.

use std::collections::BTreeMap;

use serde_json::{Map as Keywords, Value as Json};

use crate::kube::names;
use crate::kube::regex::Pattern;
use crate::yaml::{Node, Number, Value};

const DIALECTS: [&str; 3] = [
    "https://json-schema.org/draft/2020-12/schema",
    "http://json-schema.org/draft-07/schema#",
    "http://json-schema.org/draft-07/schema",
];

/// A schema all of whose keywords are known here, and well-formed.
pub(super) struct Plain {
    patterns: BTreeMap<String, Pattern>,
}

impl Plain {
    /// `None` if the schema is another one, or none.
    pub(super) fn of(document: &Json) -> Option<Self> {
        let mut plain = Plain { patterns: BTreeMap::new() };
        let is_dialect = |name: &Json| name.as_str().is_some_and(|name| DIALECTS.contains(&name));
        document.get("$schema").is_none_or(is_dialect).then_some(())?;
        plain.takes_all(document.as_object()?).then_some(plain)
    }

    fn takes(&mut self, schema: &Json) -> bool {
        match schema {
            Json::Bool(_) => true,
            Json::Object(keywords) => !keywords.contains_key("$schema") && self.takes_all(keywords),
            _ => false,
        }
    }

    fn takes_all(&mut self, keywords: &Keywords<String, Json>) -> bool {
        keywords.iter().all(|(word, value)| self.takes_one(word, value))
    }

    fn takes_one(&mut self, word: &str, value: &Json) -> bool {
        match word {
            "title" | "description" | "$comment" | "$schema" => value.is_string(),
            "writeOnly" | "readOnly" | "deprecated" => value.is_boolean(),
            "default" => true,
            "examples" => value.is_array(),
            "type" => match value {
                Json::Array(names) => {
                    !names.is_empty() && are_different_texts(value) && texts(value).all(is_type)
                }
                name => name.as_str().is_some_and(is_type),
            },
            "properties" => {
                value.as_object().is_some_and(|all| all.values().all(|schema| self.takes(schema)))
            }
            "additionalProperties" | "items" => self.takes(value),
            "required" => are_different_texts(value),
            "enum" => are_different_texts(value) && *value != Json::Array(Vec::new()),
            "minLength" | "maxLength" | "minItems" | "maxItems" => value.is_u64(),
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => value.is_i64(),
            "pattern" => value.as_str().is_some_and(|text| self.takes_pattern(text)),
            _ => false,
        }
    }

    fn takes_pattern(&mut self, text: &str) -> bool {
        if is_read_alike(text) {
            self.patterns.entry(text.to_owned()).or_insert_with(|| Pattern::new(text));
        }
        self.patterns.contains_key(text)
    }

    /// Whether values fit for sure; those of the keys `hidden` are not looked at.
    pub(super) fn holds(&self, document: &Json, values: &Node, hidden: &[&str]) -> bool {
        match document {
            Json::Bool(word) => *word,
            Json::Object(keywords) => {
                let fits = |(word, wanted): (&String, &Json)| match &values.value {
                    Value::Map(_) if word != "type" => {
                        self.fits_map(word, wanted, keywords, values, hidden)
                    }
                    value => self.fits(word, wanted, value),
                };
                keywords.iter().all(fits)
            }
            _ => false,
        }
    }

    fn fits_map(
        &self,
        word: &str,
        wanted: &Json,
        keywords: &Keywords<String, Json>,
        values: &Node,
        hidden: &[&str],
    ) -> bool {
        let Some(map) = values.as_map() else { return false };
        let mut seen = map.iter().filter(|(key, _)| !hidden.contains(&&*key.text));
        match word {
            "properties" => wanted.as_object().is_some_and(|all| {
                all.iter().all(|(key, schema)| {
                    values.get(key).is_none_or(|node| self.holds(schema, node, &[]))
                })
            }),
            "additionalProperties" => {
                let named = keywords.get("properties");
                let is_named = |key: &str| named.is_some_and(|named| named.get(key).is_some());
                seen.all(|(key, node)| is_named(&key.text) || self.holds(wanted, node, &[]))
            }
            "required" => {
                texts(wanted).all(|key| !hidden.contains(&key) && values.get(key).is_some())
            }
            "enum" => false,
            _ => true,
        }
    }

    fn fits(&self, word: &str, wanted: &Json, value: &Value) -> bool {
        match (word, value) {
            ("type", value) => match wanted {
                Json::Array(_) => texts(wanted).any(|name| is_of(name, value)),
                name => name.as_str().is_some_and(|name| is_of(name, value)),
            },
            ("enum", Value::String(text)) => texts(wanted).any(|word| word == text),
            ("enum", _) => false,
            ("pattern", Value::String(text)) => {
                wanted.as_str().is_some_and(|pattern| self.matches(pattern, text))
            }
            ("items", Value::List(items)) => items.iter().all(|item| self.holds(wanted, item, &[])),
            ("minLength", Value::String(text)) => at_least(text.chars().count(), wanted),
            ("maxLength", Value::String(text)) => at_most(text.chars().count(), wanted),
            ("minItems", Value::List(items)) => at_least(items.len(), wanted),
            ("maxItems", Value::List(items)) => at_most(items.len(), wanted),
            (_, Value::Number(number)) => fits_number(word, wanted, *number),
            _ => true,
        }
    }

    /// The patterns of Kubernetes' own names are known by heart.
    fn matches(&self, pattern: &str, text: &str) -> bool {
        match pattern {
            "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" if names::dns_label(text).is_ok() => true,
            "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                if names::dns_subdomain(text).is_ok() =>
            {
                true
            }
            _ => self.patterns.get(pattern).and_then(|it| it.matches(text)) == Some(true),
        }
    }
}

fn is_type(name: &str) -> bool {
    const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
    TYPES.contains(&name)
}

/// A float may be an integer: that is for the engine to say.
fn is_of(name: &str, value: &Value) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(Number::Float(number)) => name == "number" && number.is_finite(),
        Value::Number(_) => matches!(name, "integer" | "number"),
        Value::String(_) => name == "string",
        Value::List(_) => name == "array",
        Value::Map(_) => name == "object",
    }
}

fn fits_number(word: &str, wanted: &Json, number: Number) -> bool {
    let number = match number {
        Number::Int(number) => i128::from(number),
        Number::UInt(number) => i128::from(number),
        Number::Float(_) => {
            return !matches!(
                word,
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"
            );
        }
    };
    let Some(bound) = wanted.as_i64().map(i128::from) else { return true };
    match word {
        "minimum" => number >= bound,
        "maximum" => number <= bound,
        "exclusiveMinimum" => number > bound,
        "exclusiveMaximum" => number < bound,
        _ => true,
    }
}

fn at_least(count: usize, bound: &Json) -> bool {
    bound.as_u64().is_some_and(|bound| count as u64 >= bound)
}

fn at_most(count: usize, bound: &Json) -> bool {
    bound.as_u64().is_some_and(|bound| count as u64 <= bound)
}

fn texts(list: &Json) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str)
}

fn are_different_texts(list: &Json) -> bool {
    let Some(items) = list.as_array() else { return false };
    let mut seen: Vec<&str> = texts(list).collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() == items.len()
}

/// Whether a pattern is of what every dialect of regular expressions reads alike: letters, digits,
/// groups, simple classes and repetitions without a number, which can make it too large.
fn is_read_alike(pattern: &str) -> bool {
    let bytes = pattern.as_bytes();
    let mut is_in_class = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let is_sound = match byte {
            b'\\' => {
                at += 1;
                next == Some(b'.')
            }
            b'[' => !is_in_class && !matches!(&bytes[at + 1..], [b']', ..] | [b'^', b']', ..]),
            b'&' | b'~' => false,
            b'-' => !is_in_class || next != Some(b'-'),
            b'.' | b'{' => is_in_class,
            b'(' => is_in_class || next != Some(b'?'),
            b'*' | b'+' | b'?' | b'}' => {
                is_in_class || !matches!(next, Some(b'*' | b'+' | b'?' | b'{'))
            }
            byte => byte.is_ascii_graphic(),
        };
        if !is_sound {
            return false;
        }
        is_in_class = match byte {
            b'[' => true,
            b']' => false,
            _ => is_in_class,
        };
        at += 1;
    }
    !is_in_class
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diagnostic::{Report, Sources};
    use crate::yaml::{self, Dialect};

    fn node(text: &str) -> Node {
        let (mut sources, mut report) = (Sources::new(), Report::new());
        let source = sources.add_file("values.yaml", text);
        yaml::read(text, source, Dialect::Kubectl, &mut report).swap_remove(0)
    }

    /// Where values are said to fit, the engine has nothing to say of them.
    #[test]
    fn what_fits_is_what_the_engine_takes() {
        let schemas = [
            json!({"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}}),
            json!({"properties": {"a": {"maximum": 3, "exclusiveMinimum": 0}}}),
            json!({"properties": {"a": {"type": "number"}}, "additionalProperties": false}),
            json!({"required": ["a"], "additionalProperties": {"type": "string"}}),
            json!({"properties": {"a": {"enum": ["x", "1"]}}}),
            json!({"properties": {"a": {"pattern": "^[0-9]+(m|h)$"}}}),
            json!({"properties": {"a": {"pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}}}),
            json!({"properties": {"a": {"minLength": 2, "maxLength": 3}}}),
            json!({"properties": {"a": {"items": {"type": "boolean"}, "minItems": 1}}}),
            json!({"properties": {"a": {"type": "null"}, "b": false}}),
            json!({"properties": {"a": {"type": ["integer", "null"]}}}),
            json!({"properties": {"a": {"type": "array", "maxItems": 1, "items": true}}}),
        ];
        let values = [
            "{}",
            "a: 0",
            "a: 1",
            "a: 3",
            "a: 4",
            "a: 1.0",
            "a: 1.5",
            "a: x",
            "a: é",
            "a: 1m",
            "a: [true]",
            "a: []",
            "a: [1, 2]",
            "a: {b: 1}",
            "a: null",
            "b: 1",
            "{a: 1, b: x}",
            "a: -x",
            "a: abcd",
            "a: ab",
            "a: \"1\"",
            "a: true",
            "a: 18446744073709551615",
        ];
        let mut fitting = 0;
        for schema in &schemas {
            let plain = Plain::of(schema).expect("a plain schema");
            let engine = jsonschema::validator_for(schema).expect("a schema");
            for text in values {
                let node = node(text);
                let is_taken = engine.is_valid(&super::super::instance(&node));
                let fits = plain.holds(schema, &node, &[]);
                assert!(!fits || is_taken, "{schema} takes {text}");
                fitting += usize::from(fits);
            }
        }
        assert!(fitting > 100, "{fitting}");
    }

    #[test]
    fn what_is_not_plain_goes_to_the_engine() {
        for schema in [
            json!({"type": "text"}),
            json!({"type": ["string", "string"]}),
            json!({"type": []}),
            json!({"$ref": "#/a"}),
            json!({"minLength": -1}),
            json!({"required": ["a", "a"]}),
            json!({"enum": []}),
            json!({"enum": [1]}),
            json!({"$schema": "http://json-schema.org/draft-04/schema#"}),
            json!({"properties": {"a": {"$schema": "http://json-schema.org/draft-07/schema#"}}}),
            json!({"properties": {"a": 1}}),
            json!({"exclusiveMinimum": true}),
            json!(true),
        ] {
            assert!(Plain::of(&schema).is_none(), "{schema}");
        }
        for pattern in
            ["\\d", "a{9}", "a.b", "(?=a)", "[[a]", "[]a]", "a++", "[a&&b]", "[", "é", "a b"]
        {
            assert!(Plain::of(&json!({"pattern": pattern})).is_none(), "{pattern}");
        }
    }
}
