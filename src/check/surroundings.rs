//! The list `externals` of a stack into what its objects may count on besides each other.
//!
//! Whether all of it is there, the cluster knows.

use crate::diagnostic::{Diagnostic, Report};
use crate::yaml::Node;

/// What there is besides the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The namespace of the release, which has to be there before it.
    pub namespace: Option<String>,
    /// What others provide. `None` if the stack does not say.
    pub externals: Option<Vec<External>>,
}

/// An object that someone else provides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    pub kind: String,
    /// `None` for what has no namespace, or may be in any.
    pub namespace: Option<String>,
    pub name: String,
}

/// Reads a list of `Kind/namespace/name`, `Kind//name` and `Kind/name`.
pub fn externals(list: &Node, report: &mut Report) -> Vec<External> {
    let items = list.as_list().into_iter().flatten();
    items
        .filter_map(|item| {
            let external = item.as_str().and_then(external);
            if external.is_none() {
                report.push(malformed(item));
            }
            external
        })
        .collect()
}

fn external(text: &str) -> Option<External> {
    let parts: Vec<&str> = text.split('/').collect();
    let (kind, namespace, name) = match parts[..] {
        [kind, name] => (kind, "", name),
        [kind, namespace, name] => (kind, namespace, name),
        _ => return None,
    };
    if !kind.starts_with(|c: char| c.is_ascii_uppercase()) || name.is_empty() {
        return None;
    }
    let namespace = (!namespace.is_empty()).then(|| namespace.to_owned());
    Some(External { kind: kind.to_owned(), namespace, name: name.to_owned() })
}

fn malformed(item: &Node) -> Diagnostic {
    let shown = item.as_str().unwrap_or(item.value.describe());
    Diagnostic::error("bad-external", format!("`{shown}` names no object"))
        .at(item.origin.at, "not of the form `Kind/namespace/name`")
        .help("write `Secret/web/tls`, or `ClusterIssuer//acme` for what has no namespace")
}
