//! Defaults in the schemas of custom resources: `ValidateDefaults` of apiextensions. A default must
//! fit its schema and have no fields that the schema does not know.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSON, JSONSchemaProps, JSONSchemaPropsOrArray,
};

use super::rules;
use super::types::scope_of;
use crate::check::api::structural::embedded::{self, Scope};
use crate::check::api::structural::outcome::{Outcome, Spot, Wrong};
use crate::check::api::structural::schema::Schema;
use crate::check::api::structural::{conform, is_meta, unknown};
use crate::check::api::{Faults, FieldPath, Refusal};
use crate::diagnostic::Span;
use crate::yaml::{Node, Origin, from_json};

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
    let node = from_json(default, &Origin::at(Span::NOWHERE));
    let compact = Schema::of(schema);
    let mut unknown = Vec::new();
    unknown::find(&node, &compact, scope, &mut unknown);
    if !unknown.is_empty() {
        faults.invalid(at, "has a field that the schema does not know");
    }
    let before = faults.found.len();
    let mut outcome = Outcome::default();
    embedded::judge(Spot { path: at, ..Spot::root(&node) }, &compact, scope, &mut outcome);
    for Wrong { reason, place, message, .. } in outcome.wrong {
        faults.found.push(Refusal { reason, path: place, message, beside: None });
    }
    if faults.found.len() == before {
        refuse(&node, &compact, at, faults);
        if faults.found.len() == before {
            rules::validate_default(default, schema, scope, at, faults);
        }
    }
}

/// What is wrong with a default. Below `at` the server spells paths in its own way: `default.a`,
/// but `default.[0].a`.
fn refuse(default: &Node, schema: &Schema, at: FieldPath<'_>, faults: &mut Faults) {
    let outcome = conform::judge(Spot::root(default), schema);
    for Wrong { reason, place, whole, message, .. } in outcome.wrong {
        let is_at_top = whole || place.is_empty();
        let at = if is_at_top { at } else { at.field(&place) };
        faults.add(reason, at, message);
    }
}
