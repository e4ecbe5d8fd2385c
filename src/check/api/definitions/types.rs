//! What the rules of a schema see of it, as the API describes it.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::JSONSchemaProps;

use crate::check::api::structural::embedded::Scope;
use crate::check::api::structural::kinds;
use crate::check::api::structural::schema::Schema;
use crate::check::cel::Type;

pub(crate) fn scope_of(schema: &JSONSchemaProps) -> Scope {
    match schema.x_kubernetes_embedded_resource {
        Some(true) => Scope::Object,
        _ => Scope::Part,
    }
}

/// The type of the values of a schema; `None` if rules can't see them.
pub(crate) fn kind_of(schema: &JSONSchemaProps, scope: Scope) -> Option<Type> {
    kinds::kind_of(&Schema::of(schema), scope)
}
