//! The rules in CEL of a schema, as far as it can be told that they don't compile: the compilation
//! in `ValidateCustomResourceDefinitionOpenAPISchema` of apiextensions.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool, ValidationRule,
};

use super::types;
use super::types::Scope;
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, Path};
use crate::check::cel;
use crate::check::cel::{Type, Variables, Wanted};

/// Whether the server can tell which part of an older object a part of a newer one stems from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Older {
    Known,
    Unknown,
}

/// The rules of a schema that is right otherwise.
pub fn validate(schema: &JSONSchemaProps, at: Path<'_>, faults: &mut Faults) {
    validate_part(schema, Scope::Object, Older::Known, at, faults);
}

fn validate_part(
    schema: &JSONSchemaProps,
    scope: Scope,
    older: Older,
    at: Path<'_>,
    faults: &mut Faults,
) {
    let rules = schema.x_kubernetes_validations.as_deref().unwrap_or_default();
    if !rules.is_empty()
        && let Some(kind) = types::kind_of(schema, scope)
    {
        for (index, rule) in rules.iter().enumerate() {
            let at = at.field("x-kubernetes-validations");
            validate_rule(rule, &kind, older, at.index(index), faults);
        }
    }
    let of_fields = if schema.x_kubernetes_map_type.as_deref() == Some("atomic") {
        Older::Unknown
    } else {
        older
    };
    for (name, property) in schema.properties.iter().flatten() {
        let at = at.field("properties");
        validate_part(property, types::scope_of(property), of_fields, at.key(name), faults);
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &schema.items {
        let is_map = schema.x_kubernetes_list_type.as_deref() == Some("map");
        let older = if is_map { older } else { Older::Unknown };
        validate_part(items, types::scope_of(items), older, at.field("items"), faults);
    }
    if let Some(JSONSchemaPropsOrBool::Schema(values)) = &schema.additional_properties {
        let at = at.field("additionalProperties");
        validate_part(values, types::scope_of(values), older, at, faults);
    }
}

/// A rule, and where it is right what it says of its failing.
fn validate_rule(
    rule: &ValidationRule,
    kind: &Type,
    older: Older,
    at: Path<'_>,
    faults: &mut Faults,
) {
    let old = match rule.optional_old_self {
        Some(true) => Type::optional(kind.clone()),
        _ => kind.clone(),
    };
    let variables = Variables::of([("self", kind.clone()), ("oldSelf", old)]);
    let fault = |message| format!("`{}` is not a rule: {message}", rule.rule);
    let compiled = match cel::compile(&rule.rule, &variables, &Wanted::just(Type::Bool)) {
        Ok(compiled) => compiled,
        Err(message) => return faults.invalid(at.field("rule"), fault(message)),
    };
    if compiled.uses_old && older == Older::Unknown {
        let message = "`oldSelf` is not known in a list that is no map, or in an atomic map";
        faults.invalid(at.field("rule"), fault(message.to_owned()));
    }
    if !compiled.uses_old && rule.optional_old_self.is_some() {
        faults.invalid(at.field("optionalOldSelf"), "goes with a rule that names `oldSelf`");
    }
    let made = rule.message_expression.or_empty();
    if !made.is_empty()
        && let Err(message) = cel::compile(made, &variables, &Wanted::just(Type::String))
    {
        faults.invalid(at.field("messageExpression"), format!("`{made}`: {message}"));
    }
}
