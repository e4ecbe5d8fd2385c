//! Maps merged in place as mergo does it: what is empty is filled, nested maps are shared.

use super::super::value::{Data, Map, MapType, Value};
use super::row::{itself, map};

/// Who wins where both have a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wins {
    /// The map, unless what it has is empty.
    Map,
    Source,
}

/// Maps nested deeper hold themselves.
const DEEPEST: usize = 1_000;

pub(super) fn merge(args: &[Value], wins: Wins) -> Result<Value, String> {
    let mut target = map(args, 0);
    let mut merged = itself(args);
    for source in args[1..].iter().filter_map(Value::as_map) {
        if target.is_nil() && !source.is_nil() {
            target = Map::new([], MapType::Any);
            merged = Data::Map(target.clone()).into();
        }
        deep(&target, source, wins, 0)?;
    }
    Ok(merged)
}

fn deep(target: &Map, source: &Map, wins: Wins, depth: usize) -> Result<(), String> {
    if depth > DEEPEST || target.is_same(source) {
        return Ok(());
    }
    for (key, value) in source.entries() {
        let old = target.get(key.as_bytes());
        if value.is_nil() {
            if wins == Wins::Source && !target.is_nil() {
                target.insert(key, value);
            }
            continue;
        }
        if let (Some(old), Some(map)) = (old.as_ref().and_then(Value::as_map), value.as_map()) {
            deep(old, map, wins, depth + 1)?;
            if !old.is_empty() {
                continue;
            }
        }
        let keeps = old.as_ref().is_some_and(Value::is_true);
        if wins == Wins::Source || !keeps {
            target.insert(key, value);
        }
    }
    Ok(())
}
