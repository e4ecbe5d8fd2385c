//! Defaults in the schemas of custom resources: `ValidateDefaults` of apiextensions. A default must
//! fit its schema and have no fields that the schema does not know.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSON, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};
use serde_json::Value;

use super::conform::conform;
use super::types::{Scope, is_meta, scope_of};
use super::{embedded, rules};
use crate::check::api::{Faults, FieldPath};

/// Validates the defaults in the schema of an object. Defaults in its metadata are forbidden
/// elsewhere.
pub(crate) fn validate(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    validate_own(schema, Scope::Object, at, faults);
    validate_within(schema, Scope::Object, at, faults);
}

fn validate_part(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    let scope = scope_of(schema);
    validate_own(schema, scope, at, faults);
    validate_within(schema, scope, at, faults);
}

fn validate_within(schema: &JSONSchemaProps, scope: Scope, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &schema.items {
        validate_part(items, at.field("items"), faults);
    }
    for (name, property) in schema.properties.iter().flatten() {
        if scope == Scope::Part || !is_meta(name) {
            validate_part(property, at.field("properties").key(name), faults);
        }
    }
}

fn validate_own(schema: &JSONSchemaProps, scope: Scope, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(JSON(default)) = &schema.default else { return };
    let at = at.field("default");
    if !is_known(default, schema, scope) {
        faults.invalid(at, "has a field that the schema does not know");
    }
    let before = faults.found.len();
    embedded::validate(default, schema, scope, at, faults);
    if faults.found.len() == before {
        conform(default, schema, at, faults);
        if faults.found.len() == before {
            rules::validate_default(default, schema, scope, at, faults);
        }
    }
}

/// Whether the server would prune nothing of a value.
fn is_known(value: &Value, schema: &JSONSchemaProps, scope: Scope) -> bool {
    let is_known = |value: &Value, schema| is_known(value, schema, scope_of(schema));
    match value {
        Value::Object(fields) => {
            fields.iter().all(|(name, value)| match field_schema(schema, name) {
                _ if scope == Scope::Object && is_meta(name) => true,
                Field::Described(schema) => is_known(value, schema),
                Field::Anything => true,
                Field::Unknown => schema.x_kubernetes_preserve_unknown_fields == Some(true),
            })
        }
        Value::Array(items) => match &schema.items {
            Some(JSONSchemaPropsOrArray::Schema(schema)) => {
                items.iter().all(|item| is_known(item, schema))
            }
            _ => true,
        },
        _ => true,
    }
}

/// What a schema says about a field.
enum Field<'a> {
    Described(&'a JSONSchemaProps),
    Anything,
    Unknown,
}

fn field_schema<'a>(schema: &'a JSONSchemaProps, name: &str) -> Field<'a> {
    if let Some(property) = schema.properties.as_ref().and_then(|all| all.get(name)) {
        return Field::Described(property);
    }
    match &schema.additional_properties {
        Some(JSONSchemaPropsOrBool::Schema(schema)) => Field::Described(schema),
        Some(JSONSchemaPropsOrBool::Bool(true)) => Field::Anything,
        _ => Field::Unknown,
    }
}
