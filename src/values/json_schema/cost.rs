//! How often a schema holds values against schemas, before it does: references that double at every
//! level take for ever, and nothing can stop the judge.

use std::collections::HashMap;

use serde_json::Value as Json;

/// A schema that takes more is not heard.
pub(super) const MOST: u64 = 10_000_000;

/// Schemas that lead to each other on a longer way are as good as endless.
const DEEPEST: usize = 4_000;

/// How many pairs of a schema and a value there are: [`MOST`] and more, if they are too many.
pub(super) fn of(document: &Json, values: &Json) -> u64 {
    Count { document, known: HashMap::new() }.visits(document, values, 0)
}

struct Count<'a> {
    document: &'a Json,
    /// By the schema and the value; nothing while it is counted.
    known: HashMap<(*const Json, *const Json), u64>,
}

impl<'a> Count<'a> {
    fn visits(&mut self, schema: &'a Json, value: &'a Json, depth: usize) -> u64 {
        let pair = (std::ptr::from_ref(schema), std::ptr::from_ref(value));
        if let Some(known) = self.known.get(&pair) {
            return *known;
        }
        if depth > DEEPEST || self.known.len() as u64 > MOST {
            return MOST;
        }
        self.known.insert(pair, 0);
        let mut count = 1u64;
        for (below, value) in self.next(schema, value) {
            count = count.saturating_add(self.visits(below, value, depth + 1)).min(MOST);
        }
        self.known.insert(pair, count);
        count
    }

    /// The schemas that a value, or what is in it, is held against next.
    fn next(&self, schema: &'a Json, value: &'a Json) -> Vec<(&'a Json, &'a Json)> {
        let mut next = Vec::new();
        if schema.get("$ref").is_some() {
            let target = resolve_once(schema, self.document);
            next.extend(target.map(|target| (target, value)));
        }
        for word in ["allOf", "anyOf", "oneOf"] {
            let parts = schema.get(word).and_then(Json::as_array).into_iter().flatten();
            next.extend(parts.map(|part| (part, value)));
        }
        let single = ["not", "if", "then", "else"].into_iter().filter_map(|word| schema.get(word));
        let dependent = schema.get("dependentSchemas").and_then(Json::as_object);
        let dependent = dependent.into_iter().flat_map(serde_json::Map::values);
        next.extend(single.chain(dependent).map(|part| (part, value)));
        match value {
            Json::Object(map) => {
                map.iter().for_each(|(key, below)| add_of_key(schema, key, below, &mut next));
            }
            Json::Array(items) => {
                let first = schema.get("prefixItems").and_then(Json::as_array);
                let of_items: Vec<&Json> =
                    [schema.get("items"), schema.get("contains")].into_iter().flatten().collect();
                for (at, item) in items.iter().enumerate() {
                    next.extend(first.and_then(|first| first.get(at)).map(|one| (one, item)));
                    next.extend(of_items.iter().map(|one| (*one, item)));
                }
            }
            _ => {}
        }
        next
    }
}

fn add_of_key<'a>(
    schema: &'a Json,
    key: &str,
    below: &'a Json,
    next: &mut Vec<(&'a Json, &'a Json)>,
) {
    let named = schema.get("properties").and_then(|all| all.get(key));
    let patterns = schema.get("patternProperties").and_then(Json::as_object);
    let patterns = patterns.into_iter().flat_map(serde_json::Map::values);
    let others = schema.get("additionalProperties").filter(|_| named.is_none());
    next.extend(named.into_iter().chain(patterns).chain(others).map(|one| (one, below)));
}

/// What a reference within the document leads to.
fn resolve_once<'a>(schema: &'a Json, document: &'a Json) -> Option<&'a Json> {
    let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
    document.pointer(pointer)
}
