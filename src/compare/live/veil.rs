//! What a cluster has, so that it may be shown: what is masked on the wanted side is masked on this
//! side, too, where it may be what was secret before.

use std::collections::HashMap;

use crate::compare::Side;
use crate::compare::objects::identity;
use crate::diagnostic::MASK;
use crate::manifest::Manifest;
use crate::yaml::{Map, Node, Value};

/// Masks what is masked at the same place of what is wanted.
pub fn veil(shown: &mut Manifest, wanted: Side<'_>) {
    let all = wanted.manifest.objects.iter().zip(&wanted.shown.objects);
    let wanted: HashMap<_, _> = all.map(|(real, shown)| (identity(real), (real, shown))).collect();
    for object in &mut shown.objects {
        if let Some((real, masked)) = wanted.get(&identity(object)).copied() {
            nodes(&mut object.root, &real.root, &masked.root, &|real, masked| {
                (real != masked).then(|| Value::String(MASK.to_owned()))
            });
        }
    }
}

/// Takes over `mark` where the same place of what is wanted has it: what is there is as good as any.
pub fn excuse(live: &mut Manifest, wanted: &Manifest, mark: &str) {
    let all = wanted.objects.iter().map(|object| (identity(object), object));
    let wanted: HashMap<_, _> = all.collect();
    let is_mark = |value: &Value| matches!(value, Value::String(text) if text == mark);
    for object in &mut live.objects {
        if let Some(real) = wanted.get(&identity(object)).map(|object| &object.root) {
            nodes(&mut object.root, real, real, &|real, _| is_mark(real).then(|| real.clone()));
        }
    }
}

/// What takes the place of a scalar, by what is wanted and how that is shown.
type Instead<'a> = &'a dyn Fn(&Value, &Value) -> Option<Value>;

fn nodes(shown: &mut Node, real: &Node, masked: &Node, instead: Instead<'_>) {
    match (&mut shown.value, &real.value, &masked.value) {
        (Value::Map(shown), Value::Map(real), Value::Map(masked)) => {
            maps(shown, real, masked, instead);
        }
        (Value::List(shown), Value::List(real), Value::List(masked)) => {
            for (at, item) in shown.iter_mut().enumerate() {
                let name = item.get("name").cloned();
                let same = real
                    .iter()
                    .position(|real| name.is_some() && real.get("name") == name.as_ref());
                let at = same.unwrap_or(at);
                if let (Some(real), Some(masked)) = (real.get(at), masked.get(at)) {
                    nodes(item, real, masked, instead);
                }
            }
        }
        (_, real, masked) => instead(real, masked).into_iter().for_each(|it| shown.value = it),
    }
}

/// Keys may be masked; their places are the same.
fn maps(shown: &mut Map, real: &Map, masked: &Map, instead: Instead<'_>) {
    let places: Vec<Option<usize>> = shown.keys().map(|key| real.position(key)).collect();
    for (node, at) in shown.values_mut().zip(places) {
        if let Some(at) = at {
            nodes(node, &real.entries()[at].value, &masked.entries()[at].value, instead);
        }
    }
}
