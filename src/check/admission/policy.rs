//! A policy, compiled once for all objects.

use k8s_openapi::api::admissionregistration::v1::{
    ParamKind, ValidatingAdmissionPolicySpec as Spec, Validation,
};

use crate::check::api::admission::environment::{Authorizer, Scope};
use crate::check::cel::{self, Program, Wanted};
use crate::yaml::{Node, Origin, json_of};

#[derive(Debug)]
pub(super) struct Policy {
    pub name: String,
    /// `FILE:LINE` where it is given beside the objects.
    pub place: Option<String>,
    pub spec: Spec,
    /// Each with its name.
    pub conditions: Vec<(String, Program)>,
    pub variables: Vec<(String, Program)>,
    pub validations: Vec<Asked>,
    pub annotations: Vec<Annotation>,
}

/// What is written to the audit log beside an object.
#[derive(Debug)]
pub(super) struct Annotation {
    pub expression: String,
    pub program: Program,
}

/// What a policy asks of objects.
#[derive(Debug)]
pub(super) struct Asked {
    pub expression: String,
    pub program: Program,
    pub made: Option<Program>,
    pub message: String,
    pub reason: Option<String>,
    /// Where it is written.
    pub origin: Origin,
    /// The field that it is about, if it is one.
    pub field: Option<String>,
}

impl Policy {
    /// Nothing where the object is no policy that can be read: then that is said of it anyway.
    pub(super) fn of(object: &Node, place: Option<String>) -> Option<Self> {
        let name = object.below("metadata.name").and_then(Node::as_str)?.to_owned();
        let spec: Spec = serde_json::from_value(json_of(object.get("spec")?)).ok()?;
        let mut scope = Scope { has_params: spec.param_kind.is_some(), ..Scope::default() };
        let names = scope.names(Authorizer::Known);
        let conditions = spec.match_conditions.iter().flatten();
        let conditions =
            conditions.map(|it| (it.name.clone(), Program::new(&it.expression, &names)));
        let conditions = conditions.collect();
        let mut variables = Vec::new();
        for it in spec.variables.iter().flatten() {
            let names = scope.names(Authorizer::Known);
            variables.push((it.name.clone(), Program::new(&it.expression, &names)));
            let compiled = cel::compile(&it.expression, &names, &Wanted::Anything).ok()?;
            scope.declare(&it.name, compiled.kind);
        }
        let written = object.below("spec.validations").and_then(Node::as_list).unwrap_or_default();
        let validations = spec.validations.iter().flatten().zip(written);
        let validations = validations.map(|(it, node)| Asked::of(it, node, &scope)).collect();
        let annotations = spec.audit_annotations.iter().flatten().map(|it| Annotation {
            program: Program::new(&it.value_expression, &scope.names(Authorizer::Known)),
            expression: it.value_expression.trim().to_owned(),
        });
        let annotations = annotations.collect();
        Some(Policy { name, place, spec, conditions, variables, validations, annotations })
    }

    pub(super) fn param_kind(&self) -> Option<&ParamKind> {
        self.spec.param_kind.as_ref()
    }

    /// Whether an object that can't be judged is let through.
    pub(super) fn is_lenient(&self) -> bool {
        self.spec.failure_policy.as_deref() == Some("Ignore")
    }
}

impl Asked {
    fn of(it: &Validation, node: &Node, scope: &Scope) -> Self {
        let made = it.message_expression.as_deref().filter(|text| !text.is_empty());
        Asked {
            program: Program::new(&it.expression, &scope.names(Authorizer::Known)),
            made: made.map(|text| Program::new(text, &scope.names(Authorizer::Unknown))),
            message: it.message.as_deref().unwrap_or_default().trim().to_owned(),
            reason: it.reason.clone(),
            origin: node.get("expression").unwrap_or(node).origin.clone(),
            field: cel::field_of(&it.expression, "object"),
            expression: it.expression.trim().to_owned(),
        }
    }
}
