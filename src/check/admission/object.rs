//! An object as the server shows it to policies: with its defaults, the request that makes it, and
//! its namespace.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::check::custom::{self, Definitions};
use crate::kube::defaulted::{self, Fact, Shape};
use crate::kube::kind::Scope;
use crate::kube::served::{self, Served};
use crate::kube::versions::{self, Minor};
use crate::manifest::Object;
use crate::yaml::{Node, json_of};

/// An object that is judged.
pub(super) struct Target<'o> {
    pub object: &'o Object,
    pub shown: Shown,
    /// As in URLs: `deployments`.
    pub resource: String,
    pub scope: Scope,
    pub labels: BTreeMap<String, String>,
    /// The other versions of its kind that are served.
    pub siblings: Vec<Sibling>,
}

/// An object in a version, and the request that makes it.
#[derive(Clone)]
pub(super) struct Shown {
    pub json: Json,
    pub request: Json,
}

/// A version of a kind in which an object is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sibling {
    pub version: String,
    pub looks: Looks,
}

/// How an object looks in another version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// But for its apiVersion.
    Same,
    /// Its fields are others.
    Otherwise,
}

impl<'o> Target<'o> {
    pub(super) fn of(object: &'o Object, definitions: &Definitions, kubernetes: Minor) -> Self {
        let identity = &object.identity;
        let definition = match object.kind {
            Some(_) => None,
            None => custom::definition(definitions, &identity.group, &identity.kind),
        };
        let resource = match (object.kind, definition.and_then(|it| it.plural())) {
            (Some(kind), _) => kind.plural.to_owned(),
            (None, Some(plural)) => plural.to_owned(),
            (None, None) => plural_of(&identity.kind),
        };
        let scope = definition.map_or_else(|| object.scope(), |it| it.contents().scope);
        let mut json = match definition.and_then(|it| it.served(&identity.version)) {
            Some(version) => json_of(&custom::as_stored(&object.root, version)),
            None => json_of(&object.root),
        };
        if object.kind.is_some() {
            fill(&mut json, defaulted::of_kind(&identity.group, &identity.kind));
        }
        let metadata = json.get_mut("metadata").and_then(Json::as_object_mut);
        if let (Some(namespace), Some(metadata), Scope::Namespaced) =
            (&identity.namespace, metadata, scope)
        {
            metadata.insert("namespace".to_owned(), json!(namespace));
        }
        let siblings = match definition {
            Some(definition) => custom_siblings(definition, &identity.version),
            None => siblings(object, kubernetes),
        };
        let shown = Shown { json, request: request(object, &resource) };
        let labels = texts(object.root.below("metadata.labels"));
        Target { object, shown, resource, scope, labels, siblings }
    }

    /// The object in another version of its kind.
    pub(super) fn in_version(&self, version: &str) -> Shown {
        let mut shown = self.shown.clone();
        let group = &self.object.identity.group;
        let api_version =
            if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
        shown.json["apiVersion"] = json!(api_version);
        for part in ["kind", "resource"] {
            shown.request[part]["version"] = json!(version);
        }
        shown
    }

    pub(super) fn namespace(&self) -> Option<&str> {
        self.object.identity.namespace.as_deref().filter(|_| self.scope == Scope::Namespaced)
    }

    pub(super) fn is_namespace(&self) -> bool {
        let identity = &self.object.identity;
        identity.group.is_empty() && identity.kind == "Namespace"
    }
}

/// The other versions of a kind that is built in.
fn siblings(object: &Object, kubernetes: Minor) -> Vec<Sibling> {
    let identity = &object.identity;
    let is_served = |api_version: &str| {
        let served = served::find(api_version, &identity.kind, kubernetes);
        matches!(served, Served::BuiltIn(_) | Served::Former(..))
    };
    let looks = match &*identity.group {
        "autoscaling" | "flowcontrol.apiserver.k8s.io" => Looks::Otherwise,
        _ => Looks::Same,
    };
    versions::of_version(kubernetes)
        .filter(|it| it.kind == identity.kind && is_served(it.api_version))
        .filter_map(|it| {
            let (group, version) = it.api_version.rsplit_once('/').unwrap_or(("", it.api_version));
            let is_other = group == identity.group && version != identity.version;
            is_other.then(|| Sibling { version: version.to_owned(), looks })
        })
        .collect()
}

/// Those of a kind that is defined: without a webhook, all versions are the same.
fn custom_siblings(definition: &custom::Definition, written: &str) -> Vec<Sibling> {
    let looks = if definition.is_converted() { Looks::Otherwise } else { Looks::Same };
    let others = definition.contents().versions.iter().filter(|it| it.served && it.name != written);
    others.map(|it| Sibling { version: it.name.clone(), looks }).collect()
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
