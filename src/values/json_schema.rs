//! `values.schema.json`: it refines the shape inferred from the defaults, may open it, and judges
//! the effective values.
//!
//! References to other files or to the network are not followed.

mod write_only;

use indexmap::IndexMap;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;

use super::schema::{Others, Shape, Type};
use crate::diagnostic::{Diagnostic, Report, SourceId, Span, did_you_mean};
use crate::yaml::{Node, Number, Value, to_json};
pub use write_only::WriteOnly;

/// A chart's schema, ready to judge.
pub struct JsonSchema {
    pub document: Json,
    validator: Validator,
}

impl JsonSchema {
    /// Compiles the schema in `text`; what is wrong with it goes into `report`.
    pub fn compile(text: &str, source: SourceId, report: &mut Report) -> Option<Self> {
        let document: Json = match serde_json::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                let at = offset(text, error.line(), error.column());
                let why = error.to_string();
                let why = why.split(" at line ").next().unwrap_or(&why);
                let fault = Diagnostic::error("bad-schema", format!("not valid JSON: {why}"));
                report.push(fault.at(Span::new(source, at..at), "the reader stopped here"));
                return None;
            }
        };
        match jsonschema::validator_for(&document) {
            Ok(validator) => Some(JsonSchema { document, validator }),
            Err(error) => {
                let place = error.instance_path().to_string();
                let fault = Diagnostic::error("bad-schema", format!("not a JSON Schema: {error}"))
                    .at(
                        Span::new(source, 0..0),
                        if place.is_empty() { "/".to_owned() } else { place },
                    );
                report
                    .push(fault.help("references to other files or the network are not followed"));
                None
            }
        }
    }

    /// The shape of the values when this schema is heard.
    pub fn refine(&self, inferred: Shape) -> Shape {
        refine(inferred, &self.document, &self.document, 0)
    }

    /// Judges the effective values; each fault is shown where the value was set.
    pub fn judge(&self, values: &Node, report: &mut Report) {
        self.judge_at("", values, report);
    }

    /// The same for values that are spoken of as those below `path`.
    pub fn judge_at(&self, path: &str, values: &Node, report: &mut Report) {
        let mut instance: Json = serde_json::from_str(&to_json(values)).unwrap_or(Json::Null);
        let listed = |key: &str| self.document["properties"].get(key).is_some();
        if let Some(map) = instance.as_object_mut() {
            for key in [super::EXTERNALS, super::GLOBAL].into_iter().filter(|key| !listed(key)) {
                map.remove(key);
            }
        }
        for error in self.validator.iter_errors(&instance) {
            let fault = fault(&error, path, values);
            let place = fault.labels.first().map(|label| label.span);
            if place.is_none_or(|place| !report.has_error_at(place)) {
                report.push(fault);
            }
        }
    }
}

/// The byte of a line and a column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// References within the schema may go round.
const MAX_DEPTH: usize = 64;

fn resolve<'a>(schema: &'a Json, root: &'a Json) -> &'a Json {
    let mut schema = schema;
    for _ in 0..MAX_DEPTH {
        let target =
            schema.get("$ref").and_then(Json::as_str).and_then(|name| name.strip_prefix('#'));
        match target.and_then(|pointer| root.pointer(pointer)) {
            Some(found) => schema = found,
            None => break,
        }
    }
    schema
}

fn refine(inferred: Shape, schema: &Json, root: &Json, depth: usize) -> Shape {
    let Some(object) = schema.as_object().filter(|_| depth < MAX_DEPTH) else {
        return inferred;
    };
    let has = |key: &str| object.contains_key(key);
    if has("$ref") {
        let target = resolve(schema, root);
        let known = match target.get("$ref") {
            Some(_) => inferred,
            None => refine(inferred, target, root, depth),
        };
        let mut rest = object.clone();
        rest.remove("$ref");
        let says_more = SHAPING.iter().any(|key| rest.contains_key(*key));
        return if says_more { refine(known, &Json::Object(rest), root, depth) } else { known };
    }
    let kind = match object.get("type") {
        Some(Json::String(kind)) => Some(kind.as_str()),
        // Several types: the schema itself judges.
        Some(_) => return Shape::Open,
        None if ["properties", "additionalProperties", "patternProperties"]
            .into_iter()
            .any(has) =>
        {
            Some("object")
        }
        None if has("items") => Some("array"),
        None => None,
    };
    let inferred = match object.get("allOf").and_then(Json::as_array) {
        Some(all) => all.iter().fold(inferred, |shape, one| refine(shape, one, root, depth)),
        None => inferred,
    };
    match kind {
        Some("object") => branches(object)
            .fold(refine_map(inferred, object, root, depth), |shape, branch| {
                allow(shape, branch, root, depth)
            }),
        Some("array") => refine_list(inferred, object, root, depth),
        Some("string") if inferred == Shape::Scalar(Type::Quantity) => inferred,
        Some("string") => Shape::Scalar(Type::String),
        Some("integer") => Shape::Scalar(Type::Integer),
        Some("number") => Shape::Scalar(Type::Number),
        Some("boolean") => Shape::Scalar(Type::Boolean),
        // A property with no type accepts anything; but the root is the chart's.
        _ if depth > 0 => Shape::Open,
        _ => branches(object).fold(inferred, |shape, branch| allow(shape, branch, root, depth)),
    }
}

