//! The parameters of a binding, among the objects at hand: `CollectParams` of the server.

use k8s_openapi::api::admissionregistration::v1::ParamRef;
use serde_json::Value as Json;

use super::binding::Binding;
use super::matching::selects;
use super::object::{Target, texts};
use super::policy::Policy;
use crate::check::custom::{self, Definitions};
use crate::kube::kind::Scope;
use crate::manifest::Object;
use crate::yaml::json_of;

/// What a policy is evaluated with: once for each.
pub(super) enum Params {
    /// Nothing is asked for, or nothing given: `params` is null.
    Null,
    Found(Vec<Json>),
    /// In the server's words.
    Wrong(&'static str),
}

pub(super) fn collect<'o>(
    policy: &Policy,
    binding: &Binding,
    target: &Target<'_>,
    things: impl Iterator<Item = &'o Object>,
    definitions: &Definitions,
) -> Params {
    let (Some(kind), Some(asked)) = (policy.param_kind(), &binding.spec.param_ref) else {
        return Params::Null;
    };
    let (api_version, kind) =
        (kind.api_version.as_deref().unwrap_or_default(), kind.kind.as_deref().unwrap_or_default());
    let namespace = match (scope(api_version, kind, definitions), &asked.namespace) {
        (Scope::Cluster, Some(_)) => {
            return Params::Wrong(
                "paramRef.namespace must not be provided for a cluster-scoped `paramKind`",
            );
        }
        (Scope::Cluster, None) => None,
        (Scope::Namespaced, Some(namespace)) => Some(namespace.as_str()),
        (Scope::Namespaced, None) => match target.namespace() {
            None if target.scope == Scope::Cluster => {
                return Params::Wrong(
                    "cannot use namespaced paramRef in policy binding that matches cluster-scoped \
                     resources",
                );
            }
            namespace => namespace,
        },
    };
    let is_one = |it: &&Object| {
        it.api_version() == api_version
            && it.identity.kind == kind
            && (namespace.is_none() || it.identity.namespace.as_deref() == namespace)
            && is_meant(asked, it)
    };
    let found: Vec<Json> = things.filter(is_one).map(|it| json_of(&it.root)).collect();
    if found.is_empty() && asked.parameter_not_found_action.as_deref() == Some("Deny") {
        return Params::Wrong(
            "no params found for policy binding with `Deny` parameterNotFoundAction",
        );
    }
    Params::Found(found)
}

fn is_meant(asked: &ParamRef, object: &Object) -> bool {
    match (asked.name.as_deref().filter(|name| !name.is_empty()), &asked.selector) {
        (Some(name), _) => object.identity.name == name,
        (None, Some(selector)) => selects(selector, &texts(object.root.below("metadata.labels"))),
        (None, None) => false,
    }
}

fn scope(api_version: &str, kind: &str, definitions: &Definitions) -> Scope {
    if let Some(known) = crate::kube::kind::find(api_version, kind) {
        return known.scope;
    }
    let group = api_version.rsplit_once('/').map_or("", |(group, _)| group);
    let definition = custom::definition(definitions, group, kind);
    definition.map_or(Scope::Namespaced, |it| it.contents().scope)
}
