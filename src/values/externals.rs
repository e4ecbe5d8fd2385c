//! `externals`: the reserved key under which a stack lists what others provide, as
//! `Kind/namespace/name`.
//!
//! It is the one list that grows: an environment adds to those of the chart. Whether what is listed
//! exists is not asked here.

use super::schema::{Shape, Type};
use crate::diagnostic::{Diagnostic, Report};
use crate::yaml::{Node, Value};

pub const EXTERNALS: &str = "externals";

/// The shape with the keys that every chart has.
pub fn with_reserved_keys(shape: Shape) -> Shape {
    let Shape::Map { mut keys, others } = shape else { return shape };
    let names = Shape::List(Box::new(Shape::Scalar(Type::String)));
    keys.insert(EXTERNALS.to_owned(), names);
    Shape::Map { keys, others }
}

/// Those of two layers, each once.
pub fn all(below: &Node, above: &Node) -> Option<Vec<Node>> {
    let mut all = below.get(EXTERNALS)?.as_list()?.to_vec();
    for item in above.get(EXTERNALS)?.as_list()? {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    Some(all)
}

/// Reports every entry of the effective values that names nothing.
pub fn judge(values: &Node, report: &mut Report) {
    let Some(externals) = values.get(EXTERNALS) else { return };
    let mut faults = Vec::new();
    match &externals.value {
        Value::List(items) => faults.extend(items.iter().filter_map(fault)),
        Value::Null => {}
        other => {
            let message = format!("`{EXTERNALS}` must be a list, and this is {}", other.describe());
            let fault = Diagnostic::error("bad-external", message);
            faults.push(fault.at(externals.origin.at, "not a list").help(FORM));
        }
    }
    // What is of a wrong type has been told already.
    faults.retain(|fault| !report.has_error_at(fault.labels[0].span));
    report.extend(faults);
}

const FORM: &str = "write `Secret/default/name`, or `StorageClass//name` for what has no namespace";

fn fault(item: &Node) -> Option<Diagnostic> {
    let text = item.as_str();
    if text.is_some_and(names_an_object) {
        return None;
    }
    let shown = text.map_or(item.value.describe().to_owned(), |text| format!("`{text}`"));
    let fault = Diagnostic::error("bad-external", format!("{shown} is not `Kind/namespace/name`"))
        .at(item.origin.at, "names nothing");
    Some(match text.and_then(|text| text.split_once('/')) {
        Some((kind, name)) if names_an_object(&format!("{kind}//{name}")) => fault.help(format!(
            "write `{kind}/NAMESPACE/{name}`, or `{kind}//{name}` if it has no namespace"
        )),
        _ => fault.help(FORM),
    })
}

fn names_an_object(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let [kind, namespace, name] = parts[..] else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && namespace.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.is_empty()
        && name.chars().all(plain)
}
