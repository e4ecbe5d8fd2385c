//! What rules in CEL see of a schema: its types, by `SchemaDeclType` of `k8s.io/apiserver/pkg/cel/common`.

use super::embedded::Scope;
use super::schema::{Additional, JsonType, Schema};
use crate::check::cel::{Type, is_taken};

/// The type of what a schema describes; nothing where rules can't see it.
pub(crate) fn kind_of(schema: &Schema, scope: Scope) -> Option<Type> {
    let kind = if scope == Scope::Object { JsonType::Object } else { schema.kind };
    let inner = |schema: &Schema| kind_of(schema, Scope::of(schema));
    match (kind, &*schema.format) {
        (JsonType::IntOrString, _) => Some(Type::Dyn),
        (JsonType::Array, _) => inner(schema.items.as_ref()?).map(Type::list),
        (JsonType::Object, _) => match &schema.additional {
            Additional::Values(values) => Some(Type::map(Type::String, inner(values)?)),
            _ => Some(object(schema, scope)),
        },
        (JsonType::String, "byte") => Some(Type::Bytes),
        (JsonType::String, "duration") => Some(Type::Duration),
        (JsonType::String, "date" | "date-time") => Some(Type::Timestamp),
        (JsonType::String, _) => Some(Type::String),
        (JsonType::Boolean, _) => Some(Type::Bool),
        (JsonType::Number, _) => Some(Type::Double),
        (JsonType::Integer, _) => Some(Type::Int),
        (JsonType::Any | JsonType::Nothing, _) => None,
    }
}

fn object(schema: &Schema, scope: Scope) -> Type {
    let written = schema.properties.iter().filter_map(|(name, property)| {
        Some((escaped(name)?, kind_of(property, Scope::of(property))?))
    });
    if scope == Scope::Part {
        return Type::object(written);
    }
    let names = ["name", "generateName"].map(|name| (name, Type::String));
    let meta =
        [("apiVersion", Type::String), ("kind", Type::String), ("metadata", Type::object(names))];
    Type::object(written.chain(meta.map(|(name, kind)| (name.to_owned(), kind))))
}

/// The name a rule has for a field: <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules>.
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
