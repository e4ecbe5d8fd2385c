//! The fields of custom resources, by the schemas of their definitions.

use super::field::{Field, Page, Presence, unknown};
use super::{Known, built_in};
use crate::check::api::structural::schema::{Additional, Bounds, JsonType, List, Range, Schema};
use crate::check::custom::{self, Definitions};
use crate::kube::versions::Minor;

pub(super) fn page(
    known: &Known,
    steps: &[String],
    definitions: &Definitions,
    kubernetes: Minor,
) -> Result<Page, String> {
    if let [first, rest @ ..] = steps
        && first == "metadata"
    {
        return built_in::metadata(&known.kind, rest, kubernetes);
    }
    let nothing = || format!("nothing is known of {} of {}", known.kind, known.api_version());
    let found = custom::definition(definitions, &known.group, &known.kind).ok_or_else(nothing)?;
    let mut versions = found.contents().versions.iter();
    let version = versions.find(|version| version.name == known.version).ok_or_else(nothing)?;
    let mut schema = &version.schema;
    let (mut field, mut within) = (None, known.kind.clone());
    for step in steps {
        let outer = items(schema);
        let Some(inner) = outer.property(step).or_else(|| values(outer)) else {
            return Err(match outer.names().next() {
                Some(_) => unknown(&within, step, outer.names()),
                None => format!("{within} is {}: it has no field `{step}`", type_of(outer)),
            });
        };
        within = format!("{within}.{step}");
        field = Some(described(outer, step, inner));
        schema = inner;
    }
    let outer = items(schema);
    let fields = outer.properties.iter().map(|(name, inner)| {
        let described = described(outer, name, inner);
        match (steps, &**name) {
            ([], "metadata") => Field { of: "ObjectMeta".to_owned(), ..described },
            ([], "apiVersion" | "kind") => Field { presence: Presence::Required, ..described },
            _ => described,
        }
    });
    Ok(Page { field, fields: fields.collect() })
}

/// What a list, or a list of lists, holds.
fn items(schema: &Schema) -> &Schema {
    match &schema.items {
        Some(inner) => items(inner),
        None => schema,
    }
}

/// What a map with free keys holds.
fn values(schema: &Schema) -> Option<&Schema> {
    match &schema.additional {
        Additional::Values(schema) => Some(schema),
        _ => None,
    }
}

fn described(outer: &Schema, name: &str, schema: &Schema) -> Field {
    Field {
        name: name.to_owned(),
        of: type_of(schema),
        presence: Presence::when(outer.required.iter().any(|known| **known == *name)),
        words: schema.words.iter().map(text).collect(),
        pattern: schema.pattern.as_ref().map(|pattern| pattern.text.to_string()),
        bounds: bounds(&schema.bounds),
        default: schema.default.as_ref().map(text),
        keys: match &schema.list {
            List::Map(keys) => keys.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        },
        is_set: schema.list == List::Set,
        ..Field::default()
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn type_of(schema: &Schema) -> String {
    match (schema.kind, &schema.items) {
        (JsonType::Array, Some(items)) => format!("[]{}", type_of(items)),
        (JsonType::Object, _) => match values(schema) {
            Some(values) => format!("map[string]{}", type_of(values)),
            None => "object".to_owned(),
        },
        (JsonType::IntOrString, _) => "intorstring".to_owned(),
        (JsonType::Any | JsonType::Nothing, _) => "any".to_owned(),
        _ if !schema.format.is_empty() => format!("{} ({})", schema.type_name(), schema.format),
        _ => schema.type_name().to_owned(),
    }
}

fn bounds(bounds: &Bounds) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(least) = bounds.minimum {
        found.push(format!("{} {least}", if bounds.above_minimum { "above" } else { "at least" }));
    }
    if let Some(most) = bounds.maximum {
        found.push(format!("{} {most}", if bounds.below_maximum { "below" } else { "at most" }));
    }
    if let Some(step) = bounds.multiple_of {
        found.push(format!("a multiple of {step}"));
    }
    let counts =
        [(bounds.length, "characters"), (bounds.items, "items"), (bounds.properties, "fields")];
    for (Range { least, most }, what) in counts {
        found.extend(least.map(|least| format!("at least {least} {what}")));
        found.extend(most.map(|most| format!("at most {most} {what}")));
    }
    found
}
