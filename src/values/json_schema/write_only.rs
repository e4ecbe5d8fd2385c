//! Which values a JSON Schema marks `writeOnly`, in any subschema that may apply to them.

use std::sync::Arc;

use serde_json::Value as Json;

use super::super::secrets::KeyOrItem;
use super::JsonSchema;
use super::refine::{MAX_DEPTH, resolve};

/// The values that a schema marks `writeOnly`.
pub enum WriteOnly {
    Nothing,
    In(Arc<Json>),
    /// The schema can't be parsed, so any value may be marked.
    Unknown,
}

impl WriteOnly {
    /// Reads a schema from its text, unless it was read before.
    pub(in crate::values) fn of(text: &str, schema: Option<&JsonSchema>) -> Self {
        if !text.contains("writeOnly") {
            return WriteOnly::Nothing;
        }
        if let Some(schema) = schema {
            return WriteOnly::In(schema.document.clone());
        }
        match serde_json::from_str(text) {
            Ok(document) => WriteOnly::In(Arc::new(document)),
            Err(_) => WriteOnly::Unknown,
        }
    }

    /// The marking of all values together.
    pub(in crate::values) fn root(&self) -> Marking<'_> {
        match self {
            WriteOnly::Nothing => Marking::Against { document: &Json::Null, schemas: Vec::new() },
            WriteOnly::In(document) => {
                let mut schemas = Vec::new();
                add(document, document, 0, &mut schemas);
                Marking::Against { document, schemas }
            }
            WriteOnly::Unknown => Marking::Marked,
        }
    }
}

/// The marking of one value.
#[derive(Clone)]
pub(in crate::values) enum Marking<'a> {
    /// It, or a value around it, is marked.
    Marked,
    /// It is not marked; these schemas of the document apply to it.
    Against { document: &'a Json, schemas: Vec<&'a Json> },
}

impl Marking<'_> {
    pub(in crate::values) fn is_marked(&self) -> bool {
        matches!(self, Marking::Marked)
    }

    /// Whether no value below is marked.
    pub(in crate::values) fn is_free(&self) -> bool {
        matches!(self, Marking::Against { schemas, .. } if schemas.is_empty())
    }

    /// The marking of a value below it.
    pub(in crate::values) fn below(&self, step: &KeyOrItem) -> Self {
        let Marking::Against { document, schemas } = self else { return Marking::Marked };
        let mut below = Vec::new();
        for schema in schemas {
            for next in next(schema, step) {
                add(next, document, 0, &mut below);
            }
        }
        if below.iter().any(|schema| schema.get("writeOnly") == Some(&Json::Bool(true))) {
            return Marking::Marked;
        }
        Marking::Against { document, schemas: below }
    }
}

/// A schema and all its subschemas for the same value: `$ref`, `allOf`, `anyOf`, …
fn add<'a>(schema: &'a Json, document: &'a Json, depth: usize, found: &mut Vec<&'a Json>) {
    let resolved = resolve(schema, document);
    if depth >= MAX_DEPTH || found.iter().any(|known| std::ptr::eq(*known, resolved)) {
        return;
    }
    // Keywords beside a `$ref` count as well.
    if !std::ptr::eq(schema, resolved) {
        found.push(schema);
    }
    found.push(resolved);
    for word in ["allOf", "anyOf", "oneOf"] {
        let parts = resolved.get(word).and_then(Json::as_array);
        parts.into_iter().flatten().for_each(|part| add(part, document, depth + 1, found));
    }
    for word in ["if", "then", "else"] {
        if let Some(part) = resolved.get(word) {
            add(part, document, depth + 1, found);
        }
    }
}

fn next<'a>(schema: &'a Json, step: &KeyOrItem) -> Vec<&'a Json> {
    let all = |word: &str| schema.get(word).and_then(Json::as_object);
    match step {
        KeyOrItem::Key(key) => match all("properties").and_then(|all| all.get(key)) {
            Some(named) => vec![named],
            None => {
                let patterns = all("patternProperties").into_iter().flat_map(|all| all.values());
                patterns.chain(schema.get("additionalProperties")).collect()
            }
        },
        KeyOrItem::Item => {
            let first = schema.get("prefixItems").and_then(Json::as_array);
            first.into_iter().flatten().chain(schema.get("items")).collect()
        }
    }
}

/// The schema without `default`, `examples`, `const` and `enum` of values that it marks: they may
/// be secret.
pub(super) fn without_examples(schema: &Json) -> Json {
    match schema {
        Json::Object(fields) => {
            let is_marked = fields.get("writeOnly") == Some(&Json::Bool(true));
            let tells = |word: &str| matches!(word, "default" | "examples" | "const" | "enum");
            let fields = fields.iter().filter(|(word, _)| !(is_marked && tells(word)));
            fields.map(|(word, below)| (word.clone(), without_examples(below))).collect()
        }
        Json::Array(items) => items.iter().map(without_examples).collect(),
        other => other.clone(),
    }
}
