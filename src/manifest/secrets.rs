//! Which values are secret: those that end up in the data of Secrets and nowhere else.

use std::collections::BTreeSet;

use super::{Manifest, Object};
use crate::diagnostic::Span;
use crate::kube::secret::{SECRET, SECRET_FIELDS};
use crate::yaml::{Node, Value};

impl Object {
    /// Whether it is a core Secret, whose data nobody may see.
    pub fn is_secret(&self) -> bool {
        self.identity.kind == SECRET && self.identity.group.is_empty()
    }
}

impl Manifest {
    /// The places of the values that only the data of Secrets was filled with.
    pub fn secret_places(&self) -> BTreeSet<Span> {
        let (mut secret, mut open) = (BTreeSet::new(), BTreeSet::new());
        for object in &self.objects {
            for (key, node) in object.root.as_map().into_iter().flat_map(crate::yaml::Map::iter) {
                let hidden = object.is_secret() && SECRET_FIELDS.contains(&&*key.text);
                collect(node, if hidden { &mut secret } else { &mut open });
            }
        }
        secret.retain(|place| !open.contains(place));
        secret
    }
}

fn collect(node: &Node, places: &mut BTreeSet<Span>) {
    match &node.value {
        Value::Map(map) => map.iter().for_each(|(_, node)| collect(node, places)),
        Value::List(items) => items.iter().for_each(|node| collect(node, places)),
        _ => places.extend(node.origin.set.iter().flat_map(|set| set.iter())),
    }
}