/// Keywords that say what may stand at a place.
const SHAPING: &[&str] = &[
    "type",
    "properties",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

/// Schemas of which not all need to hold.
fn branches(schema: &serde_json::Map<String, Json>) -> impl Iterator<Item = &Json> {
    let lists = ["anyOf", "oneOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
    let single = ["if", "then", "else"].into_iter().filter_map(|key| schema.get(key));
    let dependent = schema.get("dependentSchemas").and_then(Json::as_object);
    lists.flatten().chain(single).chain(dependent.into_iter().flat_map(serde_json::Map::values))
}

/// What a branch knows may stand there too; whether it may, the schema itself judges.
fn allow(shape: Shape, branch: &Json, root: &Json, depth: usize) -> Shape {
    let (Shape::Map { mut keys, mut others }, Some(object)) =
        (shape.clone(), resolve(branch, root).as_object().filter(|_| depth < MAX_DEPTH))
    else {
        return shape;
    };
    let properties = object.get("properties").and_then(Json::as_object);
    for (key, property) in properties.into_iter().flatten() {
        let known = match keys.shift_remove(key) {
            Some(known) => allow(known, property, root, depth + 1),
            None => Shape::Open,
        };
        keys.insert(key.clone(), known);
    }
    let opens = object.get("additionalProperties").is_some_and(|all| *all != Json::Bool(false));
    if opens || object.contains_key("patternProperties") {
        others = Others::Taken(Box::new(Shape::Open));
    }
    let all = object.get("allOf").and_then(Json::as_array).into_iter().flatten();
    all.chain(branches(object))
        .fold(Shape::Map { keys, others }, |shape, one| allow(shape, one, root, depth + 1))
}

fn refine_map(
    inferred: Shape,
    schema: &serde_json::Map<String, Json>,
    root: &Json,
    depth: usize,
) -> Shape {
    let (mut keys, mut others) = match inferred {
        Shape::Map { keys, others } => (keys, others),
        // A map of which the defaults show nothing: what the schema says is all there is.
        _ => (IndexMap::new(), Others::Taken(Box::new(Shape::Open))),
    };
    let properties = schema.get("properties").and_then(Json::as_object);
    for (key, property) in properties.into_iter().flatten() {
        let known = keys.get(key).cloned().unwrap_or(Shape::Open);
        keys.insert(key.clone(), refine(known, property, root, depth + 1));
    }
    match schema.get("additionalProperties") {
        Some(Json::Bool(true)) => {
            // A schema that says no more than that opens the maps below, too.
            if depth == 0 && properties.is_none_or(serde_json::Map::is_empty) {
                keys.values_mut().for_each(Shape::take_others);
            }
            others = Others::Taken(Box::new(Shape::Open));
        }
        Some(Json::Bool(false)) => others = Others::Refused,
        Some(all) => others = Others::Taken(Box::new(refine(Shape::Open, all, root, depth + 1))),
        None if properties.is_some_and(|all| !all.is_empty()) => others = Others::Refused,
        None => {}
    }
    if schema.contains_key("patternProperties") {
        others = Others::Taken(Box::new(Shape::Open));
    }
    if let Some(names) = schema.get("propertyNames").filter(|_| others == Others::Refused) {
        match names.get("enum").and_then(Json::as_array) {
            Some(names) => names.iter().filter_map(Json::as_str).for_each(|name| {
                keys.entry(name.to_owned()).or_insert(Shape::Open);
            }),
            None if schema.get("additionalProperties") != Some(&Json::Bool(false)) => {
                others = Others::Taken(Box::new(Shape::Open));
            }
            None => {}
        }
    }
    Shape::Map { keys, others }
}

fn refine_list(
    inferred: Shape,
    schema: &serde_json::Map<String, Json>,
    root: &Json,
    depth: usize,
) -> Shape {
    let known = match inferred {
        Shape::List(item) => *item,
        _ => Shape::Open,
    };
    let item = match schema.get("items") {
        Some(items) => refine(known, items, root, depth + 1),
        None => known,
    };
    Shape::List(Box::new(item))
}

/// One fault of the effective values, where the value was set; the schema is not pointed at.
fn fault(error: &ValidationError<'_>, above: &str, values: &Node) -> Diagnostic {
    let pointer = error.instance_path().to_string();
    let (node, path) = find(values, &pointer);
    let shown = match (above, path.as_str()) {
        ("", "") => "the values".to_owned(),
        ("", path) | (path, "") => format!("`{path}`"),
        (above, path) => format!("`{above}.{path}`"),
    };
    let (message, help) = wording(error, &shown);
    let label = match error.kind() {
        ValidationErrorKind::Required { property } => format!("no `{}` in it", plain(property)),
        _ => "set here".to_owned(),
    };
    let fault = Diagnostic::error("schema", message).at(node.origin.at, label);
    match help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

fn wording(error: &ValidationError<'_>, shown: &str) -> (String, Option<String>) {
    use ValidationErrorKind as Kind;
    match error.kind() {
        Kind::Enum { options } => {
            let options: Vec<String> = match &**options {
                Json::Array(options) => options.iter().map(plain).collect(),
                other => vec![plain(other)],
            };
            let names = options.iter().map(String::as_str);
            let given = plain(error.instance());
            let list = options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>();
            let message = format!("{shown} must be one of {}", list.join(", "));
            (message, did_you_mean(&given, names).filter(|help| help.starts_with("did")))
        }
        Kind::Constant { expected_value } => {
            (format!("{shown} must be `{}`", plain(expected_value)), None)
        }
        Kind::Minimum { limit } => (format!("{shown} must be {limit} or more"), None),
        Kind::Maximum { limit } => (format!("{shown} must be {limit} or less"), None),
        Kind::ExclusiveMinimum { limit } => (format!("{shown} must be more than {limit}"), None),
        Kind::ExclusiveMaximum { limit } => (format!("{shown} must be less than {limit}"), None),
        Kind::MinLength { limit } => {
            (format!("{shown} must have {limit} characters or more"), None)
        }
        Kind::MaxLength { limit } => {
            (format!("{shown} must have {limit} characters or fewer"), None)
        }
        Kind::MinItems { limit } => (format!("{shown} must have {limit} items or more"), None),
        Kind::MaxItems { limit } => (format!("{shown} must have {limit} items or fewer"), None),
        Kind::UniqueItems => (format!("the items of {shown} must differ"), None),
        Kind::Pattern { pattern } => (format!("{shown} must match the pattern `{pattern}`"), None),
        Kind::Format { format } => (format!("{shown} must be of the format {format}"), None),
        Kind::Required { property } => {
            let help = format!("set `{}` in a values file or by a flag", plain(property));
            (format!("{shown} must have `{}`", plain(property)), Some(help))
        }
        Kind::AdditionalProperties { unexpected } => {
            let list = unexpected.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>();
            (format!("{shown} can't have {}", list.join(", ")), None)
        }
        Kind::Type { kind } => {
            let wanted = format!("{kind:?}");
            (format!("{shown} is of a wrong type: {}", type_words(&wanted)), None)
        }
        // What is left quotes the value unless told not to.
        _ => {
            (format!("{shown} breaks the chart's schema: {}", error.masked_with("the value")), None)
        }
    }
}

fn type_words(kind: &str) -> String {
    let names = ["Array", "Boolean", "Integer", "Null", "Number", "Object", "String"];
    let wanted: Vec<String> =
        names.iter().filter(|name| kind.contains(**name)).map(|name| name.to_lowercase()).collect();
    format!("{} is wanted", wanted.join(" or "))
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The node at a JSON pointer, or the nearest above it, and its path as people write it.
fn find<'a>(values: &'a Node, pointer: &str) -> (&'a Node, String) {
    let mut node = values;
    let mut path = String::new();
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let below = match &node.value {
            Value::Map(map) => map.get(&token),
            Value::List(items) => token.parse::<usize>().ok().and_then(|at| items.get(at)),
            _ => None,
        };
        let Some(below) = below else { break };
        if node.as_list().is_some() {
            path = format!("{path}[{token}]");
        } else if path.is_empty() {
            path = token;
        } else {
            path = format!("{path}.{token}");
        }
        node = below;
    }
    (node, path)
}

/// The JSON Schema that editors should use: the shape with its defaults, under what the chart's
/// own schema says.
pub fn effective(
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
