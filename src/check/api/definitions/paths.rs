//! Field paths in the schema of a custom resource: `ValidFieldPath` of apiextensions, and the
//! fields by which objects can be selected (`ValidateCustomResourceSelectableFields`).

use std::collections::BTreeSet;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    CustomResourceDefinitionVersion, JSONSchemaProps, JSONSchemaPropsOrBool, SelectableField,
};

use super::versions::{is_common, schema_of};
use crate::check::api::empty::OrEmpty;
use crate::check::api::{Faults, FieldPath, Reason};

/// Whether a path may contain keys in brackets: `.labels['a.b']`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Brackets {
    Allowed,
    Refused,
}

/// The schema at a path; `None` if it leads nowhere.
pub(crate) fn find<'s>(
    path: &str,
    schema: &'s JSONSchemaProps,
    brackets: Brackets,
) -> Option<&'s JSONSchemaProps> {
    let mut schema = schema;
    let mut rest = path;
    while !rest.is_empty() {
        let name;
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[', ']']).unwrap_or(after.len());
            name = after[..end].to_owned();
            rest = &after[end..];
            if name.is_empty() {
                return None;
            }
        } else {
            let after = rest.strip_prefix("['").filter(|_| brackets == Brackets::Allowed)?;
            let end = after.find("']")?;
            name = after[..end].replace("\\'", "'").replace("\\\\", "\\");
            rest = &after[end + 2..];
        }
        schema = step(schema, &name)?;
    }
    Some(schema)
}

fn step<'s>(schema: &'s JSONSchemaProps, name: &str) -> Option<&'s JSONSchemaProps> {
    match (&schema.properties, &schema.additional_properties) {
        (Some(properties), _) => properties.get(name),
        (None, Some(JSONSchemaPropsOrBool::Schema(values))) => Some(values),
        (None, _) => None,
    }
}

/// Validates the selectable fields. The server moves up what all versions have in common, and then
/// looks for the schema beside the fields. It finds it only if both were moved, or neither was.
pub(crate) fn validate_selectable(
    versions: &[CustomResourceDefinitionVersion],
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let has_one_schema = is_common(versions, |version| version.schema.clone());
    let are_common = is_common(versions, |version| version.selectable_fields.clone());
    for (index, version) in versions.iter().enumerate() {
        let fields = version.selectable_fields.or_empty();
        let list = at.field("versions");
        let at = if are_common { at } else { list.index(index) };
        let at = at.field("selectableFields");
        match schema_of(version).filter(|_| has_one_schema == are_common) {
            _ if fields.is_empty() => {}
            Some(schema) => validate_fields(fields, schema, at, faults),
            None => faults.invalid(at, "goes with a schema, shared by as many versions"),
        }
        if are_common {
            return;
        }
    }
}

/// The selectable fields of one version.
fn validate_fields(
    fields: &[SelectableField],
    schema: &JSONSchemaProps,
    at: FieldPath<'_>,
    faults: &mut Faults,
) {
    let mut seen = BTreeSet::new();
    for (index, field) in fields.iter().enumerate() {
        let (at, path) = (at.index(index), field.json_path.as_str());
        let at = at.field("jsonPath");
        if !faults.filled(at, path) {
            continue;
        }
        let Some(found) = find(path, schema, Brackets::Refused) else {
            faults.invalid(at, format!("`{path}` is not a field of the schema"));
            continue;
        };
        if path == ".metadata" || path.starts_with(".metadata.") {
            faults.invalid(at, "can't be a field of the metadata");
        }
        if !matches!(found.type_.or_empty(), "boolean" | "integer" | "string") {
            faults.invalid(at, format!("`{path}` is not a string, a boolean or an integer"));
        }
        if !seen.insert(path) {
            faults.duplicate(at, path);
        }
    }
    if seen.len() > 8 {
        faults.add(Reason::TooMany, at, "has more than 8 fields");
    }
}
