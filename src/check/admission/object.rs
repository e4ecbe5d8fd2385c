//! An object as the server shows it to policies: with its defaults, the request that makes it, and
//! its namespace.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::check::custom::Definitions;
use crate::kube::defaulted::{self, Fact, Shape};
use crate::kube::kind::Scope;
use crate::manifest::Object;
use crate::yaml::{Node, json_of};

/// An object that is judged.
pub(super) struct Target<'o> {
    pub object: &'o Object,
    pub json: Json,
    pub request: Json,
    /// As in URLs: `deployments`.
    pub resource: String,
    pub scope: Scope,
    pub labels: BTreeMap<String, String>,
}

impl<'o> Target<'o> {
    pub(super) fn of(object: &'o Object, definitions: &Definitions) -> Self {
        let identity = &object.identity;
        let definition = definitions.find(&identity.group, &identity.kind);
        let resource = match (object.kind, definition.and_then(|it| it.plural())) {
            (Some(kind), _) => kind.plural.to_owned(),
            (None, Some(plural)) => plural.to_owned(),
            (None, None) => plural_of(&identity.kind),
        };
        let scope = match (object.kind, definition) {
            (None, Some(definition)) => definition.contents().scope,
            _ => object.scope(),
        };
        let mut json = json_of(&object.root);
        if object.kind.is_some() {
            fill(&mut json, defaulted::of_kind(&identity.group, &identity.kind));
        }
        let request = request(object, &resource);
        let labels = texts(object.root.below("metadata.labels"));
        Target { object, json, request, resource, scope, labels }
    }

    pub(super) fn namespace(&self) -> Option<&str> {
        self.object.identity.namespace.as_deref().filter(|_| self.scope == Scope::Namespaced)
    }

    pub(super) fn is_namespace(&self) -> bool {
        let identity = &self.object.identity;
        identity.group.is_empty() && identity.kind == "Namespace"
    }
}

/// As `meta.UnsafeGuessKindToResource` has it.
fn plural_of(kind: &str) -> String {
    let kind = kind.to_lowercase();
    match kind.strip_suffix('y') {
        _ if kind.ends_with('s') => format!("{kind}es"),
        Some(stem) => format!("{stem}ies"),
        None => format!("{kind}s"),
    }
}

pub(super) fn texts(node: Option<&Node>) -> BTreeMap<String, String> {
    let entries = node.and_then(Node::as_map).into_iter().flat_map(crate::yaml::Map::iter);
    let text = |node: &Node| node.as_str().map(str::to_owned);
    entries.filter_map(|(key, value)| Some((key.text.clone(), text(value)?))).collect()
}

/// An admission request, as far as it is known: who asks is not.
fn request(object: &Object, resource: &str) -> Json {
    let identity = &object.identity;
    let (group, version, kind) = (&identity.group, &identity.version, &identity.kind);
    let kind = json!({"group": group, "version": version, "kind": kind});
    let resource = json!({"group": group, "version": version, "resource": resource});
    let mut request = json!({
        "kind": kind, "requestKind": kind, "resource": resource, "requestResource": resource,
        "operation": "CREATE", "dryRun": false,
        "options": {"apiVersion": "meta.k8s.io/v1", "kind": "CreateOptions"},
    });
    for (field, text) in
        [("name", Some(&identity.name)), ("namespace", identity.namespace.as_ref())]
    {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            request[field] = json!(text);
        }
    }
    request
}

/// Sets what the server sets where nobody does, as far as that does not depend on anything.
fn fill(json: &mut Json, shape: Shape) {
    match json {
        Json::Object(fields) => fill_fields(fields, shape),
        Json::Array(items) => items.iter_mut().for_each(|item| fill(item, shape)),
        _ => {}
    }
}

fn fill_fields(fields: &mut Map<String, Json>, shape: Shape) {
    for (name, facts) in shape {
        for fact in *facts {
            match (fact, fields.get_mut(*name)) {
                (Fact::Holds(inner), Some(value)) => fill(value, inner),
                (Fact::Default([text]), None | Some(Json::Null)) => {
                    if let Ok(value) = serde_json::from_str(text) {
                        fields.insert((*name).to_owned(), value);
                    }
                }
                (Fact::PullPolicy, None) => {
                    let image = fields.get("image").and_then(Json::as_str).unwrap_or_default();
                    let policy = defaulted::pull_policy(image);
                    fields.insert((*name).to_owned(), policy.into());
                }
                _ => {}
            }
        }
    }
}

/// The namespaces that are at hand, as policies see them.
#[derive(Debug, Default)]
pub(in crate::check) struct Namespaces(BTreeMap<String, Json>);

impl Namespaces {
    pub(super) fn of<'o>(things: impl Iterator<Item = &'o Object>) -> Self {
        let is_one = |it: &&Object| it.identity.group.is_empty() && it.identity.kind == "Namespace";
        let one = |object: &Object| {
            let name = &object.identity.name;
            let mut json = json_of(&object.root);
            let metadata = json.get_mut("metadata").map(Json::take).unwrap_or_default();
            let mut metadata = metadata.as_object().cloned().unwrap_or_default();
            let labels = metadata.entry("labels").or_insert_with(|| json!({}));
            if let Some(labels) = labels.as_object_mut() {
                // The server sets it.
                labels.insert(OWN_NAME.to_owned(), json!(name));
            }
            let spec = json!({"finalizers": ["kubernetes"]});
            let shown = json!({"metadata": metadata, "spec": spec, "status": {"phase": "Active"}});
            (name.clone(), shown)
        };
        Namespaces(things.filter(is_one).map(one).collect())
    }

    pub(super) fn find(&self, name: &str) -> Option<&Json> {
        self.0.get(name)
    }

    /// The labels of a namespace, and whether they are all.
    pub(super) fn labels(&self, name: &str) -> (BTreeMap<String, String>, Known) {
        let Some(found) = self.0.get(name) else {
            return ([(OWN_NAME.to_owned(), name.to_owned())].into(), Known::Name);
        };
        let labels = found["metadata"]["labels"].as_object().into_iter().flatten();
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        (labels.map(|(key, value)| (key.clone(), text(value))).collect(), Known::All)
    }
}

/// The label that every namespace has.
pub(super) const OWN_NAME: &str = "kubernetes.io/metadata.name";

/// What is known of the labels of a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    All,
    Name,
}
