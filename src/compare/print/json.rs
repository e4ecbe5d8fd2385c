//! A comparison for machines: what differs and what that does, as JSON.

use serde_json::{Value as Json, json};

use super::Origins;
use crate::compare::effects::Effect;
use crate::compare::{Basis, Change, Comparison, ObjectChange, Part, Seen};
use crate::manifest::Identity;
use crate::yaml::{self, Node};

/// `{"objects": […], "moves": […], "effects": […]}`. A secret is never a value here: then `secret` is true.
pub fn json(comparison: &Comparison<'_>, effects: &[Effect], origins: Origins<'_>) -> Json {
    let basis = comparison.basis;
    let objects = comparison.objects.iter().map(|change| object(change, basis, origins));
    let effects = effects.iter().map(|effect| {
        let Effect { kind, object, message } = effect;
        json!({ "kind": kind.name(), "object": object, "message": message })
    });
    let moves = comparison.moves.iter().map(
        |moved| json!({ "object": identity(moved.object), "from": moved.from, "to": moved.to }),
    );
    json!({
        "objects": objects.collect::<Vec<_>>(),
        "moves": moves.collect::<Vec<_>>(),
        "effects": effects.collect::<Vec<_>>(),
    })
}

fn object(change: &ObjectChange<'_>, basis: Basis, origins: Origins<'_>) -> Json {
    let word = match (change.old, change.new) {
        (None, _) => "added",
        (_, None) if basis == Basis::Cluster => "only in the cluster",
        (_, None) => "removed",
        _ if change.is_renamed() => "renamed",
        _ => "changed",
    };
    let fields: Vec<Json> = change.changes.iter().map(|field| one(field, origins)).collect();
    let (old, new) = (change.old.map(identity), change.new.map(identity));
    json!({ "change": word, "old": old, "new": new, "fields": fields })
}

fn identity(seen: Seen<'_>) -> Json {
    let Identity { kind, namespace, name, .. } = &seen.shown.identity;
    let version = seen.shown.api_version();
    json!({ "apiVersion": version, "kind": kind, "namespace": namespace, "name": name })
}

fn one(field: &Change<'_>, origins: Origins<'_>) -> Json {
    let word = match (field.old, field.new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    };
    let is_secret = match (field.old, field.new) {
        (Some(old), Some(new)) => old.shown == new.shown,
        _ => false,
    };
    let shown = |part: Option<Part<'_>>| part.map_or(Json::Null, |part| value(part.shown));
    json!({
        "path": field.path.to_string(),
        "change": word,
        "old": shown(field.old),
        "new": shown(field.new),
        "secret": is_secret,
        "from": origins.of(field),
    })
}

fn value(node: &Node) -> Json {
    serde_json::from_str(&yaml::to_json(node)).unwrap_or_default()
}
