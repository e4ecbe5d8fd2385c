//! Whether a schema is structural: `ValidateStructural` of apiextensions. Every value has a type,
//! and types are given outside of `allOf`, `anyOf`, `oneOf` and `not`.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool,
};

use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath};
use crate::kube::regex;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Root,
    Item,
    Field,
}

pub(crate) fn validate(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    validate_level(schema, Level::Root, at, faults);
    complete(schema, schema, at, faults);
}

/// Whether a schema is validated as structural at all: `NewStructural` gives up if it has keywords
/// that no structural schema may have, and then only these are reported.
pub(crate) fn can_be_structural(schema: &JSONSchemaProps) -> bool {
    let is_filled = |map: Option<usize>| map.is_some_and(|length| length > 0);
    let has_others = !schema.id.or_empty().is_empty()
        || !schema.schema.or_empty().is_empty()
        || !schema.ref_path.or_empty().is_empty()
        || schema.additional_items.is_some()
        || is_filled(schema.pattern_properties.as_ref().map(BTreeMap::len))
        || is_filled(schema.dependencies.as_ref().map(BTreeMap::len))
        || is_filled(schema.definitions.as_ref().map(BTreeMap::len))
        || matches!(&schema.items, Some(JSONSchemaPropsOrArray::Schemas(all)) if !all.is_empty());
    let additional = match &schema.additional_properties {
        Some(JSONSchemaPropsOrBool::Schema(schema)) => Some(&**schema),
        _ => None,
    };
    let lists = [&schema.all_of, &schema.any_of, &schema.one_of];
    let mut within = lists
        .into_iter()
        .flat_map(OrEmpty::or_empty)
        .chain(schema.properties.iter().flatten().map(|(_, property)| property))
        .chain(schema.not.as_deref())
        .chain(items_of(schema))
        .chain(additional);
    !has_others && within.all(can_be_structural)
}

fn items_of(schema: &JSONSchemaProps) -> Option<&JSONSchemaProps> {
    match &schema.items {
        Some(JSONSchemaPropsOrArray::Schema(items)) => Some(items),
        _ => None,
    }
}

fn type_of(schema: &JSONSchemaProps) -> &str {
    schema.type_.or_empty()
}

fn is_embedded(schema: &JSONSchemaProps) -> bool {
    schema.x_kubernetes_embedded_resource == Some(true)
}

fn preserves(schema: &JSONSchemaProps) -> bool {
    schema.x_kubernetes_preserve_unknown_fields == Some(true)
}

/// `validateStructuralInvariants`
fn validate_level(schema: &JSONSchemaProps, level: Level, at: FieldPath<'_>, faults: &mut Faults) {
    let is_list = |items: &JSONSchemaPropsOrArray| matches!(items, JSONSchemaPropsOrArray::Schemas(all) if !all.is_empty());
    let has_items = items_of(schema).is_some() || schema.items.as_ref().is_some_and(is_list);
    if type_of(schema) == "array" && !has_items {
        faults.required(at.field("items"), "must be given");
    }
    if let Some(items) = items_of(schema) {
        validate_level(items, Level::Item, at.field("items"), faults);
    }
    for (name, property) in schema.properties.iter().flatten() {
        validate_level(property, Level::Field, at.field("properties").key(name), faults);
    }
    if let Some(additional) = &schema.additional_properties {
        let at = at.field("additionalProperties");
        if level == Level::Root {
            faults.forbidden(at, "can't stand at the root");
        }
        if is_embedded(schema) {
            faults.forbidden(at, "can't stand in an embedded resource");
        }
        if let JSONSchemaPropsOrBool::Schema(additional) = additional {
            validate_level(additional, Level::Field, at, faults);
        }
    }
    validate_extensions(schema, at, faults);
    validate_junctors(schema, at, faults);
    validate_type(schema, level, at, faults);
    validate_meta(schema, level, at, faults);
}

fn validate_extensions(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    if schema.x_kubernetes_int_or_string == Some(true) {
        let message = "can't go with `x-kubernetes-int-or-string`";
        if preserves(schema) {
            faults.invalid(at.field("x-kubernetes-preserve-unknown-fields"), message);
        }
        if is_embedded(schema) {
            faults.invalid(at.field("x-kubernetes-embedded-resource"), message);
        }
    }
    let has_properties = schema.properties.as_ref().is_some_and(|all| !all.is_empty());
    if is_embedded(schema) && !preserves(schema) && !has_properties {
        faults.required(at.field("properties"), "must be given in an embedded resource");
    }
}

fn validate_type(schema: &JSONSchemaProps, level: Level, at: FieldPath<'_>, faults: &mut Faults) {
    let at = at.field("type");
    let kind = type_of(schema);
    let is_free = schema.x_kubernetes_int_or_string == Some(true) || preserves(schema);
    match kind {
        "" if is_embedded(schema) => faults.required(at, "must be `object`"),
        "" if !is_free => faults.required(at, "must be given"),
        "" | "object" => {}
        _ if is_embedded(schema) || level == Level::Root => faults.invalid(at, "must be `object`"),
        _ => {}
    }
}

