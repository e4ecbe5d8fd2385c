//! The schemas of custom resources: `ValidateCustomResourceDefinitionOpenAPISchema` of
//! apiextensions, which says what a schema may contain.
//!
//! CEL rules are compiled only if the schema has no other faults.

use std::collections::BTreeMap;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool, ValidationRule,
};

use super::paths::Brackets;
use super::{defaults, lists, paths, rules, structure};
use crate::check::api::empty::OrEmpty;
use crate::check::api::structural::is_meta;
use crate::check::api::{Faults, FieldPath, Validate};

/// Whether `status` is a subresource.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Apart,
    Within,
}

/// What a schema is for: some may have no defaults.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Body,
    /// The metadata of an embedded resource.
    Metadata,
    WithoutDefaults,
}

/// `validateCustomResourceDefinitionValidation`
pub(crate) fn validate(
    schema: &JSONSchemaProps,
    status: Status,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let before_all = faults.found.len();
    if status == Status::Apart {
        validate_root(schema, at, faults);
    }
    if schema.nullable == Some(true) {
        faults.forbidden(at.field("nullable"), "can't be true at the root");
    }
    let before = faults.found.len();
    if structure::can_be_structural(schema) {
        structure::validate(schema, at, faults);
        if faults.found.len() == before {
            defaults::validate(schema, at, faults);
        }
    }
    validate_schema(schema, Role::Body, at, faults);
    for (name, property) in schema.properties.iter().flatten() {
        let role = if is_meta(name) { Role::WithoutDefaults } else { Role::Body };
        walk(property, role, at.field("properties").key(name), faults);
    }
    walk_others(schema, Role::Body, at, faults);
    if faults.found.len() == before_all {
        rules::validate(schema, at, faults);
    }
}

/// Validates the root of a schema with a status subresource: few keywords are allowed beside
/// `properties`.
fn validate_root(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    let kind = schema.type_.or_empty();
    if !kind.is_empty() && kind != "object" {
        return faults.invalid(at.field("type"), "must be `object` at the root");
    }
    let others = [
        !schema.id.or_empty().is_empty(),
        !schema.schema.or_empty().is_empty(),
        schema.ref_path.is_some(),
        schema.default.is_some(),
        schema.nullable == Some(true),
        schema.max_properties.is_some(),
        schema.min_properties.is_some(),
        schema.enum_.is_some(),
        schema.all_of.is_some(),
        schema.one_of.is_some(),
        schema.any_of.is_some(),
        schema.not.is_some(),
        schema.additional_items.is_some(),
        schema.pattern_properties.is_some(),
        schema.definitions.is_some(),
        schema.dependencies.is_some(),
        schema.additional_properties.is_some(),
        schema.x_kubernetes_embedded_resource == Some(true),
        schema.x_kubernetes_int_or_string == Some(true),
        schema.x_kubernetes_list_map_keys.is_some(),
        schema.x_kubernetes_list_type.is_some(),
        schema.x_kubernetes_map_type.is_some(),
    ];
    if others.contains(&true) {
        let message = "has a field that can't stand at the root where `status` is a subresource";
        faults.invalid(at, message);
    }
}

fn walk(schema: &JSONSchemaProps, role: Role, at: FieldPath<'_>, faults: &mut Faults) {
    validate_schema(schema, role, at, faults);
    let is_embedded = schema.x_kubernetes_embedded_resource == Some(true);
    for (name, property) in schema.properties.iter().flatten() {
        let role =
            if is_embedded && is_meta(name) && role == Role::Body { Role::Metadata } else { role };
        walk(property, role, at.field("properties").key(name), faults);
    }
    walk_others(schema, role, at, faults);
}

/// Walks the schemas within one, except those of its properties.
fn walk_others(schema: &JSONSchemaProps, role: Role, at: FieldPath<'_>, faults: &mut Faults) {
    if let Some(additional) = &schema.additional_properties {
        let at = at.field("additionalProperties");
        let is_allowed = matches!(additional, JSONSchemaPropsOrBool::Bool(true));
        if schema.properties.as_ref().is_some_and(|all| !all.is_empty()) && !is_allowed {
            faults.forbidden(at, "can't go with `properties`");
        }
        if let JSONSchemaPropsOrBool::Schema(additional) = additional {
            let role = if role == Role::Body { role } else { Role::WithoutDefaults };
            walk(additional, role, at, faults);
        }
    }
    if let Some(not) = &schema.not {
        walk(not, role, at.field("not"), faults);
    }
    let lists = [("allOf", &schema.all_of), ("oneOf", &schema.one_of), ("anyOf", &schema.any_of)];
    for (field, list) in lists {
        for (index, schema) in list.iter().flatten().enumerate() {
            walk(schema, role, at.field(field).index(index), faults);
        }
    }
    match &schema.items {
        Some(JSONSchemaPropsOrArray::Schema(items)) => {
            walk(items, role, at.field("items"), faults);
        }
        Some(JSONSchemaPropsOrArray::Schemas(items)) => {
            for (index, schema) in items.iter().enumerate() {
                walk(schema, role, at.field("items").index(index), faults);
            }
        }
        None => {}
    }
}

