//! The defaults and the shape of a chart, with those of each dependency under its name.
//!
//! What the parent's values.yaml says of a child is laid over the child's defaults, and checked
//! against the child's shape. Whether a child is switched off does not matter here: the shape of
//! the values does not depend on values.

use indexmap::IndexMap;

use super::fit::{self, Asked, Closing};
use super::import;
use super::merge;
use super::schema::{Others, Shape, Type};
use super::usage::ChartUsage;
use super::{Contract, GLOBAL, TAGS};
use crate::chart::{Chart, Dependency};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, Sources};
use crate::yaml::{Key, Origin, Value};

/// The contract of a chart and all its dependencies.
pub(super) fn contract(
    chart: &Chart,
    usage: Option<&ChartUsage>,
    sources: &Sources,
    report: &mut Report,
) -> Contract {
    let mut contract = super::own_contract(chart, usage, report);
    if chart.dependencies.is_empty() {
        return contract;
    }
    closed_keys(&mut contract.shape).entry(GLOBAL.to_owned()).or_insert(Shape::Open);
    for dependency in &chart.dependencies {
        let usage = usage.and_then(|usage| usage.children.get(&dependency.name.text));
        let child = self::contract(&dependency.chart, usage, sources, report);
        adopt_shape(&mut contract.shape, dependency, child.shape.clone());
        adopt_defaults(&mut contract, dependency, &child, sources, report);
        contract.children.insert(dependency.name.text.clone(), child);
    }
    for dependency in &chart.dependencies {
        for one in &dependency.terms.imports {
            import::take(&mut contract, dependency, one, report);
        }
    }
    contract
}

/// Puts a child's shape under its name. Its keys below `global` and `tags` are also keys of its
/// parent, which hands them down.
fn adopt_shape(shape: &mut Shape, dependency: &Dependency, mut child: Shape) {
    let keys = closed_keys(shape);
    for (key, below) in closed_keys(&mut child) {
        if key == GLOBAL || (key == TAGS && matches!(below, Shape::Map { .. })) {
            let own = keys.shift_remove(key).unwrap_or(Shape::Open);
            keys.insert(key.clone(), own.joined(below.clone()));
        }
    }
    keys.insert(dependency.name.text.clone(), child);
    for condition in &dependency.terms.condition {
        allow(shape, &condition.text.split('.').collect::<Vec<_>>());
    }
    for tag in &dependency.terms.tags {
        allow(shape, &[TAGS, &tag.text]);
    }
}

/// Puts a child's defaults under its name, and over them what the parent's defaults say of it.
fn adopt_defaults(
    contract: &mut Contract,
    dependency: &Dependency,
    child: &Contract,
    sources: &Sources,
    report: &mut Report,
) {
    let name = &dependency.name.text;
    let Some(map) = contract.defaults.as_map_mut() else { return };
    let mut defaults = child.defaults.clone();
    let Some(given) = map.get_mut(name) else {
        return map.insert(Key::new(name.clone(), Origin::at(dependency.name.at)), defaults);
    };
    match &given.value {
        Value::Map(_) => {
            let shape = contract.shape.get(name).unwrap_or(&Shape::Open);
            let asked =
                Asked { shape, defaults: &child.defaults, sources, closing: Closing::BySchema };
            let errors = report.count(Severity::Error);
            fit::check_at(name, asked, given, report);
            let mut clashes = Report::new();
            merge::merge(&mut defaults, given.clone(), &mut clashes);
            if report.count(Severity::Error) == errors {
                report.extend(clashes.iter().cloned());
            }
        }
        Value::Null => {}
        other => {
            let message = format!("`{name}` holds the values of a chart, so it must be a map");
            let fault = Diagnostic::error(Code::WrongType, message);
            let fault = fault.at(given.origin.at, other.describe());
            report.push(fault.context(dependency.name.at, "the chart is brought along here"));
        }
    }
    *given = defaults;
}

/// The keys of a chart's values. They are closed even if the chart has no defaults.
fn closed_keys(shape: &mut Shape) -> &mut IndexMap<String, Shape> {
    if !matches!(shape, Shape::Map { .. }) {
        *shape = Shape::Map { keys: IndexMap::new(), others: Others::Refused };
    }
    match shape {
        Shape::Map { keys, .. } => keys,
        _ => unreachable!("made a map above"),
    }
}

/// Allows a boolean at `path`, unless the shape of that place is known.
fn allow(shape: &mut Shape, path: &[&str]) {
    let (Some((first, rest)), Shape::Map { keys, .. }) = (path.split_first(), shape) else {
        return;
    };
    if rest.is_empty() {
        keys.entry((*first).to_owned()).or_insert(Shape::Scalar(Type::Boolean));
        return;
    }
    let empty = || Shape::Map { keys: IndexMap::new(), others: Others::Refused };
    allow(keys.entry((*first).to_owned()).or_insert_with(empty), rest);
}
