//! Effective values into the tree of charts of a release, each chart with its own values.
//!
//! A child sees the table under its name and its parent's `global`, nothing else. Children that are
//! switched off are left out.

use super::{Contract, GLOBAL, Merging, TAGS, merge};
use crate::chart::{Chart, Dependency, Terms, Word};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::yaml::{Key, Map, Node, Origin, Value};

/// A chart in a release.
pub struct Instance<'a> {
    pub chart: &'a Chart,
    pub contract: &'a Contract,
    /// Its alias, or else its name.
    pub name: &'a str,
    /// Its path from the topmost chart: empty, or `charts/CHILD/`.
    pub path: String,
    pub values: Node,
    /// Its dependencies, libraries included, without those that are switched off.
    pub children: Vec<Instance<'a>>,
}

impl Instance<'_> {
    /// The path of its values in those of the topmost chart: `redis.sidecar`.
    pub fn values_path(&self) -> String {
        let names: Vec<&str> = self.path.split('/').skip(1).step_by(2).collect();
        names.join(".")
    }
}

/// The instance of a chart with those of its dependencies. All values are validated by the schemas
/// of the charts.
pub fn instance<'a>(
    chart: &'a Chart,
    contract: &'a Contract,
    values: Node,
    merging: Merging,
    report: &mut Report,
) -> Instance<'a> {
    let tags = values.get(TAGS).cloned();
    let name = &chart.metadata.name;
    let top = Instance { chart, contract, name, path: String::new(), values, children: Vec::new() };
    with_children(top, tags.as_ref(), merging, report)
}

fn with_children<'a>(
    mut parent: Instance<'a>,
    tags: Option<&Node>,
    merging: Merging,
    report: &mut Report,
) -> Instance<'a> {
    if parent.chart.dependencies.is_empty() {
        return parent;
    }
    add_global(&mut parent.values);
    for dependency in &parent.chart.dependencies {
        let contract = &parent.contract.children[&dependency.name.text];
        if !is_on(&dependency.terms, &parent.values, tags, report) {
            continue;
        }
        let child = Instance {
            chart: &dependency.chart,
            contract,
            name: &dependency.name.text,
            path: format!("{}charts/{}/", parent.path, dependency.name.text),
            values: child_values(dependency, &parent.values, merging, report),
            children: Vec::new(),
        };
        if let Some(schema) = &contract.schema {
            schema.judge_at(&child.values_path(), &child.values, report);
        }
        parent.children.push(with_children(child, tags, merging, report));
    }
    parent
}

fn add_global(values: &mut Node) {
    let origin = Origin::at(values.origin.at);
    if let Some(map) = values.as_map_mut()
        && !map.contains(GLOBAL)
    {
        map.insert(Key::new(GLOBAL, origin.clone()), Node::new(Value::Map(Map::new()), origin));
    }
}

fn child_values(
    dependency: &Dependency,
    parent: &Node,
    merging: Merging,
    report: &mut Report,
) -> Node {
    let name = &dependency.name.text;
    let mut values = match parent.get(name) {
        Some(node) if node.as_map().is_some() => node.clone(),
        found => {
            let empty = Node::new(Value::Map(Map::new()), Origin::at(dependency.name.at));
            if let Some(node) = found.filter(|node| !node.is_null()) {
                report.push(not_a_map(name, node));
            }
            empty
        }
    };
    add_global(&mut values);
    if merging == Merging::Helm {
        // With `--helm-merge`, they have been handed down already.
        return values;
    }
    let global = values.as_map_mut().and_then(|map| map.get_mut(GLOBAL));
    if let (Some(own), Some(above)) = (global, parent.get(GLOBAL)) {
        hand_down(own, above, report);
    }
    values
}

pub(super) fn not_a_map(name: &str, node: &Node) -> Diagnostic {
    let message = format!("`{name}` holds the values of a chart, so it must be a map");
    Diagnostic::error(Code::WrongType, message).at(node.origin.at, node.value.describe())
}

/// The parent's globals over the child's. A null of the parent's does not delete.
fn hand_down(own: &mut Node, above: &Node, report: &mut Report) {
    let Some(above) = above.as_map() else { return };
    if own.as_map().is_none() {
        *own = Node::new(Value::Map(Map::new()), own.origin.clone());
    }
    let Some(own) = own.as_map_mut() else { return };
    for entry in above.entries() {
        match own.get_mut(&entry.key.text) {
            Some(_) if entry.value.is_null() => {}
            Some(below) if below.as_map().is_some() && entry.value.as_map().is_some() => {
                hand_down(below, &entry.value, report);
            }
            Some(below) => {
                report.extend(merge::clash(&entry.key, below, &entry.value));
                *below = entry.value.clone();
            }
            None => own.insert(entry.key.clone(), entry.value.clone()),
        }
    }
}

/// Whether a dependency is switched on. The first of its conditions that is set decides. If none
/// is, its tags decide: it is off if one is false and none is true.
fn is_on(terms: &Terms, values: &Node, tags: Option<&Node>, report: &mut Report) -> bool {
    let mut switches = terms.condition.iter();
    let condition =
        switches.find_map(|path| switch(values.below(&path.text), path, "condition", report));
    if let Some(on) = condition {
        return on;
    }
    let own = values.get(TAGS);
    let states = terms.tags.iter().filter_map(|tag| {
        let find = |tags: Option<&'_ Node>| tags.and_then(|tags| tags.get(&tag.text)).cloned();
        switch(find(tags).or_else(|| find(own)).as_ref(), tag, "tag", report)
    });
    let states: Vec<bool> = states.collect();
    states.is_empty() || states.contains(&true)
}

/// What a switch says; null says nothing.
fn switch(node: Option<&Node>, word: &Word, what: &str, report: &mut Report) -> Option<bool> {
    match node?.value {
        Value::Bool(on) => Some(on),
        Value::Null => None,
        ref other => {
            let is = other.describe();
            let message =
                format!("`{}` switches a chart on or off, so it must be true or false", word.text);
            let fault = Diagnostic::error(Code::BadSwitch, message).at(node?.origin.at, is);
            report.push(fault.context(word.at, format!("a {what} here")));
            None
        }
    }
}
