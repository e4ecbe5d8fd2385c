//! A chart rendered once more, with a mark in the place of each secret value: what templates make of
//! it tells how they use the value, and nothing of the value itself.

use super::{Checks, Ours, Request, additions, write};
use crate::diagnostic::{Report, Sources};
use crate::manifest::{self, Manifest};
use crate::snapshot::Withheld;
use crate::values;
use crate::yaml::{Node, Value};

/// The same objects, made of marks: `<db.password>`. `None` where templates take no mark, or make
/// other objects of it.
pub(super) fn marked(
    loaded: &Ours,
    mut request: Request,
    sources: &Sources,
    rendered: &Manifest,
    withheld: &Withheld,
) -> Option<Manifest> {
    let chart = &loaded.chart;
    let namespace = request.namespace.take().or_else(|| chart.metadata.namespace.clone());
    let layers = std::mem::take(&mut request.layers);
    request.checks = Checks::Off;
    // What is wrong has been told of the values themselves.
    let mut silent = Report::new();
    let mut values = loaded.effective(&layers, request.merging, sources, &mut silent);
    mark(&mut values, "", withheld);
    let contract = &loaded.contract;
    let instance = values::instance(chart, contract, values, request.merging, &mut silent);
    let templates = &loaded.templates;
    let mut silent = Report::new();
    let output = write(&instance, templates, &request, namespace.as_deref(), &mut silent);
    let mut manifest = manifest::build(output.documents, namespace.as_deref(), &mut silent);
    let whole = chart.metadata.node.origin.at;
    additions::namespace(&mut manifest, &request, namespace.as_deref(), whole);
    let same = !silent.has_errors() && manifest.is_shaped_like(rendered);
    same.then_some(manifest)
}

/// Puts marks into what is withheld below a path.
pub(super) fn mark(node: &mut Node, path: &str, withheld: &Withheld) {
    if withheld.places.contains(&node.origin.at) {
        return mark_all(node, path);
    }
    each_child(node, path, &|child, path| mark(child, path, withheld));
}

fn mark_all(node: &mut Node, path: &str) {
    match &node.value {
        Value::String(text) if !text.is_empty() => {
            node.value = Value::String(format!("<{path}>"));
        }
        Value::Number(_) => node.value = Value::String(format!("<{path}>")),
        _ => each_child(node, path, &|child, path| mark_all(child, path)),
    }
}

fn each_child(node: &mut Node, path: &str, take: &dyn Fn(&mut Node, &str)) {
    match &mut node.value {
        Value::Map(map) => {
            let keys: Vec<String> = map.keys().map(str::to_owned).collect();
            for (key, child) in keys.iter().zip(map.values_mut()) {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                take(child, &path);
            }
        }
        Value::List(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                take(item, &format!("{path}[{at}]"));
            }
        }
        _ => {}
    }
}
