//! What every custom resource has of any object: the metadata, as the type that is judged.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::{ClusterResourceScope, Metadata, Resource};
use serde::Deserialize;

use crate::check::api::meta::ANY_GROUP;
use crate::check::api::structural::is_meta;
use crate::check::api::{Faults, FieldPath, Validate};
use crate::kube::kind::{Kind, Scope};
use crate::yaml::{Map, Node, Value};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Head {
    #[serde(default, rename = "apiVersion")]
    _api_version: Option<String>,
    #[serde(default, rename = "kind")]
    _kind: Option<String>,
    #[serde(default)]
    metadata: ObjectMeta,
}

/// Of whatever group and kind: no rule is meant for one of them.
impl Resource for Head {
    const API_VERSION: &'static str = "";
    const GROUP: &'static str = ANY_GROUP;
    const KIND: &'static str = "";
    const VERSION: &'static str = "";
    const URL_PATH_SEGMENT: &'static str = "";
    type Scope = ClusterResourceScope;
}

impl Metadata for Head {
    type Ty = ObjectMeta;

    fn metadata(&self) -> &ObjectMeta {
        &self.metadata
    }

    fn metadata_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}

impl Validate for Head {
    fn validate(&self, _: FieldPath<'_>, _: &mut Faults) {}
}

const fn any(scope: Scope) -> Kind {
    Kind { api_version: "", group: ANY_GROUP, version: "", kind: "", plural: "", scope }
}

static NAMESPACED: Kind = any(Scope::Namespaced);
static CLUSTER: Kind = any(Scope::Cluster);

pub(super) fn kind(scope: Scope) -> &'static Kind {
    match scope {
        Scope::Namespaced => &NAMESPACED,
        Scope::Cluster => &CLUSTER,
    }
}

/// The part of an object that is its head.
pub(super) fn of(object: &Node) -> Node {
    let mut fields = Map::new();
    for (key, value) in object.as_map().into_iter().flat_map(Map::iter) {
        if is_meta(&key.text) {
            fields.insert(key.clone(), value.clone());
        }
    }
    Node::new(Value::Map(fields), object.origin.clone())
}
