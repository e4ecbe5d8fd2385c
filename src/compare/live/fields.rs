//! Two versions of an object, the cluster's and the wanted one, into the cluster's without what was
//! put there by others than those who write manifests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::objects::is_part_of;
use crate::compare::schema::{Keys, Schema};
use crate::kube::defaulted::{self, Fact, Shape};
use crate::kube::quantity::Amount;
use crate::manifest::Object;
use crate::yaml::{Key, Map, Node, Number, Value, json_of};

/// What is known of a node.
#[derive(Clone, Copy)]
struct Known<'m> {
    facts: &'static [Fact],
    /// Of its fields, or of those of its items.
    shape: Shape,
    schema: Schema<'m>,
}

impl<'m> Known<'m> {
    fn of(shape: Shape, schema: Schema<'m>) -> Self {
        Known { facts: &[], shape, schema }
    }

    fn field(&self, name: &str) -> (Known<'m>, Keys<'m>) {
        let (schema, keys) = self.schema.field(name);
        let is_amounts = self.facts.iter().any(|fact| matches!(fact, Fact::Quantities));
        let facts: &[Fact] =
            if is_amounts { &[Fact::Quantity] } else { defaulted::facts(self.shape, name) };
        let shape = facts.iter().find_map(|fact| match fact {
            Fact::Holds(shape) => Some(*shape),
            _ => None,
        });
        (Known { facts, shape: shape.unwrap_or(&[]), schema }, keys)
    }
}

/// Settles the fields of an object that the cluster has.
pub(super) fn settle(live: &mut Object, wanted: &Object, schema: Schema<'_>) {
    let identity = &wanted.identity;
    match &*identity.kind {
        "Job" | "ReplicationController" => forget_labels_of_template(live, wanted),
        "ClusterRole" => forget_aggregated_rules(live, wanted),
        "Pod" => forget_requests(live, wanted),
        _ => {}
    }
    let shape = defaulted::of_kind(&identity.group, &identity.kind);
    if let (Some(own), Some(map)) = (live.root.as_map_mut(), wanted.root.as_map()) {
        maps(own, map, Known::of(shape, schema));
    }
}

/// An object that only the cluster has, without what the server keeps in it.
pub(super) fn strip(live: &mut Object) {
    if let Some(own) = live.root.as_map_mut() {
        maps(own, &Map::new(), Known::of(defaulted::of_kind("", ""), Schema::Unknown));
    }
}

/// An autoscaler decides how many there are, unless the manifest does.
pub(super) fn forget_replicas(live: &mut Object, wanted: &Object) {
    if wanted.root.below("spec.replicas").is_none()
        && let Some(spec) = field_mut(live, "spec")
    {
        spec.remove("replicas");
    }
}

/// Where no labels are given, they are those of the pods.
fn forget_labels_of_template(live: &mut Object, wanted: &Object) {
    let template = live.root.below("spec.template.metadata.labels").cloned();
    if let (Some(template), Some(metadata)) = (template, field_mut(live, "metadata"))
        && wanted.root.below("metadata.labels").is_none()
        && metadata.get("labels").and_then(Node::as_map).is_some_and(|it| is_part_of(it, &template))
    {
        metadata.remove("labels");
    }
}

/// The rules of a role that aggregates others are theirs.
fn forget_aggregated_rules(live: &mut Object, wanted: &Object) {
    if let Some(own) = live.root.as_map_mut()
        && wanted.root.get("aggregationRule").is_some()
    {
        own.remove("rules");
        if let Some(rules) = wanted.root.get("rules") {
            own.add(Key::new("rules", rules.origin.clone()), rules.clone());
        }
    }
}

