//! What a call costs the server at run time, by how large its arguments are: `costCall` of cel-go
//! and `CallCost` of `k8s.io/apiserver/pkg/cel/library`.

use super::value::Value;
use super::value::library::Library;

/// What does not depend on the result.
pub(super) fn before(name: &str, of: &[Value<'_>]) -> u64 {
    let size = |at: usize| of.get(at).map_or(0, Value::size);
    match name {
        "bytes" | "string" if matches!(of, [Value::String(_) | Value::Bytes(_)]) => tenth(size(0)),
        "startsWith"
        | "endsWith"
        | "format"
        | "strings.quote"
        | "url"
        | "lowerAscii"
        | "upperAscii"
        | "substring"
        | "trim"
        | "jsonpatch.escapeKey"
        | "cidr"
        | "isIP"
        | "isCIDR"
        | "quantity"
        | "isQuantity"
        | "semver"
        | "isSemver" => tenth(size(0)),
        "ip" if matches!(of, [Value::String(_)]) => tenth(size(0)),
        "replace" | "split" | "ip.isCanonical" => tenth(2 * size(0)),
        "contains" => tenth(size(0)).saturating_mul(tenth(size(1))),
        "matches" | "find" | "findAll" => matching(size(0), size(1)),
        "in" if matches!(of.get(1), Some(Value::List(_))) => size(1),
        "==" if matches!(of.first(), Some(Value::Library(_))) => 1,
        "==" | "!=" => tenth(size(0).min(size(1))),
        "<" | "<=" | ">" | ">=" if is_long(of.first()) => tenth(size(0).min(size(1))),
        "+" if is_long(of.first()) => tenth(size(0) + size(1)),
        "isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf" => {
            of.first().map_or(0, traversal)
        }
        "containsIP" => tenth(2 * size(0)) + parsed(of),
        "containsCIDR" => tenth(2 * size(0)) + tenth(size(0)) + 1 + parsed(of),
        "validate" => matching(size(1), format_length(of.first())),
        "sets.contains" | "sets.intersects" => size(0).saturating_mul(size(1)).saturating_add(1),
        "sets.equivalent" => size(0).saturating_mul(size(1)).saturating_mul(2).saturating_add(1),
        "flatten" => {
            let depth = match of.get(1) {
                Some(Value::Int(depth)) => depth.unsigned_abs(),
                _ => 1,
            };
            depth.saturating_mul(size(0)).saturating_add(11)
        }
        "distinct" | "sort" => sorting(size(0)),
        "slice" | "lists.range" | "join" => 0,
        "reverse" if matches!(of, [Value::List(_)]) => 0,
        _ => 1,
    }
}

/// What depends on the result.
pub(super) fn after(name: &str, result: &Value<'_>) -> u64 {
    match (name, result) {
        ("join", _) => tenth(2 * result.size()),
        ("slice" | "lists.range" | "reverse", Value::List(_)) => result.size() + 11,
        _ => 0,
    }
}

/// A text is read once for each step of a pattern.
pub(super) fn matching(text: u64, pattern: u64) -> u64 {
    tenth(text.saturating_add(1)).saturating_mul(pattern.div_ceil(4))
}

fn tenth(size: u64) -> u64 {
    size.div_ceil(10)
}

fn is_long(value: Option<&Value<'_>>) -> bool {
    matches!(value, Some(Value::String(_) | Value::Bytes(_)))
}

/// What is given as a text is read first.
fn parsed(of: &[Value<'_>]) -> u64 {
    of.get(1).filter(|it| is_long(Some(it))).map_or(0, |it| tenth(it.size()))
}

fn format_length(format: Option<&Value<'_>>) -> u64 {
    match format {
        Some(Value::Library(value)) => match &**value {
            Library::Format(format) => format.length,
            _ => 1,
        },
        _ => 1,
    }
}

/// All that is in it; less than ten characters are nothing.
fn traversal(value: &Value<'_>) -> u64 {
    match value {
        Value::String(text) => text.as_str().len() as u64 / 10,
        Value::Bytes(bytes) => bytes.len() as u64 / 10,
        Value::List(list) => list.iter().map(|it| traversal(&it)).fold(0, u64::saturating_add),
        Value::Map(map) => {
            let both = |key: Value<'_>| {
                let value = map.get(&key).as_ref().map_or(0, traversal);
                traversal(&key).saturating_add(value)
            };
            map.keys().into_iter().map(both).fold(0, u64::saturating_add)
        }
        _ => 1,
    }
}

/// Of a list that is put into the order of keys.
pub(super) fn sorting(length: u64) -> u64 {
    length.saturating_mul(length).saturating_mul(2).saturating_add(11)
}
