//! One object: its identity, and the document it came from.

use std::fmt;
use std::sync::Arc;

use super::lists::{self, Parts};
use crate::diagnostic::{Code, Diagnostic, Report, Span, Subject, nearest};
use crate::kube::kind::{Kind, Scope};
use crate::kube::known;
use crate::kube::served;
use crate::yaml::{Document, Key, Map, Node, Origin, Value};

/// An object of the manifest.
#[derive(Clone, Debug)]
pub struct Object {
    pub identity: Identity,
    pub root: Node,
    /// The file it was written in, from the chart on: `templates/deployment.yaml`.
    pub template: Arc<str>,
    pub rank: usize,
    /// Its kind, if it is built into Kubernetes.
    pub kind: Option<&'static Kind>,
}

/// What identifies an object in a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Empty for the core group.
    pub group: String,
    pub version: String,
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
}

/// ``Deployment `gauzian-v2/backend` ``; the namespace only where there is one.
impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Subject::from(self).fmt(f)
    }
}

impl From<&Object> for Subject {
    fn from(object: &Object) -> Self {
        let Identity { kind, namespace, name, .. } = object.identity.clone();
        Subject { api_version: object.api_version().to_owned(), kind, namespace, name }
    }
}

impl Object {
    /// Unknown kinds count as namespaced: most are, and kubectl reports those that are not.
    pub fn scope(&self) -> Scope {
        let Identity { group, kind, .. } = &self.identity;
        let built_in = self.kind.map(|kind| kind.scope);
        let scope = built_in.or_else(|| known::find(group, kind).map(|known| known.scope));
        scope.unwrap_or(Scope::Namespaced)
    }

    pub fn api_version(&self) -> &str {
        self.root.get("apiVersion").and_then(Node::as_str).unwrap_or("")
    }

    /// An object of which nothing is known for sure: what it lacks of an identity is empty.
    pub(crate) fn loosely(root: Node, template: &str) -> Self {
        let text = |path: &str| root.below(path).and_then(Node::as_str).unwrap_or_default();
        let api_version = text("apiVersion");
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
        let namespace = text("metadata.namespace");
        let identity = Identity {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: text("kind").to_owned(),
            namespace: (!namespace.is_empty()).then(|| namespace.to_owned()),
            name: text("metadata.name").to_owned(),
        };
        let kind = served::meant(api_version, &identity.kind);
        Object { identity, root, template: template.into(), rank: 0, kind }
    }

    /// Where its name is written.
    pub fn name_origin(&self) -> &Origin {
        let name = self.root.get("metadata").and_then(|metadata| metadata.get("name"));
        &name.unwrap_or(&self.root).origin
    }
}

/// Adds the object of a document to `objects`, or those of a list.
pub(super) fn take(
    document: Document,
    namespace: Option<&str>,
    objects: &mut Vec<Object>,
    report: &mut Report,
) {
    let Document { root, template, rank } = document;
    let root = match lists::parts(root) {
        Parts::Object(root) => root,
        Parts::Items(items) => {
            for root in items {
                let document = Document { root, template: template.clone(), rank };
                take(document, namespace, objects, report);
            }
            return;
        }
        Parts::Broken(list) => return report.push(broken_list(&list)),
    };
    if let Some(identity) = identify(&root, report) {
        let api_version = root.get("apiVersion").and_then(Node::as_str).unwrap_or("");
        let kind = served::meant(api_version, &identity.kind);
        let mut object = Object { identity, root, template, rank, kind };
        first_things_first(&mut object.root);
        if let Some(namespace) = namespace {
            fill_namespace(&mut object, namespace);
        }
        objects.push(object);
    }
}

fn broken_list(list: &Node) -> Diagnostic {
    let (message, node) = lists::broken(list);
    let label = list.get("items").map_or("here", |items| items.value.describe());
    let fault = Diagnostic::error(Code::BadDocument, message);
    list.origin.mark_beside(node.origin.mark(fault, label), "in this List")
}