/// Where a pod requests nothing of what it is limited in, it requests as much.
fn forget_requests(live: &mut Object, wanted: &Object) {
    for field in ["containers", "initContainers"] {
        let spec = field_mut(live, "spec").and_then(|spec| spec.get_mut(field));
        let Some(Value::List(items)) = spec.map(|node| &mut node.value) else { continue };
        for item in items {
            let is_same = |other: &&Node| other.get("name") == item.get("name");
            let all = wanted.root.below("spec").and_then(|spec| spec.get(field));
            let wanted = all.and_then(Node::as_list).unwrap_or_default().iter().find(is_same);
            let asked = |name: &str| wanted?.below("resources.requests")?.get(name);
            let resources = item.as_map_mut().and_then(|item| item.get_mut("resources"));
            let Some(resources) = resources.and_then(Node::as_map_mut) else { continue };
            let Some(limits) = resources.get("limits").and_then(Node::as_map).cloned() else {
                continue;
            };
            let Some(requests) = resources.get_mut("requests").and_then(Node::as_map_mut) else {
                continue;
            };
            for (key, limit) in limits.iter() {
                if asked(&key.text).is_none() && requests.get(&key.text) == Some(limit) {
                    requests.remove(&key.text);
                }
            }
            if requests.is_empty() {
                resources.remove("requests");
            }
        }
    }
}

fn field_mut<'o>(object: &'o mut Object, name: &str) -> Option<&'o mut Map> {
    object.root.as_map_mut()?.get_mut(name)?.as_map_mut()
}

fn maps(live: &mut Map, wanted: &Map, known: Known<'_>) {
    decode(live, wanted, known.shape);
    let before = live.clone();
    for (key, node) in before.iter() {
        let name = key.text.as_str();
        let (known_field, keys) = known.field(name);
        let Some(own) = live.get_mut(name) else { continue };
        match wanted.get(name).filter(|node| !node.is_null()) {
            Some(wanted) => pair(own, wanted, known_field, &keys),
            None if is_left_alone(name, node, &before, known) || is_emptied(own, known_field) => {
                live.remove(name);
            }
            None => {}
        }
    }
    for (key, node) in wanted.iter() {
        if !live.contains(&key.text) && is_dropped(&key.text, node, known) {
            live.add(key.clone(), node.clone());
        }
    }
    order(live, wanted);
}

/// Puts the keys in the order of the wanted ones, which whoever compares line by line sees.
fn order(live: &mut Map, wanted: &Map) {
    let mut entries = std::mem::take(live).into_entries();
    entries.sort_by_key(|entry| wanted.position(&entry.key.text).unwrap_or(usize::MAX));
    entries.into_iter().for_each(|entry| live.add(entry.key, entry.value));
}

fn pair(live: &mut Node, wanted: &Node, known: Known<'_>, keys: &Keys<'_>) {
    match (&mut live.value, &wanted.value) {
        (Value::Map(live), Value::Map(wanted)) => maps(live, wanted, known),
        (Value::List(live), Value::List(wanted)) => lists(live, wanted, known, keys),
        _ => {
            let is_amount = known.facts.iter().any(|fact| matches!(fact, Fact::Quantity));
            if is_amount && amount(live).is_some_and(|own| amount(wanted) == Some(own)) {
                *live = wanted.clone();
            }
        }
    }
}

fn amount(node: &Node) -> Option<Amount> {
    let text = match &node.value {
        Value::String(text) => text.clone(),
        Value::Number(_) => node.number_text().unwrap_or_default(),
        _ => return None,
    };
    Amount::parse(&text).ok()
}

/// Items are told by their keys; those of other lists by their places, where both have as many.
fn lists(live: &mut Vec<Node>, wanted: &[Node], known: Known<'_>, keys: &Keys<'_>) {
    forget_added(live, wanted, known);
    let is_paired = live.len() == wanted.len();
    for (at, item) in live.iter_mut().enumerate() {
        let partner = match keys {
            Keys::Map(keys) => {
                let key_of = |item: &Node| -> Option<Vec<String>> {
                    let one = |key: &crate::compare::schema::KeyField<'_>| match item.get(key.name)
                    {
                        Some(node) => Some(json_of(node).to_string()),
                        None => key.default.map(|text| format!("{text:?}")),
                    };
                    keys.iter().map(one).collect()
                };
                let own = key_of(item);
                wanted.iter().find(|wanted| own.is_some() && key_of(wanted) == own)
            }
            Keys::Atomic | Keys::Set => wanted.get(at).filter(|_| is_paired),
        };
        if let Some(partner) = partner {
            pair(item, partner, known, &Keys::Atomic);
        }
    }
}

