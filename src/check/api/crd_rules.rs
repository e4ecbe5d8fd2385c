//! The rules in CEL of a schema, as far as it can be told that they don't compile: the compilation
//! in `ValidateCustomResourceDefinitionOpenAPISchema` of apiextensions.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool, ValidationRule,
};

use super::cel::{self, Access, Outcome};
use super::words::text;
use super::{Faults, Path};

const VARIABLES: [&str; 2] = ["self", "oldSelf"];

/// Whether a schema is that of an object, which has metadata that is not written down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Object,
    Part,
}

/// The rules of a schema that is right otherwise.
pub fn validate(schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    validate_part(schema, Scope::Object, at, faults);
}

fn validate_part(schema: &JSONSchemaProps, scope: Scope, at: Path<'_>, faults: &mut Faults) {
    for (index, rule) in schema.x_kubernetes_validations.iter().flatten().enumerate() {
        let at = at.field("x-kubernetes-validations");
        validate_rule(rule, schema, scope, at.index(index), faults);
    }
    for (name, property) in schema.properties.iter().flatten() {
        validate_part(property, scope_of(property), at.field("properties").key(name), faults);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &schema.items {
        validate_part(items, scope_of(items), at.field("items"), faults);
    }
    if let Some(JSONSchemaPropsOrBool::Schema(values)) = &schema.additional_properties {
        validate_part(values, scope_of(values), at.field("additionalProperties"), faults);
    }
}

fn scope_of(schema: &JSONSchemaProps) -> Scope {
    match schema.x_kubernetes_embedded_resource {
        Some(true) => Scope::Object,
        _ => Scope::Part,
    }
}

fn validate_rule(
    rule: &ValidationRule,
    schema: &JSONSchemaProps,
    scope: Scope,
    at: Path<'_>,
    faults: &mut Faults,
) {
    if let Some(message) = rule_fault(rule, schema, scope) {
        faults.invalid(at.field("rule"), format!("`{}` {message}", rule.rule));
    }
    let expression = text(rule.message_expression.as_ref());
    if !expression.is_empty()
        && let Some(message) = cel::fault(expression, &VARIABLES, &Outcome::String)
    {
        faults.invalid(at.field("messageExpression"), format!("`{expression}`: {message}"));
    }
}

fn rule_fault(rule: &ValidationRule, schema: &JSONSchemaProps, scope: Scope) -> Option<String> {
    if let Some(message) = cel::fault(&rule.rule, &VARIABLES, &Outcome::Bool) {
        return Some(format!("is not a rule: {message}"));
    }
    let expression = cel::parse(&rule.rule).ok()?;
    let is_plain = |access: &&Access| {
        access.variable == "self"
            || (access.variable == "oldSelf" && rule.optional_old_self != Some(true))
    };
    let missing = |access: &Access| match reach(access, schema, scope) {
        Reached::Nothing(field) => Some(format!("names `{field}`, which the schema does not have")),
        _ => None,
    };
    if let Some(message) = expression.accesses.iter().filter(is_plain).find_map(missing) {
        return Some(message);
    }
    let Outcome::Field(access) = &expression.result else { return None };
    let reached = Some(access).filter(is_plain).map(|access| reach(access, schema, scope));
    match reached {
        Some(Reached::Schema(schema)) if !matches!(kind_of(schema), "" | "boolean") => {
            Some(format!("amounts to a value of type `{}`, not to true or false", kind_of(schema)))
        }
        _ => None,
    }
}

fn kind_of(schema: &JSONSchemaProps) -> &str {
    match schema.x_kubernetes_int_or_string {
        Some(true) => "",
        _ => text(schema.type_.as_ref()),
    }
}

/// Where a path leads.
enum Reached<'a> {
    Schema(&'a JSONSchemaProps),
    /// The field that is not there.
    Nothing(&'a str),
    Unknown,
}

fn reach<'a>(access: &'a Access, schema: &'a JSONSchemaProps, scope: Scope) -> Reached<'a> {
    let (mut schema, mut scope) = (schema, scope);
    for name in &access.fields {
        let is_meta = matches!(name.as_str(), "apiVersion" | "kind" | "metadata");
        // A name with marks in it is written in another way.
        if name.contains("__") || (scope == Scope::Object && is_meta) || kind_of(schema) != "object"
        {
            return Reached::Unknown;
        }
        let property = schema.properties.as_ref().and_then(|all| all.get(name));
        match (property, &schema.additional_properties) {
            (Some(property), _) => schema = property,
            (None, Some(JSONSchemaPropsOrBool::Schema(values))) => schema = values,
            (None, Some(_)) => return Reached::Unknown,
            (None, None) if schema.x_kubernetes_preserve_unknown_fields == Some(true) => {
                return Reached::Unknown;
            }
            (None, None) => return Reached::Nothing(name),
        }
        scope = scope_of(schema);
    }
    Reached::Schema(schema)
}
