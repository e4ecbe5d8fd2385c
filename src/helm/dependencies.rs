//! The charts that a chart brings along: those that are meant, by the names that they go by here,
//! less those that are switched off; and what it takes of their values.

use super::coalesce::{Nulls, coalesce, copy, fill_table};
use super::load::Chart;
use super::metadata::Declared;
use crate::template::go::functions::semver;
use crate::template::go::text::Set;
use crate::template::go::value::{Data, Map, MapType, Value};

/// # Errors
/// The values of a chart are no map.
pub(super) fn process(chart: &mut Chart, values: &Map) -> Result<(), String> {
    switch(chart, values, "")?;
    import(chart)
}

/// What Chart.yaml asks for and `charts/` lacks.
pub(super) fn missing(chart: &Chart) -> Vec<&str> {
    let declared = chart.metadata.dependencies.iter().flatten();
    let has = |name: &str| chart.dependencies.iter().any(|child| child.metadata.name == name);
    declared.map(|declared| declared.name.as_str()).filter(|name| !has(name)).collect()
}

/// Gives the charts that it brings along the names that they go by, and switches none off.
pub(super) fn keep_all(chart: &mut Chart) {
    chart.metadata.dependencies = name_each(chart);
    chart.dependencies.iter_mut().for_each(keep_all);
}

/// What is declared of the charts that it brings along, which get their names.
fn name_each(chart: &mut Chart) -> Option<Vec<Declared>> {
    let mut declared = chart.metadata.dependencies.take()?;
    let is_meant = |declared: &Declared, child: &Chart| {
        child.metadata.name == declared.name
            && semver::is_in_range(&declared.version, &child.metadata.version)
    };
    let brought = std::mem::take(&mut chart.dependencies);
    let undeclared = brought.iter().filter(|child| !declared.iter().any(|it| is_meant(it, child)));
    let mut found: Vec<Chart> = undeclared.cloned().collect();
    for declared in &mut declared {
        if let Some(child) = brought.iter().find(|child| is_meant(declared, child)) {
            found.push(named(child, &declared.alias));
        }
        if !declared.alias.is_empty() {
            declared.name.clone_from(&declared.alias);
        }
    }
    chart.dependencies = found;
    Some(declared)
}

fn switch(chart: &mut Chart, values: &Map, path: &str) -> Result<(), String> {
    let Some(mut declared) = name_each(chart) else { return Ok(()) };
    let all = coalesce(chart, values, Nulls::Delete)?;
    for declared in &mut declared {
        let switched_by;
        (declared.enabled, switched_by) = is_on(declared, &all, path);
        let mut children = chart.dependencies.iter_mut();
        if let Some(child) = children.find(|child| child.metadata.name == declared.name) {
            child.switched_by = switched_by;
        }
    }
    let is_off = |name: &str| declared.iter().any(|it| !it.enabled && it.name == name);
    chart.dependencies.retain(|child| !is_off(&child.metadata.name));
    for child in &mut chart.dependencies {
        let path = format!("{path}{}.", child.metadata.name);
        switch(child, &all, &path)?;
    }
    let off: Vec<String> =
        declared.iter().filter(|it| !it.enabled).map(|it| it.name.clone()).collect();
    declared.retain(|it| !off.contains(&it.name));
    if let Some(map) = &chart.metadata.map {
        let items = declared.iter().map(|declared| {
            let Some(map) = declared.value.as_map() else { return declared.value.clone() };
            let map = copy(map);
            map.insert("name", Value::text(declared.name.clone()));
            Data::Map(map).into()
        });
        map.insert("dependencies", Value::list(items.collect()));
    }
    chart.metadata.dependencies = Some(declared);
    Ok(())
}

fn named(chart: &Chart, alias: &str) -> Chart {
    let mut chart = chart.clone();
    chart.metadata.map = chart.metadata.map.as_ref().map(copy);
    if !alias.is_empty() {
        alias.clone_into(&mut chart.metadata.name);
        if let Some(map) = &chart.metadata.map {
            map.insert("name", Value::text(alias));
        }
    }
    chart
}

/// The first condition that is a boolean decides, then the tags; with the places of what decides.
fn is_on(declared: &Declared, values: &Map, path: &str) -> (bool, Set) {
    for condition in declared.condition.trim().split(',').filter(|it| !it.is_empty()) {
        if let Some(value) = find(values, &format!("{path}{condition}"))
            && let Data::Bool(on) = value.data
        {
            return (on, value.from);
        }
    }
    let tags = values.get("tags");
    let Some(tags) = tags.as_ref().and_then(Value::as_map) else { return (true, Set::EMPTY) };
    let states = declared.tags.iter().filter_map(|tag| match tags.get(tag)? {
        Value { data: Data::Bool(on), from } => Some((on, from)),
        _ => None,
    });
    let states: Vec<(bool, Set)> = states.collect();
    let from = states.iter().fold(Set::EMPTY, |all, (_, from)| all.union(from));
    (states.is_empty() || states.iter().any(|(on, _)| *on), from)
}

/// What stands at a path of keys; a table as a whole is not found.
fn find(values: &Map, path: &str) -> Option<Value> {
    let (folders, key) =
        path.rsplit_once('.').map_or((None, path), |(above, key)| (Some(above), key));
    let table = folders.map_or_else(|| Some(values.clone()), |path| table(values, path))?;
    table.get(key).filter(|value| value.as_map().is_none())
}

/// The map at a path of keys.
fn table(values: &Map, path: &str) -> Option<Map> {
    path.split('.').try_fold(values.clone(), |map, key| map.get(key)?.as_map().cloned())
}

/// Takes over the values that it asks its children for.
pub(super) fn import(chart: &mut Chart) -> Result<(), String> {
    for child in &mut chart.dependencies {
        import(child)?;
    }
    let Some(declared) = &chart.metadata.dependencies else { return Ok(()) };
    let all = coalesce(chart, &Map::new([], MapType::Any), Nulls::Keep)?;
    let taken = Map::new([], MapType::Any);
    for declared in declared {
        for import in &declared.imports {
            let Some(found) = table(&all, &format!("{}.{}", declared.name, import.child)) else {
                continue;
            };
            fill_table(&taken, &placed(&import.parent, &copy(&found)), Nulls::Keep);
        }
    }
    let all = copy(&all);
    fill_table(&all, &taken, Nulls::Keep);
    chart.values = Data::Map(all).into();
    Ok(())
}

/// A map with another one at a path.
fn placed(path: &str, map: &Map) -> Map {
    if path == "." {
        return map.clone();
    }
    path.split('.').rev().fold(map.clone(), |map, key| {
        Map::new([(key.into(), Value::from(Data::Map(map)))], MapType::Any)
    })
}
