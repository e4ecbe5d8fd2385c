//! The JSON Schema for editors.

use serde_json::Value as Json;

use super::{JsonSchema, write_only};
use crate::diagnostic::Sources;
use crate::values::comment::comment_above;
use crate::values::schema::{Others, Shape, Type};
use crate::values::usage::{Usage, Uses};
use crate::yaml::{Node, Number, Value};

/// What else is known of the values.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub usage: &'a Usage,
    pub sources: &'a Sources,
    pub is_secret: &'a dyn Fn(&Node) -> bool,
}

/// A place among the values.
#[derive(Clone, Default)]
struct Place<'a> {
    default: Option<&'a Node>,
    comment: String,
    uses: Uses<'a>,
}

impl<'a> Place<'a> {
    fn below(&self, key: &str, known: &Known<'a>) -> Self {
        let map = self.default.and_then(Node::as_map);
        let entry = map.and_then(|map| map.entry(key));
        let comment = entry.map(|entry| comment_above(entry.key.origin.at, known.sources));
        Place {
            default: entry.map(|entry| &entry.value),
            comment: comment.unwrap_or_default(),
            uses: self.uses.below(key),
        }
    }

    fn item(&self) -> Self {
        Place { uses: self.uses.item(), ..Place::default() }
    }

    /// What is said of a value, and where it goes to.
    fn description(&self) -> Option<String> {
        let fields = self.uses.fields();
        let mut names: Vec<&str> = fields.iter().copied().take(MAX_FIELDS).collect();
        if fields.len() > MAX_FIELDS {
            names.push("…");
        }
        let goes = (!names.is_empty()).then(|| format!("Goes to {}", names.join(", ")));
        let comment = Some(self.comment.clone()).filter(|comment| !comment.is_empty());
        let parts: Vec<String> = comment.into_iter().chain(goes).collect();
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }
}

/// A value that goes to more fields is one of the chart's own.
const MAX_FIELDS: usize = 3;

/// The JSON Schema that `drydock schema` prints: the shape with its defaults, and on top of it what
/// the chart's own schema says.
pub(crate) fn effective(
    shape: &Shape,
    defaults: &Node,
    known: &Known<'_>,
    own: Option<&JsonSchema>,
) -> Json {
    let uses = Uses::of(known.usage);
    let all = Place { default: Some(defaults), comment: String::new(), uses };
    let mut schema = of_shape(shape, &all, known);
    if let (Some(schema), Some(own)) = (schema.as_object_mut(), own) {
        schema.insert(
            "allOf".to_owned(),
            Json::Array(vec![write_only::without_examples(&own.document)]),
        );
    }
    if let Some(object) = schema.as_object_mut() {
        let dialect = Json::from("https://json-schema.org/draft/2020-12/schema");
        object.insert("$schema".to_owned(), dialect);
    }
    schema
}

fn of_shape<'a>(shape: &Shape, place: &Place<'a>, known: &Known<'a>) -> Json {
    let mut schema = serde_json::Map::new();
    if let Some(description) = place.description() {
        schema.insert("description".into(), description.into());
    }
    let open_default =
        || place.default.filter(|node| !(known.is_secret)(node)).and_then(scalar_json);
    match shape {
        Shape::Open | Shape::PassedOn(None) => {}
        Shape::PassedOn(Some(_)) => {
            schema.extend(open_default().map(|default| ("default".to_owned(), default)));
        }
        Shape::Map { keys, others } => {
            let properties = keys.iter().map(|(key, below)| {
                (key.clone(), of_shape(below, &place.below(key, known), known))
            });
            schema.insert("type".into(), Json::from(vec!["object", "null"]));
            schema.insert("properties".into(), Json::Object(properties.collect()));
            let others = match others {
                Others::Refused => Json::Bool(false),
                Others::Taken(shape) | Others::PassedOn { entry: shape, .. } => {
                    of_shape(shape, &place.below("", known), known)
                }
            };
            schema.insert("additionalProperties".into(), others);
        }
        Shape::List(item) => {
            schema.insert("type".into(), Json::from(vec!["array", "null"]));
            schema.insert("items".into(), of_shape(item, &place.item(), known));
        }
        Shape::Scalar(kind) => {
            let names: &[&str] = match kind {
                Type::String => &["string", "null"],
                Type::Quantity => &["string", "number", "null"],
                Type::Integer => &["integer", "null"],
                Type::Number => &["number", "null"],
                Type::Boolean => &["boolean", "null"],
            };
            schema.insert("type".into(), Json::from(names.to_vec()));
            schema.extend(open_default().map(|default| ("default".to_owned(), default)));
        }
    }
    Json::Object(schema)
}

fn scalar_json(node: &Node) -> Option<Json> {
    match &node.value {
        Value::Bool(word) => Some(Json::Bool(*word)),
        Value::String(text) => Some(Json::from(text.as_str())),
        Value::Number(Number::Int(n)) => Some(Json::from(*n)),
        Value::Number(Number::UInt(n)) => Some(Json::from(*n)),
        Value::Number(Number::Float(x)) => Some(Json::from(*x)),
        _ => None,
    }
}
