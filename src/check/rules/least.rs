//! How many pods of a workload autoscalers keep at the least.

use std::collections::HashMap;

use crate::check::index::Index;
use crate::kube::known;
use crate::manifest::Identity;
use crate::yaml::{Node, Number, Origin, Value};

/// The least number of pods of a workload, and where it is written.
#[derive(Clone, Copy)]
pub(in crate::check::rules) struct Replicas<'m> {
    pub count: i64,
    pub origin: Option<&'m Origin>,
}

/// The least numbers of replicas of autoscalers, by kind, namespace and name of the target.
pub(in crate::check::rules) type Least<'m> =
    HashMap<(&'m str, Option<&'m str>, &'m str), Replicas<'m>>;

pub(in crate::check::rules) fn least_by_autoscaler<'m>(index: &Index<'m>) -> Least<'m> {
    let mut least: Least<'m> = HashMap::new();
    for object in index.objects {
        let Identity { group, kind, .. } = &object.identity;
        let Some(scale) = known::scale(group, kind) else { continue };
        let target = object.root.below(scale.target);
        let text = |field| target.and_then(|target| target.get(field)).and_then(Node::as_str);
        if let Some(name) = text("name") {
            let kind = text("kind").unwrap_or(scale.target_kind);
            let key = (kind, object.identity.namespace.as_deref(), name);
            let count = number(object.root.below(scale.least), 1);
            let known = least.entry(key).or_insert(count);
            if count.count < known.count {
                *known = count;
            }
        }
    }
    least
}

pub(super) fn number(node: Option<&Node>, default: i64) -> Replicas<'_> {
    match node.map(|node| (&node.value, &node.origin)) {
        Some((Value::Number(Number::Int(count)), origin)) => {
            Replicas { count: *count, origin: Some(origin) }
        }
        _ => Replicas { count: default, origin: None },
    }
}
