//! A definition of custom resources: which versions of a kind a server has, and the schema of each.

use std::sync::OnceLock;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinition, CustomResourceDefinitionVersion,
};

use crate::check::api::structural::schema::Schema;
use crate::check::strict;
use crate::kube::kind::Scope;
use crate::yaml::Node;

/// A kind that somebody defines. What is said of it is read when it is first asked for.
#[derive(Debug)]
pub(crate) struct Definition {
    pub group: String,
    pub kind: String,
    /// Nothing where the contents are known.
    written: Option<Node>,
    read: OnceLock<Contents>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Contents {
    pub scope: Scope,
    pub versions: Vec<Version>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Version {
    pub name: String,
    pub served: bool,
    /// What the server warns of where it is used.
    pub deprecated: Option<String>,
    pub status: Status,
    /// The paths of the numbers of replicas: `spec.replicas`.
    pub replicas: Vec<String>,
    pub schema: Schema,
}

/// Whether the status of an object is written by itself, and dropped where an object is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Apart,
    Within,
}

impl Definition {
    /// The definition that an object is; nothing if it is something else.
    pub(crate) fn of(object: &Node) -> Option<Self> {
        let text = |path: &str| object.below(path).and_then(Node::as_str).map(str::to_owned);
        let is_meant = object.get("kind")?.as_str()? == KIND
            && object.get("apiVersion")?.as_str()?.starts_with(GROUP);
        let (group, kind) = (text("spec.group")?, text("spec.names.kind")?);
        let read = OnceLock::new();
        is_meant.then(|| Definition { group, kind, written: Some(object.clone()), read })
    }

    /// A definition of which all is known.
    pub(super) fn known(group: &str, kind: &str, contents: Contents) -> Self {
        let (group, kind) = (group.to_owned(), kind.to_owned());
        Definition { group, kind, written: None, read: OnceLock::from(contents) }
    }

    /// As in URLs, where it is written.
    pub(crate) fn plural(&self) -> Option<&str> {
        self.written.as_ref()?.below("spec.names.plural")?.as_str()
    }

    pub(crate) fn short_names(&self) -> Vec<String> {
        let names = self.written.as_ref().and_then(|it| it.below("spec.names.shortNames"));
        let names = names.and_then(Node::as_list).unwrap_or_default();
        names.iter().filter_map(Node::as_str).map(str::to_owned).collect()
    }

    /// Whether a webhook makes objects of one version of those of another, as far as is known.
    pub(crate) fn is_converted(&self) -> bool {
        let Some(written) = &self.written else { return true };
        let strategy = written.below("spec.conversion.strategy");
        strategy.and_then(Node::as_str).is_some_and(|strategy| strategy != "None")
    }

    pub(crate) fn served(&self, version: &str) -> Option<&Version> {
        self.contents().versions.iter().find(|known| known.name == version && known.served)
    }

    pub(crate) fn contents(&self) -> &Contents {
        self.read.get_or_init(|| {
            let typed = self
                .written
                .as_ref()
                .and_then(|node| strict::decode(node, strict::Version::default()).0);
            let spec = typed.map(|typed: CustomResourceDefinition| typed.spec).unwrap_or_default();
            let cluster = spec.scope == "Cluster";
            Contents {
                scope: if cluster { Scope::Cluster } else { Scope::Namespaced },
                versions: spec
                    .versions
                    .iter()
                    .map(|it| version(it, &spec.group, &spec.names.kind))
                    .collect(),
            }
        })
    }
}

pub(crate) const KIND: &str = "CustomResourceDefinition";
const GROUP: &str = "apiextensions.k8s.io/";

fn version(version: &CustomResourceDefinitionVersion, group: &str, kind: &str) -> Version {
    if !version.served {
        return Version::unserved(&version.name);
    }
    let schema = version.schema.as_ref().and_then(|it| it.open_api_v3_schema.as_ref());
    let subresources = version.subresources.as_ref();
    let scale = subresources.and_then(|subresources| subresources.scale.as_ref());
    let paths = scale.map(|it| [&it.spec_replicas_path, &it.status_replicas_path]);
    let is_apart = subresources.is_some_and(|subresources| subresources.status.is_some());
    let warning = || {
        let name = &version.name;
        let own = version.deprecation_warning.clone();
        own.unwrap_or_else(|| format!("{group}/{name} {kind} is deprecated"))
    };
    Version {
        name: version.name.clone(),
        served: version.served,
        deprecated: (version.deprecated == Some(true)).then(warning),
        status: if is_apart { Status::Apart } else { Status::Within },
        replicas: paths
            .into_iter()
            .flatten()
            .map(|it| it.trim_start_matches('.').to_owned())
            .collect(),
        schema: schema.map_or_else(any_object, Schema::of),
    }
}

impl Version {
    /// Of a version that is not served its name is all that matters.
    pub(super) fn unserved(name: &str) -> Self {
        Version {
            name: name.to_owned(),
            served: false,
            deprecated: None,
            status: Status::Within,
            replicas: Vec::new(),
            schema: Schema::default(),
        }
    }
}

/// Of a version without a schema nothing is known.
fn any_object() -> Schema {
    Schema { preserves: true, ..Schema::default() }
}