/// Validates `apiVersion`, `kind` and `metadata`, of which a schema may say only a little.
fn validate_meta(schema: &JSONSchemaProps, level: Level, at: FieldPath<'_>, faults: &mut Faults) {
    let Some(properties) = &schema.properties else { return };
    if level != Level::Root && !is_embedded(schema) {
        return;
    }
    let at = at.field("properties");
    for (name, wanted) in [("kind", "string"), ("apiVersion", "string"), ("metadata", "object")] {
        if properties.get(name).is_some_and(|property| type_of(property) != wanted) {
            faults.invalid(at.key(name).field("type"), format!("must be `{wanted}`"));
        }
    }
    let metadata = properties.get("metadata").filter(|_| level == Level::Root);
    if metadata.is_some_and(|metadata| !says_only_names(metadata)) {
        faults.forbidden(at.key("metadata"), "can say nothing but of `name` and `generateName`");
    }
}

fn says_only_names(metadata: &JSONSchemaProps) -> bool {
    let properties = metadata.properties.iter().flatten().map(|(name, _)| name.as_str());
    let named = properties.clone().all(|name| matches!(name, "name" | "generateName"));
    let rest = JSONSchemaProps {
        type_: None,
        default: None,
        properties: None,
        nullable: metadata.nullable.filter(|nullable| *nullable),
        ..metadata.clone()
    };
    named && rest == JSONSchemaProps::default()
}

/// Validates `allOf`, `anyOf`, `oneOf` and `not`: `validateValueValidation`.
fn validate_junctors(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    let lists = [("anyOf", &schema.any_of), ("allOf", &schema.all_of), ("oneOf", &schema.one_of)];
    for (field, list) in lists {
        if field == "anyOf" && is_int_or_string(list.as_deref()) {
            continue;
        }
        for (index, nested) in list.iter().flatten().enumerate() {
            let at = at.field(field);
            let at = at.index(index);
            let is_first_of_all = field == "allOf" && index == 0;
            if is_first_of_all && is_int_or_string(nested.any_of.as_deref()) {
                let rest = JSONSchemaProps { any_of: None, ..nested.clone() };
                validate_nested(&rest, at, faults);
            } else {
                validate_nested(nested, at, faults);
            }
        }
    }
    if let Some(not) = &schema.not {
        validate_nested(not, at.field("not"), faults);
    }
    let pattern = schema.pattern.or_empty();
    faults.syntax(at.field("pattern"), pattern, regex::syntax);
}

/// The one way to write two types: `anyOf: [{type: integer}, {type: string}]`.
fn is_int_or_string(list: Option<&[JSONSchemaProps]>) -> bool {
    let only =
        |kind: &str| JSONSchemaProps { type_: Some(kind.to_owned()), ..JSONSchemaProps::default() };
    list == Some(&[only("integer"), only("string")])
}

/// `validateNestedValueValidation`
fn validate_nested(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    validate_junctors(schema, at, faults);
    if let Some(items) = items_of(schema) {
        validate_nested(items, at.field("items"), faults);
    }
    for (name, property) in schema.properties.iter().flatten() {
        let at = at.field("properties");
        validate_nested(property, at.key(name), faults);
        if name == "metadata" {
            faults.forbidden(at.key(name), "can't stand here");
        }
    }
    let is_filled = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
    let given = [
        ("type", is_filled(&schema.type_)),
        ("additionalProperties", schema.additional_properties.is_some()),
        ("default", schema.default.is_some()),
        ("title", is_filled(&schema.title)),
        ("description", is_filled(&schema.description)),
        ("nullable", schema.nullable == Some(true)),
        ("externalDocs", schema.external_docs.is_some()),
        ("x-kubernetes-preserve-unknown-fields", preserves(schema)),
        ("x-kubernetes-embedded-resource", is_embedded(schema)),
        ("x-kubernetes-int-or-string", schema.x_kubernetes_int_or_string == Some(true)),
        (
            "x-kubernetes-list-map-keys",
            schema.x_kubernetes_list_map_keys.as_ref().is_some_and(|keys| !keys.is_empty()),
        ),
        ("x-kubernetes-list-type", schema.x_kubernetes_list_type.is_some()),
        ("x-kubernetes-map-type", schema.x_kubernetes_map_type.is_some()),
        (
            "x-kubernetes-validations",
            schema.x_kubernetes_validations.as_ref().is_some_and(|rules| !rules.is_empty()),
        ),
    ];
    for (field, _) in given.into_iter().filter(|(_, is_given)| *is_given) {
        faults.forbidden(at.field(field), "can't stand under `allOf`, `anyOf`, `oneOf` or `not`");
    }
}

/// Fields that a junctor names must also be specified outside of it:
/// `validateStructuralCompleteness`.
fn complete(
    nested: &JSONSchemaProps,
    outside: &JSONSchemaProps,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let lists = [&nested.all_of, &nested.any_of, &nested.one_of];
    let schemas = lists.into_iter().flat_map(|list| list.iter().flatten());
    for schema in schemas.chain(nested.not.as_deref()) {
        complete_nested(schema, outside, at, faults);
    }
}

fn complete_nested(
    nested: &JSONSchemaProps,
    outside: &JSONSchemaProps,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    complete(nested, outside, at, faults);
    let message = "is spoken of under a junctor, and must be given outside of it";
    match (items_of(nested), items_of(outside)) {
        (Some(nested), Some(outside)) => {
            complete_nested(nested, outside, at.field("items"), faults);
        }
        (Some(_), None) => faults.required(at.field("items"), message),
        (None, _) => {}
    }
    for (name, property) in nested.properties.iter().flatten() {
        let at = at.field("properties");
        match outside.properties.as_ref().and_then(|all| all.get(name)) {
            Some(outside) => complete_nested(property, outside, at.key(name), faults),
            None => faults.required(at.key(name), message),
        }
    }
}
