//! The CEL rules of a schema (`x-kubernetes-validations`): those that don't compile, cost too much,
//! or are broken by a default. The compilation in `ValidateCustomResourceDefinitionOpenAPISchema`
//! of apiextensions.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool, ValidationRule,
};

use serde_json::Value;

use super::budget::{Spent, Times};
use super::{shapes, types};
use crate::check::api::empty::OrEmpty;
use crate::check::api::structural::embedded::Scope;
use crate::check::api::{Faults, FieldPath};
use crate::check::cel;
use crate::check::cel::{Shape, Type, Variables, Wanted};

/// Whether `oldSelf` can be correlated: whether the server knows which part of the old object a
/// part of the new one replaces. It does not for the items of an atomic list, which have no keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Older {
    Known,
    Unknown,
}

/// Validates the rules of a schema that has no other faults.
pub(crate) fn validate(schema: &JSONSchemaProps, at: FieldPath<'_>, faults: &mut Faults) {
    let mut spent = Spent::default();
    let standing = Standing { scope: Scope::Object, older: Older::Known, times: Times::ONCE };
    validate_part(schema, standing, at, &mut spent, faults);
    spent.settle(at, faults);
}

/// Validates a default by the rules of its schema, and its parts by those of the schemas within.
pub(crate) fn validate_default(
    value: &Value,
    schema: &JSONSchemaProps,
    scope: Scope,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let rules = schema.x_kubernetes_validations.or_empty();
    if !rules.is_empty()
        && let Some(kind) = types::kind_of(schema, scope)
    {
        for rule in rules {
            if cel::holds(&rule.rule, &variables(rule, &kind), value) == Some(false) {
                let field = rule.field_path.or_empty().trim_start_matches('.');
                let at = if field.is_empty() { at } else { at.field(field) };
                faults.invalid(at, format!("breaks the rule `{}`", rule.rule));
            }
        }
    }
    let mut within = |value: &Value, schema: &JSONSchemaProps, at: FieldPath<'_>| {
        validate_default(value, schema, types::scope_of(schema), at, faults);
    };
    match (value, &schema.items, &schema.additional_properties) {
        (Value::Array(items), Some(JSONSchemaPropsOrArray::Schema(schema)), _) => {
            for (index, item) in items.iter().enumerate() {
                within(item, schema, at.index(index));
            }
        }
        (Value::Object(fields), _, Some(JSONSchemaPropsOrBool::Schema(schema))) => {
            for (key, value) in fields {
                within(value, schema, at.key(key));
            }
        }
        (Value::Object(fields), _, _) => {
            for (name, value) in fields {
                if let Some(schema) = schema.properties.as_ref().and_then(|all| all.get(name)) {
                    within(value, schema, at.field(name));
                }
            }
        }
        _ => {}
    }
}

/// The context of a schema.
#[derive(Clone, Copy)]
struct Standing {
    scope: Scope,
    older: Older,
    times: Times,
}

fn validate_part(
    schema: &JSONSchemaProps,
    standing: Standing,
    at: FieldPath<'_>,
    spent: &mut Spent,
    faults: &mut Faults,
) {
    let rules = schema.x_kubernetes_validations.or_empty();
    if !rules.is_empty()
        && let Some(kind) = types::kind_of(schema, standing.scope)
        && let Some(shape) = shapes::shape_of(schema, standing.scope)
    {
        let judged = Judged { kind, shape, standing };
        for (index, rule) in rules.iter().enumerate() {
            let at = at.field("x-kubernetes-validations");
            validate_rule(rule, &judged, at.index(index), spent, faults);
        }
    }
    let times = standing.times.within(schema);
    let mut within = |schema: &JSONSchemaProps, older: Older, at: FieldPath<'_>| {
        let standing = Standing { scope: types::scope_of(schema), older, times };
        validate_part(schema, standing, at, spent, faults);
    };
    for (name, property) in schema.properties.iter().flatten() {
        within(property, standing.older, at.field("properties").key(name));
    }
    if let Some(JSONSchemaPropsOrArray::Schema(items)) = &schema.items {
        let is_map = schema.x_kubernetes_list_type.as_deref() == Some("map");
        let older = if is_map { standing.older } else { Older::Unknown };
        within(items, older, at.field("items"));
    }
    if let Some(JSONSchemaPropsOrBool::Schema(values)) = &schema.additional_properties {
        within(values, standing.older, at.field("additionalProperties"));
    }
}

/// The values that a rule is about.
struct Judged {
    kind: Type,
    shape: Shape,
    standing: Standing,
}

/// The variables of a rule about values of a type.
pub(crate) fn variables(rule: &ValidationRule, kind: &Type) -> Variables {
    let old = match rule.optional_old_self {
        Some(true) => Type::optional(kind.clone()),
        _ => kind.clone(),
    };
    Variables::of([("self", kind.clone()), ("oldSelf", old)])
}

/// Validates a rule and, if it compiles, its `messageExpression`.
fn validate_rule(
    rule: &ValidationRule,
    judged: &Judged,
    at: FieldPath<'_>,
    spent: &mut Spent,
    faults: &mut Faults,
) {
    let Judged { kind, shape, standing } = judged;
    let variables = variables(rule, kind);
    let fault = |message| format!("`{}` is not a rule: {message}", rule.rule);
    let compiled = match cel::compile(&rule.rule, &variables, &Wanted::just(Type::Bool)) {
        Ok(compiled) => compiled,
        Err(message) => return faults.invalid(at.field("rule"), fault(message)),
    };
    if let Some(cost) = cel::cost(&rule.rule, &variables, shape) {
        spent.spend(standing.times.of(cost, shape.bytes), at.field("rule"), faults);
    }
    let made = rule.message_expression.or_empty();
    if !made.is_empty() {
        let at = at.field("messageExpression");
        match cel::compile(made, &variables, &Wanted::just(Type::String)) {
            Err(message) => faults.invalid(at, format!("`{made}`: {message}")),
            Ok(_) => {
                if let Some(cost) = cel::cost(made, &variables, shape) {
                    spent.spend(cost, at, faults);
                }
            }
        }
    }
    if compiled.uses_old && standing.older == Older::Unknown {
        let message = "`oldSelf` is not known in a list that is no map";
        faults.invalid(at.field("rule"), fault(message.to_owned()));
    }
    if !compiled.uses_old && rule.optional_old_self.is_some() {
        faults.invalid(at.field("optionalOldSelf"), "goes with a rule that names `oldSelf`");
    }
}
