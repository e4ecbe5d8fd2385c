//! A schema into the CEL type that rules see: `SchemaDeclType` of
//! `k8s.io/apiserver/pkg/cel/common`.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::structural::embedded::Scope;
use crate::check::cel::{Type, is_taken};

pub(crate) fn scope_of(schema: &JSONSchemaProps) -> Scope {
    match schema.x_kubernetes_embedded_resource {
        Some(true) => Scope::Object,
        _ => Scope::Part,
    }
}

/// The type of the values of a schema; `None` if rules can't see them.
pub(crate) fn kind_of(schema: &JSONSchemaProps, scope: Scope) -> Option<Type> {
    if schema.x_kubernetes_int_or_string == Some(true) {
        return Some(Type::Dyn);
    }
    let kind = if scope == Scope::Object { "object" } else { schema.type_.or_empty() };
    match (kind, schema.format.or_empty()) {
        ("array", _) => match &schema.items {
            Some(JSONSchemaPropsOrArray::Schema(items)) => {
                kind_of(items, scope_of(items)).map(Type::list)
            }
            _ => None,
        },
        ("object", _) => match &schema.additional_properties {
            Some(JSONSchemaPropsOrBool::Schema(values)) => {
                let values = kind_of(values, scope_of(values))?;
                Some(Type::map(Type::String, values))
            }
            _ => Some(object(schema, scope)),
        },
        ("string", "byte") => Some(Type::Bytes),
        ("string", "duration") => Some(Type::Duration),
        ("string", "date" | "date-time") => Some(Type::Timestamp),
        ("string", _) => Some(Type::String),
        ("boolean", _) => Some(Type::Bool),
        ("number", _) => Some(Type::Double),
        ("integer", _) => Some(Type::Int),
        _ => None,
    }
}

fn object(schema: &JSONSchemaProps, scope: Scope) -> Type {
    let written = schema.properties.iter().flatten().filter_map(|(name, property)| {
        Some((escaped(name)?, kind_of(property, scope_of(property))?))
    });
    if scope == Scope::Part {
        return Type::object(written);
    }
    let names = ["name", "generateName"].map(|name| (name, Type::String));
    let meta =
        [("apiVersion", Type::String), ("kind", Type::String), ("metadata", Type::object(names))];
    Type::object(written.chain(meta.map(|(name, kind)| (name.to_owned(), kind))))
}

/// The name of a field in rules, where some characters are escaped:
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules>.
pub(crate) fn escaped(name: &str) -> Option<String> {
    if is_taken(name) {
        return Some(format!("__{name}__"));
    }
    let is_known = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    if name.is_empty()
        || name.starts_with(|c: char| c.is_ascii_digit())
        || !name.chars().all(is_known)
    {
        return None;
    }
    let name = name.replace("__", "__underscores__");
    Some(name.replace('.', "__dot__").replace('-', "__dash__").replace('/', "__slash__"))
}