/// Whether what only the cluster has was put there by the server, or by a controller.
fn is_left_alone(name: &str, node: &Node, beside: &Map, known: Known<'_>) -> bool {
    let text = |field: &str| beside.get(field).and_then(Node::as_str);
    let is_so = |fact: &Fact| match fact {
        Fact::Server => true,
        Fact::Default(texts) => texts.iter().any(|text| is_json(node, text)),
        Fact::Twin(other) => beside.get(other) == Some(node),
        Fact::PullPolicy => {
            let image = text("image").or_else(|| text("reference"));
            image.is_some_and(|image| node.as_str() == Some(defaulted::pull_policy(image)))
        }
        Fact::Zero => is_zero(node),
        _ => false,
    };
    let is_key = |fact: &Fact| match fact {
        Fact::Keys(beginnings) => beginnings.iter().any(|beginning| name.starts_with(beginning)),
        _ => false,
    };
    node.is_null()
        || known.facts.iter().any(is_key)
        || known.field(name).0.facts.iter().any(is_so)
        || is_default(name, node, known.schema)
}

fn is_json(node: &Node, text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|json| json == json_of(node))
}

/// Whether the definition of a custom resource gives a field this value.
fn is_default(name: &str, node: &Node, schema: Schema<'_>) -> bool {
    let Schema::Custom(schema) = schema else { return false };
    let property = schema.get("properties").and_then(|properties| properties.get(name));
    property.and_then(|property| property.get("default")) == Some(node)
}

/// Whether nothing is left of a map or a list when what the server put into it is taken out.
fn is_emptied(node: &mut Node, known: Known<'_>) -> bool {
    match &mut node.value {
        Value::Map(map) if !map.is_empty() => {
            maps(map, &Map::new(), known);
            map.is_empty()
        }
        Value::List(items) if !items.is_empty() => {
            forget_added(items, &[], known);
            items.is_empty()
        }
        _ => false,
    }
}

/// Leaves out the items that the server adds.
fn forget_added(live: &mut Vec<Node>, wanted: &[Node], known: Known<'_>) {
    let added = known.facts.iter().find_map(|fact| match fact {
        Fact::Items(beginning) => Some(*beginning),
        _ => None,
    });
    let Some(beginning) = added else { return };
    let name = |item: &Node| item.get("name").and_then(Node::as_str).map(str::to_owned);
    live.retain(|item| {
        let own = name(item);
        let is_added = own.as_ref().is_some_and(|own| own.starts_with(beginning));
        !is_added || wanted.iter().any(|wanted| name(wanted) == own)
    });
}

/// Maps of which nothing is kept where there is nothing in them.
const OMITTED: &[&str] = &[
    "annotations",
    "binaryData",
    "data",
    "hard",
    "labels",
    "limits",
    "matchLabels",
    "nodeSelector",
    "parameters",
    "requests",
    "selector",
    "stringData",
];

/// Whether the server drops what is wanted.
fn is_dropped(name: &str, node: &Node, known: Known<'_>) -> bool {
    let facts = known.field(name).0.facts;
    match &node.value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty() && OMITTED.contains(&name),
        _ => is_zero(node) && facts.iter().any(|fact| matches!(fact, Fact::Zero)),
    }
}

fn is_zero(node: &Node) -> bool {
    match &node.value {
        Value::Null | Value::Bool(false) | Value::Number(Number::Int(0)) => true,
        Value::String(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// Texts that are wanted as texts stand in a cluster encoded, among the other data.
fn decode(live: &mut Map, wanted: &Map, shape: Shape) {
    let encoded =
        |(_, facts): &&(&str, &[Fact])| facts.iter().any(|it| matches!(it, Fact::Encoded));
    let Some((field, _)) = shape.iter().find(encoded) else { return };
    let Some(texts) = wanted.get(field).and_then(Node::as_map) else { return };
    let Some(data) = live.get_mut("data") else { return };
    let origin = data.origin.clone();
    let Value::Map(data) = &mut data.value else { return };
    let mut decoded = Map::new();
    for name in texts.keys() {
        let text =
            data.get(name).and_then(Node::as_str).and_then(|text| STANDARD.decode(text).ok());
        let Some(text) = text.and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
        if let Some(entry) = data.remove(name) {
            decoded.add(entry.key, Node::new(Value::String(text), entry.value.origin));
        }
    }
    if data.is_empty() && wanted.get("data").is_none() {
        live.remove("data");
    }
    if !decoded.is_empty() {
        let origin_of_key = origin.clone();
        live.insert(Key::new(*field, origin_of_key), Node::new(Value::Map(decoded), origin));
    }
}
