//! The source map: which place made each field, as JSON. `docs/explain.md` says what it holds.

use serde_json::{Value as Json, json};

use super::value::{InEnvironment, others};
use crate::diagnostic::{Censor, SourceKind, Span};
use crate::explain::fields::{Schema, Side, each_leaf};
use crate::explain::history::{Stage, history, spans};
use crate::explain::reasons::{Decides, Reason};
use crate::explain::{DecidedOn, Explained, Part};
use crate::manifest::Object;
use crate::yaml::{self, Node, Origin};

/// Of both forms; it grows when what is there changes, not when something is added.
pub const SCHEMA_VERSION: u32 = 1;

/// The objects of some parts, with the fields that are in these.
pub fn objects_json(explained: &Explained<'_>, parts: &[Part<'_>]) -> Json {
    parts.iter().map(|part| object(explained, part)).collect()
}

fn object(explained: &Explained<'_>, part: &Part<'_>) -> Json {
    let schema = part.path.steps().iter().fold(Schema::of(part.object), |schema, step| {
        use crate::yaml::path::Step;
        match step {
            Step::Field(name) | Step::Key(name) => schema.field(name),
            Step::Index(_) | Step::Item(_) => schema.item(),
        }
    });
    let mut fields = Vec::new();
    each_leaf((part.node, part.shown), &part.path, schema, &mut |leaf| {
        if leaf.side == Side::Value {
            fields.push(field(explained, &leaf.path.to_string(), leaf.shown, leaf.origin));
            let row = fields.last_mut().map(|row| add_reasons(row, explained, leaf.shown));
            row.unwrap_or_default();
        }
    });
    let mut row = identity(part.object);
    row["template"] = json!(*part.object.template);
    row["written"] = place(part.object.root.origin.at, explained.censor);
    row["fields"] = Json::Array(fields);
    add_reasons(&mut row, explained, part.node);
    row
}

fn identity(object: &Object) -> Json {
    let identity = &object.identity;
    json!({
        "apiVersion": object.api_version(),
        "kind": identity.kind,
        "namespace": identity.namespace,
        "name": identity.name,
    })
}

fn field(explained: &Explained<'_>, path: &str, shown: &Node, origin: &Origin) -> Json {
    let trace = explained.trace(origin);
    let censor = explained.censor;
    let values = trace.values.iter().map(|filling| match &filling.path {
        Some(path) => json!({ "path": path, "layers": layers(explained, path) }),
        None => json!({ "path": null, "layers": [{ "from": [place(filling.at, censor)] }] }),
    });
    json!({
        "path": path,
        "value": yaml::json_of(shown),
        "written": trace.written.iter().map(|span| place(*span, censor)).collect::<Vec<_>>(),
        "values": values.collect::<Vec<_>>(),
    })
}

/// What decided on a node, where that is known.
fn add_reasons(row: &mut Json, explained: &Explained<'_>, node: &Node) {
    let Some(reasons) = explained.reasons(node) else { return };
    let reason = |reason: &Reason<'_>| {
        let path = reason.value.as_ref().map(|(path, _)| path);
        let layers = path.map_or_else(
            || vec![json!({ "from": [place(reason.at, explained.censor)] })],
            |path| layers(explained, path),
        );
        json!({ "path": path, "decides": word(reason.decides), "layers": layers })
    };
    row["because"] = reasons.iter().map(reason).collect();
}

fn word(decides: Decides) -> &'static str {
    match decides {
        Decides::Here => "presence",
        Decides::What => "value",
    }
}

/// What each layer made of a value, the last first; a deletion has no `value`.
fn layers(explained: &Explained<'_>, path: &str) -> Vec<Json> {
    let censor = explained.censor;
    let stages = history(explained.history, path);
    let layer = |stage: &Stage<'_>| match stage {
        Some(node) => {
            let places = spans(node);
            let mut from: Vec<Json> = Vec::new();
            for span in places {
                let place = place(span, censor);
                if !from.contains(&place) {
                    from.push(place);
                }
            }
            json!({ "value": yaml::json_of(node), "from": from })
        }
        None => json!({ "from": [] }),
    };
    stages.iter().map(layer).collect()
}

/// `{"file": "…", "line": 1, "column": 1}`, or `{"flag": "--set a=1"}`.
fn place(span: Span, censor: &Censor<'_>) -> Json {
    if span.is_nowhere() {
        return Json::Null;
    }
    let source = censor.sources.get(span.source);
    if source.kind == SourceKind::Flag {
        return json!({ "flag": censor.describe(span) });
    }
    let at = censor.sources.place(span);
    json!({ "file": source.name, "line": at.line, "column": at.column })
}

/// What a value does in an environment.
pub fn effect_json(path: &str, one: &InEnvironment<'_>) -> Json {
    let explained = one.explained;
    let fields = one.fields.as_deref().unwrap_or_default().iter().map(|reached| {
        let mut row = field(explained, &reached.path.to_string(), reached.shown, reached.origin);
        row["object"] = identity(reached.object);
        row
    });
    let decided = one.decided.iter().map(|decided| {
        let DecidedOn { decides, field } = decided;
        let written = explained.trace(field.origin).written;
        json!({
            "object": identity(field.object),
            "path": field.path.to_string(),
            "decides": word(*decides),
            "written": written.iter().map(|span| place(*span, explained.censor)).collect::<Vec<_>>(),
        })
    });
    let read_at = others(one);
    let mut row = json!({
        "environment": one.name,
        "layers": layers(explained, path),
        "fields": fields.collect::<Vec<_>>(),
        "readAt": read_at.iter().map(|span| place(*span, explained.censor)).collect::<Vec<_>>(),
    });
    if explained.objects().iter().any(|object| object.root.origin.decided.is_some()) {
        row["decides"] = decided.collect();
    }
    row
}
