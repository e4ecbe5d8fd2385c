//! From the schemas of a definition, as the API describes them, to those that values are judged by.

use std::sync::Arc;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::{
    JSON, JSONSchemaProps, JSONSchemaPropsOrArray, JSONSchemaPropsOrBool, ValidationRule,
};

use super::schema::{Additional, Bounds, JsonType, Junctors, List, Programs, Range, Rule, Schema};
use crate::kube::formats;
use crate::kube::regex::Pattern;

impl Schema {
    /// Of a schema that is structural; what else one can say is left out.
    pub(crate) fn of(props: &JSONSchemaProps) -> Self {
        let kind = kind_of(props);
        Schema {
            kind,
            nullable: props.nullable == Some(true),
            preserves: props.x_kubernetes_preserve_unknown_fields == Some(true),
            embedded: props.x_kubernetes_embedded_resource == Some(true),
            format: format_of(props, kind),
            properties: properties(props),
            additional: additional(props),
            items: match &props.items {
                Some(JSONSchemaPropsOrArray::Schema(items)) => Some(Arc::new(Schema::of(items))),
                _ => None,
            },
            required: boxed(props.required.as_deref()),
            words: props.enum_.iter().flatten().map(|JSON(word)| word.clone()).collect(),
            pattern: props.pattern.as_deref().filter(|it| !it.is_empty()).map(Pattern::new),
            bounds: bounds(props),
            list: match props.x_kubernetes_list_type.as_deref() {
                Some("set") => List::Set,
                Some("map") => List::Map(boxed(props.x_kubernetes_list_map_keys.as_deref())),
                _ => List::Atomic,
            },
            junctors: junctors(props, kind),
            default: props.default.as_ref().map(|JSON(default)| default.clone()),
            rules: props.x_kubernetes_validations.iter().flatten().map(rule).collect(),
        }
    }
}

fn boxed(texts: Option<&[String]>) -> Vec<Box<str>> {
    texts.unwrap_or_default().iter().map(|text| text.as_str().into()).collect()
}

fn kind_of(props: &JSONSchemaProps) -> JsonType {
    if props.x_kubernetes_int_or_string == Some(true) {
        return JsonType::IntOrString;
    }
    match props.type_.as_deref().unwrap_or_default() {
        "object" => JsonType::Object,
        "array" => JsonType::Array,
        "string" => JsonType::String,
        "integer" => JsonType::Integer,
        "number" => JsonType::Number,
        "boolean" => JsonType::Boolean,
        "" => JsonType::Any,
        _ => JsonType::Nothing,
    }
}

/// `StripUnsupportedFormats`: what a server does not know of a type is no format.
fn format_of(props: &JSONSchemaProps, kind: JsonType) -> Box<str> {
    let format = props.format.as_deref().unwrap_or_default();
    let is_known = match kind {
        JsonType::Any | JsonType::String => formats::is_known(format),
        JsonType::Integer => matches!(format, "int32" | "int64"),
        JsonType::Number => matches!(format, "float" | "double"),
        _ => false,
    };
    if is_known { format.into() } else { "".into() }
}

fn properties(props: &JSONSchemaProps) -> Vec<(Box<str>, Arc<Schema>)> {
    let each = props.properties.iter().flatten();
    each.map(|(name, props)| (name.as_str().into(), Arc::new(Schema::of(props)))).collect()
}

fn additional(props: &JSONSchemaProps) -> Additional {
    match &props.additional_properties {
        None => Additional::Unsaid,
        Some(JSONSchemaPropsOrBool::Bool(true)) => Additional::Anything,
        Some(JSONSchemaPropsOrBool::Bool(false)) => Additional::Nothing,
        Some(JSONSchemaPropsOrBool::Schema(values)) => {
            Additional::Values(Arc::new(Schema::of(values)))
        }
    }
}

fn bounds(props: &JSONSchemaProps) -> Bounds {
    Bounds {
        minimum: props.minimum,
        above_minimum: props.exclusive_minimum == Some(true),
        maximum: props.maximum,
        below_maximum: props.exclusive_maximum == Some(true),
        multiple_of: props.multiple_of,
        length: Range { least: props.min_length, most: props.max_length },
        items: Range { least: props.min_items, most: props.max_items },
        properties: Range { least: props.min_properties, most: props.max_properties },
    }
}

fn junctors(props: &JSONSchemaProps, kind: JsonType) -> Option<Box<Junctors>> {
    let all = |list: &Option<Vec<JSONSchemaProps>>| -> Vec<Schema> {
        list.iter().flatten().map(Schema::of).collect()
    };
    let mut junctors = Junctors {
        all_of: all(&props.all_of),
        any_of: all(&props.any_of),
        one_of: all(&props.one_of),
        not: props.not.as_deref().map(Schema::of),
    };
    // The one way to write two types, which the kind says already.
    let two = [Schema::of_kind(JsonType::Integer), Schema::of_kind(JsonType::String)];
    if kind == JsonType::IntOrString {
        if junctors.any_of == two {
            junctors.any_of.clear();
        } else if let Some(first) = junctors.all_of.first_mut().and_then(|it| it.junctors.as_mut())
            && first.any_of == two
        {
            first.any_of.clear();
        }
    }
    (junctors != Junctors::default()).then(|| Box::new(junctors))
}

fn rule(rule: &ValidationRule) -> Rule {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().into();
    Rule {
        text: rule.rule.as_str().into(),
        message: text(&rule.message),
        message_expression: text(&rule.message_expression),
        reason: text(&rule.reason),
        field_path: text(&rule.field_path),
        optional_old_self: rule.optional_old_self,
        programs: Programs::default(),
    }
}
