//! The values that both ways are rendered with: the defaults, values files that are there, and each
//! switch of the defaults the other way round.

use std::fs;
use std::path::Path;

use super::charts::Originals;
use crate::diagnostic::{Report, Sources};
use crate::values::Layer;
use crate::workspace::Stack;
use crate::workspace::values_file::values_of;
use crate::yaml::{Dialect, Key, Map, Node, Origin, Value};

/// Values over the defaults, and what they are called.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub name: String,
    pub layers: Vec<Layer>,
}

/// So many switches are turned one by one.
const MOST_SWITCHES: usize = 150;

impl Variant {
    /// The defaults with these values over them.
    pub(super) fn over(&self, defaults: &Node) -> Node {
        let files = self.layers.iter().filter_map(Layer::file);
        files.fold(defaults.clone(), |mut values, file| {
            lay_over(&mut values, file);
            values
        })
    }
}

pub(super) fn variants(
    stack: &Stack,
    originals: &Originals,
    defaults: &Node,
    given: Vec<(String, Vec<Layer>)>,
    sources: &mut Sources,
) -> anyhow::Result<Vec<Variant>> {
    let mut variants = vec![Variant { name: "its defaults".to_owned(), layers: Vec::new() }];
    for (name, text) in ci_values(stack, originals) {
        let (_, layers) = values_of(&name, &text, Dialect::Helm, sources, &mut Report::new());
        variants.push(Variant { name, layers });
    }
    if stack.project.is_some() {
        for environment in stack.environments()? {
            let found =
                stack.wanted_values(&environment, Dialect::Helm, sources, &mut Report::new());
            variants.extend(found.map(|layers| Variant { name: environment, layers }));
        }
    }
    variants.extend(given.into_iter().map(|(name, layers)| Variant { name, layers }));
    let mut switches = Vec::new();
    collect(defaults, &mut Vec::new(), &mut switches);
    for (path, truth) in switches.into_iter().take(MOST_SWITCHES) {
        let name = format!("{}={}", path.join("."), !truth);
        let layer = Layer::File(nested(&path, Value::Bool(!truth), defaults));
        variants.push(Variant { name, layers: vec![layer] });
    }
    Ok(variants)
}

/// What the chart is tested with: `ci/*.yaml`, which it may leave out of a package.
fn ci_values(stack: &Stack, originals: &Originals) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in originals.paths().filter(|path| is_ci_values(path)) {
        found.extend(originals.text(path).map(|text| (path.to_owned(), text)));
    }
    let folder = fs::read_dir(stack.chart.path.join("ci"));
    for entry in folder.into_iter().flatten().flatten() {
        let path = format!("ci/{}", entry.file_name().to_string_lossy());
        if is_ci_values(&path) && !found.iter().any(|(known, _)| *known == path) {
            found.extend(fs::read_to_string(entry.path()).ok().map(|text| (path, text)));
        }
    }
    found.sort();
    found
}

fn is_ci_values(path: &str) -> bool {
    let is_yaml = Path::new(path).extension().is_some_and(|ending| ending == "yaml");
    path.strip_prefix("ci/").is_some_and(|name| is_yaml && !name.contains('/'))
}

/// The booleans of the defaults.
fn collect(node: &Node, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, bool)>) {
    match &node.value {
        Value::Bool(truth) => found.push((path.clone(), *truth)),
        Value::Map(map) => {
            for (key, below) in map.iter() {
                path.push(key.text.clone());
                collect(below, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Maps within maps, with a value at the end of a path.
fn nested(path: &[String], value: Value, defaults: &Node) -> Node {
    let origin = Origin::at(defaults.origin.at);
    path.iter().rev().fold(Node::new(value, origin.clone()), |below, key| {
        let mut map = Map::new();
        map.add(Key::new(key.as_str(), origin.clone()), below);
        Node::new(Value::Map(map), origin.clone())
    })
}

fn lay_over(values: &mut Node, over: &Node) {
    let (Some(own), Some(map)) = (values.as_map_mut(), over.as_map()) else {
        *values = over.clone();
        return;
    };
    for (key, value) in map.iter() {
        match own.get_mut(&key.text) {
            _ if value.is_null() => _ = own.remove(&key.text),
            Some(below) if below.as_map().is_some() && value.as_map().is_some() => {
                lay_over(below, value);
            }
            _ => own.insert(key.clone(), value.clone()),
        }
    }
}
