//! `import-values`: tables of a child's values that become defaults of its parent, below the
//! parent's own defaults.
//!
//! As in Helm, they are taken from the defaults (those of the child, and what the parent's
//! values.yaml says of the child); what a layer sets in the child is not imported. Unlike in Helm,
//! a child that is switched off is imported, too: which values a chart has does not depend on a
//! switch.

use super::Contract;
use super::schema::{Others, Shape};
use crate::chart::{Dependency, Import};
use crate::diagnostic::{Code, Diagnostic, Report, did_you_mean};
use crate::yaml::{Key, Map, Node, Value};

/// Merges an imported table into the parent's defaults, which win.
pub(super) fn take(
    contract: &mut Contract,
    dependency: &Dependency,
    import: &Import,
    report: &mut Report,
) {
    let name = &dependency.name.text;
    let Some(values) = contract.defaults.get(name) else { return };
    let table = match values.below(&import.child.text) {
        Some(node) if node.as_map().is_some() => node.clone(),
        found => return report.push(no_table(name, import, values, found)),
    };
    let path: Vec<&str> = import.parent.split('.').filter(|key| !key.is_empty()).collect();
    if let Err(other) = lay_under(&mut contract.defaults, &path, &table) {
        let what = other.value.describe();
        let message = format!("`{}` is {what}, so no table can be imported there", import.parent);
        let fault = Diagnostic::error(Code::ValueClash, message).at(other.origin.at, what);
        return report.push(fault.context(import.child.at, "imported here"));
    }
    let child = contract.shape.get(name);
    let shape = child.and_then(|shape| {
        import.child.text.split('.').try_fold(shape, |shape, key| shape.get(key)).cloned()
    });
    join_at(&mut contract.shape, &path, shape.unwrap_or(Shape::Open));
}

fn no_table(name: &str, import: &Import, values: &Node, found: Option<&Node>) -> Diagnostic {
    let path = &import.child.text;
    let fault = match found {
        Some(node) => {
            let what = node.value.describe();
            let message = format!("`{path}` of `{name}` is {what}, not a map to import");
            Diagnostic::error(Code::BadImport, message)
                .at(import.child.at, "imported here")
                .context(node.origin.at, what)
        }
        None => Diagnostic::error(Code::BadImport, format!("`{name}` has no `{path}` to import"))
            .at(import.child.at, "not in its values.yaml"),
    };
    let known = match path.strip_prefix("exports.") {
        Some(_) => values.get("exports"),
        None => Some(values),
    };
    let last = path.rsplit('.').next().unwrap_or(path);
    let keys = known.and_then(Node::as_map).map(|map| map.keys().collect::<Vec<_>>());
    match keys.and_then(|keys| did_you_mean(last, keys)) {
        Some(help) if found.is_none() => fault.help(help),
        _ => fault,
    }
}

/// Merges a table in at a path; the parent's own values win.
///
/// # Errors
/// The value in the way, which is no map.
fn lay_under<'a>(node: &'a mut Node, path: &[&str], table: &Node) -> Result<(), &'a Node> {
    if node.is_null() {
        *node = Node::new(Value::Map(Map::new()), table.origin.clone());
    }
    if node.as_map().is_none() {
        return Err(node);
    }
    let Some(map) = node.as_map_mut() else { return Ok(()) };
    let Some((first, rest)) = path.split_first() else {
        fill(map, table);
        return Ok(());
    };
    if !map.contains(first) {
        let empty = Node::new(Value::Map(Map::new()), table.origin.clone());
        map.insert(Key::new(*first, table.origin.clone()), empty);
    }
    map.get_mut(first).map_or(Ok(()), |below| lay_under(below, rest, table))
}

fn fill(own: &mut Map, table: &Node) {
    for entry in table.as_map().map(Map::entries).unwrap_or_default() {
        match own.get_mut(&entry.key.text) {
            Some(there) if there.is_null() => *there = entry.value.clone(),
            Some(there) => {
                if let Some(below) = there.as_map_mut() {
                    fill(below, &entry.value);
                }
            }
            None => own.insert(entry.key.clone(), entry.value.clone()),
        }
    }
}

fn join_at(shape: &mut Shape, path: &[&str], table: Shape) {
    let Some((first, rest)) = path.split_first() else {
        *shape = std::mem::replace(shape, Shape::Open).joined(table);
        return;
    };
    if let Shape::Map { keys, .. } = shape {
        let empty = || Shape::Map { keys: indexmap::IndexMap::new(), others: Others::Refused };
        join_at(keys.entry((*first).to_owned()).or_insert_with(empty), rest, table);
    }
}
