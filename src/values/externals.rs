//! `externals`: the reserved key under which a stack lists what others provide, as
//! `Kind/namespace/name`.
//!
//! It is the one list to which layers add: all others they replace. The rules in `check` use it;
//! here it is only read.

use super::Contract;
use super::schema::{Shape, Type};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::kube::names;
use crate::yaml::{Node, Value};

pub const EXTERNALS: &str = "externals";

/// The shape with the keys that every chart has.
pub(super) fn with_reserved_keys(shape: Shape) -> Shape {
    let Shape::Map { mut keys, others } = shape else { return shape };
    let names = Shape::List(Box::new(Shape::Scalar(Type::String)));
    keys.insert(EXTERNALS.to_owned(), names);
    Shape::Map { keys, others }
}

/// The externals of two layers, each once.
pub(super) fn all(below: &Node, above: &Node) -> Option<Vec<Node>> {
    let mut all = below.get(EXTERNALS)?.as_list()?.to_vec();
    for item in above.get(EXTERNALS)?.as_list()? {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    Some(all)
}

/// An object that someone else provides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct External<'a> {
    pub kind: &'a str,
    /// `None` for a kind without namespace, or for any namespace.
    pub namespace: Option<&'a str>,
    pub name: &'a str,
}

/// The externals in the values of a chart; `None` if there is no such list.
pub fn externals(values: &Node) -> Option<impl Iterator<Item = External<'_>>> {
    let items = values.get(EXTERNALS)?.as_list()?.iter();
    Some(items.filter_map(|item| external(item.as_str()?)))
}

/// Reports every entry that is not `Kind/namespace/name`, in the effective values of a chart and of
/// its dependencies.
pub(super) fn judge(contract: &Contract, values: &Node, report: &mut Report) {
    for (name, child) in &contract.children {
        values.get(name).into_iter().for_each(|values| judge(child, values, report));
    }
    let Some(externals) = values.get(EXTERNALS) else { return };
    let mut faults = Vec::new();
    match &externals.value {
        Value::List(items) => faults.extend(items.iter().filter_map(fault)),
        Value::Null => {}
        other => {
            let message = format!("`{EXTERNALS}` must be a list, and this is {}", other.describe());
            let fault = Diagnostic::error(Code::BadExternal, message);
            faults.push(fault.at(externals.origin.at, "not a list").help(EXTERNAL_FORM));
        }
    }
    // Wrong types have been reported already.
    faults.retain(|fault| !report.has_error_at(fault.labels[0].span));
    report.extend(faults);
}

/// How an entry is written.
pub const EXTERNAL_FORM: &str =
    "write `Secret/default/name`, or `StorageClass//name` for what has no namespace";

fn fault(item: &Node) -> Option<Diagnostic> {
    let text = item.as_str();
    if text.and_then(external).is_some() {
        return None;
    }
    let shown = text.map_or(item.value.describe().to_owned(), |text| format!("`{text}`"));
    let fault =
        Diagnostic::error(Code::BadExternal, format!("{shown} is not `Kind/namespace/name`"))
            .at(item.origin.at, "names nothing");
    Some(match text.and_then(|text| text.split_once('/')) {
        Some((kind, name)) if external(&format!("{kind}//{name}")).is_some() => fault.help(
            format!("write `{kind}/NAMESPACE/{name}`, or `{kind}//{name}` if it has no namespace"),
        ),
        _ => fault.help(EXTERNAL_FORM),
    })
}

/// `Kind/namespace/name`.
pub fn external(text: &str) -> Option<External<'_>> {
    let parts: Vec<&str> = text.split('/').collect();
    let [kind, namespace, name] = parts[..] else { return None };
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    let is_sound = kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
        && (namespace.is_empty() || names::dns_label(namespace).is_ok())
        && !name.is_empty()
        && name.chars().all(plain);
    let namespace = Some(namespace).filter(|namespace| !namespace.is_empty());
    is_sound.then_some(External { kind, namespace, name })
}
