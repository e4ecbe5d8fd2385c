//! The defaults of charts under the values of the user, as Helm 4.2.3 lays them.
//!
//! Maps merge, all else is replaced, and null takes a default away. With [`Nulls::Keep`] nulls stay,
//! for a later run that takes the defaults away.

use super::load::Chart;
use crate::template::go::print;
use crate::template::go::text::Text;
use crate::template::go::value::{Data, Map, MapType, Value};

const GLOBAL: &str = "global";

/// What becomes of a null over a default.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nulls {
    Delete,
    Keep,
}

/// The values of a chart and those it brings along; `values` is not changed.
///
/// # Errors
/// What stands in the place of a chart's values is no map.
pub(super) fn coalesce(chart: &Chart, values: &Map, nulls: Nulls) -> Result<Map, String> {
    let values = copy(values);
    fill(chart, &values, nulls)?;
    Ok(values)
}

fn fill(chart: &Chart, values: &Map, nulls: Nulls) -> Result<(), String> {
    fill_own(chart, values, nulls);
    for child in &chart.dependencies {
        let name = &*child.metadata.name;
        if !values.contains(name) {
            values.insert(name, Value::map([]));
        }
        let below = values.get(name);
        let Some(below) = below.as_ref().and_then(Value::as_map) else {
            let is = print::sprintf(&Text::new("%t"), &[below.unwrap_or_default()]);
            return Err(format!("type mismatch on {name}: {}", is.to_str()));
        };
        hand_down(below, values);
        fill(child, below, nulls)?;
    }
    Ok(())
}

fn fill_own(chart: &Chart, values: &Map, nulls: Nulls) {
    let Some(defaults) = chart.values.as_map() else { return };
    for (key, default) in copy(defaults).entries() {
        let Some(given) = values.get(key.as_bytes()) else {
            if nulls == Nulls::Keep {
                values.insert(key, default);
            } else if !default.is_nil() {
                default.as_map().into_iter().for_each(drop_nulls);
                values.insert(key, default);
            }
            continue;
        };
        if given.is_nil() && nulls == Nulls::Delete {
            values.remove(key.as_bytes());
        } else if let (Some(given), Some(default)) = (given.as_map(), default.as_map()) {
            let mut children = chart.dependencies.iter().map(|child| &child.metadata.name);
            let is_child = children.any(|name| name.as_bytes() == key.as_bytes());
            let nulls = if is_child { Nulls::Keep } else { nulls };
            if nulls == Nulls::Delete {
                drop_nulls(default);
            }
            fill_table(given, default, nulls);
        }
    }
}

/// A default that is null is none.
fn drop_nulls(map: &Map) {
    for (key, value) in map.entries() {
        if value.is_nil() {
            map.remove(key.as_bytes());
        } else if let Some(below) = value.as_map() {
            drop_nulls(below);
        }
    }
}

/// The table `defaults` under another; the defaults are used up.
pub(super) fn fill_table(values: &Map, defaults: &Map, nulls: Nulls) {
    for (key, default) in defaults.entries() {
        match values.get(key.as_bytes()) {
            None => values.insert(key, default),
            Some(given) if given.is_nil() => {
                if nulls == Nulls::Delete && !default.is_nil() {
                    values.remove(key.as_bytes());
                }
            }
            Some(given) => {
                if let (Some(given), Some(default)) = (given.as_map(), default.as_map()) {
                    fill_table(given, default, nulls);
                }
            }
        }
    }
}

/// The parent's globals over the child's.
fn hand_down(values: &Map, above: &Map) {
    let table = |map: &Map| match map.get(GLOBAL) {
        None => Some(Map::new([], MapType::Any)),
        Some(found) => found.as_map().cloned(),
    };
    let (Some(own), Some(above)) = (table(values), table(above)) else { return };
    for (key, value) in above.entries() {
        match (own.get(key.as_bytes()), value.as_map()) {
            (None, Some(map)) => own.insert(key, Data::Map(shallow(map)).into()),
            (Some(below), Some(map)) => {
                if let Some(below) = below.as_map() {
                    let merged = shallow(map);
                    fill_table(&merged, below, Nulls::Keep);
                    own.insert(key, Data::Map(merged).into());
                }
            }
            (Some(below), None) if below.as_map().is_some() => {}
            (_, None) => own.insert(key, value),
        }
    }
    values.insert(GLOBAL, Data::Map(own).into());
}

fn shallow(map: &Map) -> Map {
    Map::new(map.entries(), map.of())
}

/// A copy that shares no map with the original.
pub(super) fn copy(map: &Map) -> Map {
    Map::new(map.entries().into_iter().map(|(key, value)| (key, copied(value))), map.of())
}

fn copied(value: Value) -> Value {
    match &value.data {
        Data::Map(map) => {
            let from = value.from.clone();
            Value { data: Data::Map(copy(map)), from }
        }
        Data::List(list)
            if list.iter().any(|item| item.as_map().is_some() || item.as_list().is_some()) =>
        {
            let from = value.from.clone();
            let items = list.iter().cloned().map(copied).collect();
            let of = list.of();
            Value { data: Data::List(crate::template::go::value::List::new(items, of)), from }
        }
        _ => value,
    }
}
