//! What the server warns of in a schema: formats that it does not know, which it does not look at.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};
use crate::kube::formats;

/// `getUnrecognizedFormatsInSchema`
pub(super) fn warn(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    let (format, kind) = (schema.format.or_empty(), schema.type_.or_empty());
    if !format.is_empty() && !is_known(format, kind) {
        let of = if kind.is_empty() { String::new() } else { format!(" for the type `{kind}`") };
        let message =
            format!("`{format}` is no format that is known{of}: nothing is checked by it");
        faults.warn(at.field("format"), message);
    }
    let maps = [
        ("properties", &schema.properties),
        ("patternProperties", &schema.pattern_properties),
        ("definitions", &schema.definitions),
    ];
    for (name, schemas) in maps {
        for (key, schema) in schemas.iter().flatten() {
            warn(schema, at.field(name).key(key), faults);
        }
    }
    let lists = [("allOf", &schema.all_of), ("oneOf", &schema.one_of), ("anyOf", &schema.any_of)];
    for (name, schemas) in lists {
        for (index, schema) in schemas.iter().flatten().enumerate() {
            warn(schema, at.field(name).index(index), faults);
        }
    }
    if let Some(not) = &schema.not {
        warn(not, at.field("not"), faults);
    }
    match &schema.items {
        Some(JSONSchemaPropsOrArray::Schema(items)) => warn(items, at.field("items"), faults),
        Some(JSONSchemaPropsOrArray::Schemas(all)) => {
            for (index, items) in all.iter().enumerate() {
                warn(items, at.field("items").index(index), faults);
            }
        }
        None => {}
    }
    if let Some(JSONSchemaPropsOrBool::Schema(additional)) = &schema.additional_properties {
        warn(additional, at.field("additionalProperties"), faults);
    }
}

/// `GetUnrecognizedFormats`
fn is_known(format: &str, kind: &str) -> bool {
    match kind {
        "" | "string" => formats::is_known(format),
        "integer" => matches!(format, "int32" | "int64"),
        "number" => matches!(format, "float" | "double"),
        _ => false,
    }
}
