//! Objects that are embedded in custom resources: `validateEmbeddedResource` of apiextensions
//! requires what every object must have.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Map, Value};

use super::types::{Scope, scope_of};
use crate::check::api::{Faults, FieldPath, labels, meta};
use crate::kube::names;

pub(crate) fn validate(
    value: &Value,
    schema: &JSONSchemaProps,
    scope: Scope,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    match value {
        Value::Object(fields) => {
            if scope == Scope::Object {
                validate_object(fields, at, faults);
            }
            for (name, value) in fields {
                let property = schema.properties.as_ref().and_then(|all| all.get(name));
                if let Some(schema) = property {
                    validate(value, schema, scope_of(schema), at.field(name), faults);
                } else if let Some(JSONSchemaPropsOrBool::Schema(schema)) =
                    &schema.additional_properties
                {
                    validate(value, schema, scope_of(schema), at.key(name), faults);
                }
            }
        }
        Value::Array(items) => {
            let Some(JSONSchemaPropsOrArray::Schema(schema)) = &schema.items else { return };
            for (index, item) in items.iter().enumerate() {
                validate(item, schema, scope_of(schema), at.index(index), faults);
            }
        }
        _ => {}
    }
}

fn validate_object(fields: &Map<String, Value>, at: FieldPath<'_>, faults: &mut Faults) {
    for name in ["apiVersion", "kind"] {
        let at = at.field(name);
        match fields.get(name) {
            None => faults.required(at, "must be given in an object"),
            Some(Value::String(text)) if text.is_empty() => faults.invalid(at, "can't be empty"),
            Some(Value::String(text)) if name == "kind" => {
                faults.syntax(at, text, |text| names::dns_1035_label(&text.to_lowercase()));
            }
            Some(Value::String(text)) if text.matches('/').count() > 1 => {
                faults.invalid(at, format!("`{text}` is not a group and a version"));
            }
            Some(Value::String(_)) => {}
            Some(_) => faults.invalid(at, "must be a text"),
        }
    }
    if let Some(metadata) = fields.get("metadata") {
        validate_metadata(metadata, at.field("metadata"), faults);
    }
}

fn validate_metadata(metadata: &Value, at: FieldPath<'_>, faults: &mut Faults) {
    let Ok(metadata) = serde_json::from_value::<ObjectMeta>(metadata.clone()) else {
        return faults.invalid(at, "is not the metadata of an object");
    };
    let name = metadata.name.unwrap_or_default();
    if !name.is_empty() {
        faults.syntax(at.field("name"), &name, names::path_segment);
    }
    if let Some(map) = &metadata.labels {
        labels::validate(map, at.field("labels"), faults);
    }
    if let Some(map) = &metadata.annotations {
        meta::validate_annotations(map, at.field("annotations"), faults);
    }
}
