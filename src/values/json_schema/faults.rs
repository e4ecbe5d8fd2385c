//! Validation errors of a JSON Schema into diagnostics.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::yaml::{Node, Value};

/// A diagnostic for one validation error. It points to where the value was set, not to the schema.
pub(super) fn fault(error: &ValidationError<'_>, above: &str, values: &Node) -> Diagnostic {
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
    let fault = Diagnostic::error(Code::Schema, message).at(node.origin.at, label);
    let null = match error.kind() {
        ValidationErrorKind::Required { property } => node.null_at(&plain(property)),
        _ => None,
    };
    let fault = null.into_iter().fold(fault, |fault, null| null.mark_null(fault));
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
        Kind::MinLength { limit: 1 } | Kind::MinItems { limit: 1 } => {
            (format!("{shown} must not be empty"), None)
        }
        Kind::MinProperties { limit: 1 } => (format!("{shown} must have a key"), None),
        Kind::MinLength { limit } => (at_least(shown, *limit, "character"), None),
        Kind::MaxLength { limit } => (at_most(shown, *limit, "character"), None),
        Kind::MinItems { limit } => (at_least(shown, *limit, "item"), None),
        Kind::MaxItems { limit } => (at_most(shown, *limit, "item"), None),
        Kind::MinProperties { limit } => (at_least(shown, *limit, "key"), None),
        Kind::MaxProperties { limit } => (at_most(shown, *limit, "key"), None),
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
        // The other messages quote the value, which may be a secret.
        _ => {
            (format!("{shown} breaks the chart's schema: {}", error.masked_with("the value")), None)
        }
    }
}

fn at_least(shown: &str, limit: u64, unit: &str) -> String {
    format!("{shown} must have {limit} {unit}s or more")
}

fn at_most(shown: &str, limit: u64, unit: &str) -> String {
    match limit {
        0 => format!("{shown} must be empty"),
        1 => format!("{shown} must have one {unit} at most"),
        _ => format!("{shown} must have {limit} {unit}s or fewer"),
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

/// The node at a JSON pointer, or the nearest one above it, with its path: `ports[0].name`.
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