fn validate_schema(schema: &JSONSchemaProps, role: Role, at: FieldPath<'_>, faults: &mut Faults) {
    unsupported_fields(schema, role, at, faults);
    if schema.unique_items == Some(true) {
        faults.forbidden(at.field("uniqueItems"), "can't be true");
    }
    if schema.x_kubernetes_preserve_unknown_fields == Some(false) {
        faults.invalid(at.field("x-kubernetes-preserve-unknown-fields"), "can only be true");
    }
    lists::validate(schema, at, faults);
    for (index, rule) in schema.x_kubernetes_validations.iter().flatten().enumerate() {
        let at = at.field("x-kubernetes-validations");
        let at = at.index(index);
        rule.validate(at, faults);
        let path = rule.field_path.or_empty();
        if !path.is_empty() && paths::find(path, schema, Brackets::Allowed).is_none() {
            faults.invalid(at.field("fieldPath"), format!("`{path}` is not a field of the schema"));
        }
    }
}

/// `specStandardValidatorV3.validate`
fn unsupported_fields(
    schema: &JSONSchemaProps,
    role: Role,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];
    let kind = schema.type_.or_empty();
    if !kind.is_empty() {
        faults.one_of(at.field("type"), kind, &TYPES);
    }
    if kind == "null" {
        faults.forbidden(at.field("type"), "can't be `null`, `nullable: true` can be written");
    }
    if schema.default.is_some() && role == Role::WithoutDefaults {
        faults.forbidden(at.field("default"), "can't be given for metadata");
    }
    let is_embedded = schema.x_kubernetes_embedded_resource == Some(true);
    let is_filled = |map: Option<usize>| map.is_some_and(|length| length > 0);
    let others = [
        ("id", !schema.id.or_empty().is_empty()),
        ("additionalItems", schema.additional_items.is_some()),
        ("patternProperties", is_filled(schema.pattern_properties.as_ref().map(BTreeMap::len))),
        ("definitions", is_filled(schema.definitions.as_ref().map(BTreeMap::len))),
        ("dependencies", schema.dependencies.is_some()),
        ("$ref", schema.ref_path.is_some()),
        (
            "items",
            matches!(&schema.items, Some(JSONSchemaPropsOrArray::Schemas(all)) if !all.is_empty()),
        ),
        ("x-kubernetes-embedded-resource", is_embedded && role != Role::Body),
    ];
    for (field, _) in others.into_iter().filter(|(_, is_given)| *is_given) {
        faults.forbidden(at.field(field), "is not supported here");
    }
}

impl Validate for ValidationRule {
    fn validate(&self, at: FieldPath<'_>, faults: &mut Faults) {
        const REASONS: [&str; 4] = [
            "FieldValueDuplicate",
            "FieldValueForbidden",
            "FieldValueInvalid",
            "FieldValueRequired",
        ];
        let has_lines = |text: &str| text.contains(['\n', '\r']);
        let (rule, message) = (self.rule.trim(), self.message.or_empty());
        if !faults.filled(at.field("rule"), rule) {
        } else if !message.is_empty() && message.trim().is_empty() {
            faults.invalid(at.field("message"), "can't be blank");
        } else if has_lines(message.trim()) {
            faults.invalid(at.field("message"), "can't have line breaks");
        } else if has_lines(rule) && message.is_empty() {
            faults.required(at.field("message"), "must be given where the rule has line breaks");
        }
        let expression = self.message_expression.or_empty();
        if !expression.is_empty() {
            faults.filled(at.field("messageExpression"), expression.trim());
        }
        if let Some(reason) = &self.reason {
            faults.one_of(at.field("reason"), reason, &REASONS);
        }
        let path = self.field_path.or_empty();
        if has_lines(path) {
            faults.invalid(at.field("fieldPath"), "can't have line breaks");
        }
    }
}
