//! The schema for editors.

use serde_json::Value as Json;

use super::{JsonSchema, write_only};
use crate::values::schema::{Others, Shape, Type};
use crate::yaml::{Node, Number, Value};

/// The JSON Schema that editors should use: the shape with its defaults, under what the chart's
/// own schema says.
pub(crate) fn effective(
    shape: &Shape,
    defaults: &Node,
    is_secret: &dyn Fn(&Node) -> bool,
    own: Option<&JsonSchema>,
) -> Json {
    let mut schema = of_shape(shape, Some(defaults), is_secret);
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

fn of_shape(shape: &Shape, default: Option<&Node>, is_secret: &dyn Fn(&Node) -> bool) -> Json {
    let mut schema = serde_json::Map::new();
    match shape {
        Shape::Open => {}
        Shape::Map { keys, others } => {
            let properties = keys.iter().map(|(key, below)| {
                let default = default.and_then(|node| node.get(key));
                (key.clone(), of_shape(below, default, is_secret))
            });
            schema.insert("type".into(), Json::from(vec!["object", "null"]));
            schema.insert("properties".into(), Json::Object(properties.collect()));
            let others = match others {
                Others::Refused => Json::Bool(false),
                Others::Taken(shape) => of_shape(shape, None, is_secret),
            };
            schema.insert("additionalProperties".into(), others);
        }
        Shape::List(item) => {
            schema.insert("type".into(), Json::from(vec!["array", "null"]));
            schema.insert("items".into(), of_shape(item, None, is_secret));
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
            let open = default.filter(|node| !is_secret(node));
            if let Some(default) = open.and_then(scalar_json) {
                schema.insert("default".into(), default);
            }
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