/// Reads the identity of an object; each missing part is an error of its own.
fn identify(root: &Node, report: &mut Report) -> Option<Identity> {
    let metadata = root.get("metadata");
    let api_version = part(root, root, "apiVersion", report);
    let kind = part(root, root, "kind", report);
    let name = match metadata {
        Some(node) if node.get("name").is_none() && node.get("generateName").is_some() => {
            let origin = &node.get("generateName").unwrap_or(node).origin;
            let message = "an object without a name of its own can't be applied";
            let fault = Diagnostic::error(Code::MissingName, message);
            let fault = origin.mark(fault, "makes a new name each time");
            report.push(fault.help("give it `name`: kubectl apply finds objects by their names"));
            None
        }
        Some(node) if node.as_map().is_some() => part(root, node, "name", report),
        _ => part(root, root, "metadata", report).and(None),
    };
    let namespace = metadata
        .and_then(|metadata| metadata.get("namespace"))
        .and_then(Node::as_str)
        .filter(|namespace| !namespace.is_empty());
    let (api_version, kind, name) = (api_version?, kind?, name?);
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", &api_version));
    Some(Identity {
        group: group.to_owned(),
        version: version.to_owned(),
        namespace: namespace.map(str::to_owned),
        kind,
        name,
    })
}

/// The text of a field that every object must have.
fn part(root: &Node, within: &Node, field: &str, report: &mut Report) -> Option<String> {
    let found = within.get(field).filter(|node| !node.is_null());
    let is_map = field == "metadata";
    if let Some(text) = found.and_then(Node::as_str).filter(|text| !is_map && !text.is_empty()) {
        return Some(text.to_owned());
    }
    let shown =
        if std::ptr::eq(root, within) { field.to_owned() } else { format!("metadata.{field}") };
    let what = root.get("kind").and_then(Node::as_str).unwrap_or("object");
    let (message, label) = match found {
        None => (format!("this {what} has no {shown}"), "missing here".to_owned()),
        Some(node) => {
            let is_empty = !is_map && node.as_str().is_some();
            let is = if is_empty { "empty" } else { node.value.describe() };
            let wanted = if is_map { "a map" } else { "a string" };
            (format!("{shown} must be {wanted}, not {is}"), is.to_owned())
        }
    };
    let node = found.unwrap_or(within);
    let fault = Diagnostic::error(Code::BadIdentity, message).at(first_line(node), label);
    let fault = node.origin.explain(fault);
    let null = if found.is_none() { within.null_at(field) } else { None };
    let fault = null.into_iter().fold(fault, |fault, null| null.mark_null(fault));
    report.push(match found {
        Some(Node { value: Value::Number(_) | Value::Bool(_), .. }) => fault.help("quote it"),
        None => match nearest(field, within.as_map().into_iter().flat_map(Map::keys)) {
            Some(near) => fault.help(format!("write `{field}`, not `{near}`")),
            None => fault,
        },
        _ => fault,
    });
    None
}

/// The place of a map is that of its first key.
fn first_line(node: &Node) -> Span {
    node.as_map().and_then(|map| map.entries().first()).map_or(node.origin.at, |e| e.key.origin.at)
}

/// apiVersion, kind and metadata stand first, whatever the template's order.
fn first_things_first(root: &mut Node) {
    let Some(map) = root.as_map_mut() else { return };
    for (at, field) in ["apiVersion", "kind", "metadata"].into_iter().enumerate() {
        if map.position(field).is_some_and(|now| now != at)
            && let Some(entry) = map.remove(field)
        {
            map.insert_at(at.min(map.len()), entry.key, entry.value);
        }
    }
}

/// Sets the release's namespace on an object that has none.
fn fill_namespace(object: &mut Object, namespace: &str) {
    if object.identity.namespace.is_some() || object.scope() == Scope::Cluster {
        return;
    }
    let Some(metadata) = object.root.as_map_mut().and_then(|root| root.get_mut("metadata")) else {
        return;
    };
    let origin = metadata.origin.clone();
    let Some(metadata) = metadata.as_map_mut() else { return };
    // A namespace that is no string is for the check to refuse.
    if metadata.get("namespace").is_some_and(|namespace| !namespace.is_blank()) {
        return;
    }
    put_after_name(metadata, namespace, origin);
    object.identity.namespace = Some(namespace.to_owned());
}

fn put_after_name(metadata: &mut Map, namespace: &str, origin: Origin) {
    metadata.remove("namespace");
    let at = metadata.position("name").map_or(0, |at| at + 1);
    let value = Node::new(Value::String(namespace.to_owned()), origin.clone());
    metadata.insert_at(at, Key::new("namespace", origin), value);
}
