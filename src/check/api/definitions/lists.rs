//! Lists and maps in the schemas of custom resources: `x-kubernetes-list-type`,
//! `x-kubernetes-list-map-keys` and `x-kubernetes-map-type`, by the apiextensions validation.

use std::collections::BTreeSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};

pub(crate) fn validate(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(kind) = &schema.x_kubernetes_map_type {
        expect_type(schema, "object", at, faults);
        faults.one_of(at.field("x-kubernetes-map-type"), kind, &["atomic", "granular"]);
    }
    let at_type = at.field("x-kubernetes-list-type");
    let keys = schema.x_kubernetes_list_map_keys.as_deref().unwrap_or_default();
    let list_type = schema.x_kubernetes_list_type.as_deref();
    if let Some(kind) = list_type {
        if expect_type(schema, "array", at, faults) && kind == "set" {
            atomic_items(schema, at.field("items"), faults);
        }
        faults.one_of(at_type, kind, &["atomic", "set", "map"]);
    }
    if !keys.is_empty() {
        match list_type {
            None => faults.required(at_type, "must be `map` where there are keys"),
            Some("map") => {}
            Some(_) => faults.invalid(at_type, "must be `map` where there are keys"),
        }
    }
    if list_type == Some("map") {
        map_of_items(schema, keys, at, faults);
    }
    if matches!(list_type, Some("map" | "set"))
        && items_of(schema).is_some_and(|items| items.nullable == Some(true))
    {
        let at = at.field("items");
        faults.forbidden(at.field("nullable"), "can't be true in a list of this type");
    }
}

fn items_of(schema: &JSONSchemaProps) -> Option<&JSONSchemaProps> {
    match &schema.items {
        Some(JSONSchemaPropsOrArray::Schema(items)) => Some(items),
        _ => None,
    }
}

fn expect_type(
    schema: &JSONSchemaProps,
    wanted: &str,
    at: FieldPath<'_>,
    faults: &mut Faults,
) -> bool {
    let message = format!("must be `{wanted}` here");
    match schema.type_.or_empty() {
        "" => faults.required(at.field("type"), message),
        kind if kind == wanted => return true,
        _ => faults.invalid(at.field("type"), message),
    }
    false
}

/// The items of a set are compared as a whole.
fn atomic_items(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(items) = items_of(schema) else { return };
    let message = "must be `atomic` in a list of the type `set`";
    match items.type_.or_empty() {
        "array" if items.x_kubernetes_list_type.as_ref().is_some_and(|kind| kind != "atomic") => {
            faults.invalid(at.field("x-kubernetes-list-type"), message);
        }
        "object" if items.x_kubernetes_map_type.as_deref() != Some("atomic") => {
            faults.invalid(at.field("x-kubernetes-map-type"), message);
        }
        _ => {}
    }
}

fn map_of_items(schema: &JSONSchemaProps, keys: &[String], at: FieldPath<'_>, faults: &mut Faults) {
    let at_keys = at.field("x-kubernetes-list-map-keys");
    let at_items = at.field("items");
    if keys.is_empty() {
        faults.required(at_keys, "must have at least one key");
    }
    let Some(items) = items_of(schema) else {
        match schema.items {
            None => faults.required(at_items, "must be given"),
            Some(_) => faults.invalid(at_items, "must be a single schema"),
        }
        return;
    };
    let is_object = items.type_.or_empty() == "object";
    if !is_object {
        faults.invalid(at_items.field("type"), "must be `object`");
    }
    let mut seen = BTreeSet::new();
    for key in keys {
        let property = items.properties.as_ref().and_then(|all| all.get(key));
        if is_object && !seen.insert(key) {
            faults.invalid(at_keys, format!("`{key}` is given twice"));
        }
        if is_object && property.is_none() {
            faults.invalid(at_keys, format!("`{key}` is not a property of the items"));
        }
        let Some(property) = property else { continue };
        let at = at_items.field("properties");
        let at = at.key(key);
        if is_object && matches!(property.type_.or_empty(), "array" | "object") {
            faults.invalid(at.field("type"), "a key must be a scalar");
        }
        let is_required = items.required.iter().flatten().any(|name| name == key);
        if !is_required && property.default.is_none() {
            faults.required(at.field("default"), "a key must be required or have a default");
        }
        if property.nullable == Some(true) {
            faults.forbidden(at.field("nullable"), "a key can't be nullable");
        }
    }
}
