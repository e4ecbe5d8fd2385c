//! Lists that are sets or maps have nothing twice:
//! `k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype`.

use std::collections::HashMap;

use super::outcome::{Outcome, Spot};
use super::schema::{Additional, List, Schema};
use crate::check::api::Reason;
use crate::yaml::{Node, Value, to_json};

pub(crate) fn judge<'n>(spot: Spot<'n, '_>, schema: &Schema, outcome: &mut Outcome<'n>) {
    match &spot.node.value {
        Value::Map(fields) => {
            for (key, node) in fields.iter() {
                let values = match &schema.additional {
                    Additional::Values(values) => Some(&**values),
                    _ => None,
                };
                let (path, inner) = match schema.property(&key.text) {
                    Some(inner) => (spot.path.field(&key.text), Some(inner)),
                    None => (spot.path.key(&key.text), values),
                };
                if let Some(inner) = inner {
                    judge(Spot { node, named: &key.origin, path }, inner, outcome);
                }
            }
        }
        Value::List(items) => {
            match &schema.list {
                List::Atomic => {}
                List::Set => refuse_twins(items, to_json, spot, outcome),
                List::Map(keys) => judge_map(items, keys, spot, outcome),
            }
            let Some(inner) = &schema.items else { return };
            for (index, node) in items.iter().enumerate() {
                let path = spot.path.index(index);
                judge(Spot { node, named: &node.origin, path }, inner, outcome);
            }
        }
        _ => {}
    }
}

fn judge_map<'n>(
    items: &'n [Node],
    keys: &[Box<str>],
    spot: Spot<'n, '_>,
    outcome: &mut Outcome<'n>,
) {
    let is_odd = |node: &&Node| !node.is_null() && node.as_map().is_none();
    if let Some(index) = items.iter().position(|node| is_odd(&node)) {
        let spot = Spot { node: &items[index], named: spot.named, path: spot.path.index(index) };
        return outcome.add(Reason::Invalid, spot, "must be a map in a list that is told by keys");
    }
    let name = |item: &Node| {
        let each = keys.iter().filter_map(|key| {
            let shown = to_json(item.get(key)?);
            Some(if keys.len() == 1 { shown } else { format!("{key}: {shown}") })
        });
        each.collect::<Vec<_>>().join(", ")
    };
    refuse_twins(items, name, spot, outcome);
}

/// Of what is there more than twice, the second alone is spoken of.
fn refuse_twins<'n>(
    items: &'n [Node],
    name: impl Fn(&Node) -> String,
    spot: Spot<'n, '_>,
    outcome: &mut Outcome<'n>,
) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (index, node) in items.iter().enumerate() {
        let name = name(node);
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        if *times == 2 {
            let spot = Spot { node, named: &node.origin, path: spot.path.index(index) };
            let message = format!("`{}` is given twice", name.trim_matches('"'));
            outcome.add(Reason::Duplicate, spot, message);
        }
    }
}
