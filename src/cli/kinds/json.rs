//! Kinds and fields as JSON.

use serde_json::{Map, Value, json};

use super::Explained;
use drydock::check::kinds::{Branch, Field, Known, Origin, Presence};
use drydock::kube::kind::Scope;

pub(super) fn list(all: &[Known]) -> String {
    written(all.iter().map(kind).collect())
}

pub(super) fn page(explained: &Explained<'_>) -> String {
    let Explained { known, history, path, page, fields, .. } = explained;
    let mut value = kind(known);
    value["versions"] = history.iter().map(kind).collect();
    if let Some(found) = &page.field {
        value["path"] = json!(path);
        value["field"] = field(found);
    }
    value["fields"] = fields.iter().map(branch).collect();
    written(value)
}

fn written(value: Value) -> String {
    format!("{value:#}\n")
}

fn kind(known: &Known) -> Value {
    let standing = match known.origin {
        Origin::BuiltIn => "served",
        Origin::Off => "off",
        Origin::Deprecated => "deprecated",
        Origin::Custom => "custom",
    };
    let scope = known.scope.map(|scope| match scope {
        Scope::Cluster => "cluster",
        Scope::Namespaced => "namespaced",
    });
    with_life(
        json!({
            "kind": known.kind,
            "apiVersion": known.api_version(),
            "plural": known.plural,
            "shortNames": known.short,
            "scope": scope,
            "standing": standing,
        }),
        known.life.since,
        known.life.until,
    )
}

fn with_life(mut value: Value, since: Option<u8>, until: Option<u8>) -> Value {
    for (name, minor) in [("since", since), ("until", until)] {
        if let Some(minor) = minor {
            value[name] = json!(format!("1.{minor}"));
        }
    }
    value
}

fn branch(branch: &Branch) -> Value {
    let mut value = field(&branch.field);
    if !branch.below.is_empty() {
        value["fields"] = branch.below.iter().map(self::branch).collect();
    }
    value
}

fn field(field: &Field) -> Value {
    let mut known = Map::new();
    known.insert("name".to_owned(), json!(field.name));
    known.insert("type".to_owned(), json!(field.of));
    known.insert("required".to_owned(), json!(field.presence == Presence::Required));
    let lists = [("enum", &field.words), ("bounds", &field.bounds), ("listKeys", &field.keys)];
    for (name, words) in lists.into_iter().filter(|(_, words)| !words.is_empty()) {
        known.insert(name.to_owned(), json!(words));
    }
    for (name, text) in [("pattern", &field.pattern), ("default", &field.default)] {
        if let Some(text) = text {
            known.insert(name.to_owned(), json!(text));
        }
    }
    if field.is_set {
        known.insert("set".to_owned(), json!(true));
    }
    with_life(Value::Object(known), field.since, field.until)
}
