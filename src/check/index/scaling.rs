//! What autoscalers make of the workloads of a stack: how many pods there are at the least and at
//! the most.

use std::collections::HashMap;

use super::Index;
use crate::kube::known;
use crate::manifest::{Identity, Object};
use crate::yaml::{Node, Number, Origin, Value};

/// The least number of pods of a workload, and where it is written.
#[derive(Clone, Copy)]
pub(crate) struct Replicas<'m> {
    pub count: i64,
    pub origin: Option<&'m Origin>,
}

/// The numbers of pods that autoscalers keep a workload between.
#[derive(Clone, Copy)]
pub(crate) struct Scaling<'m> {
    pub least: Replicas<'m>,
    pub most: i64,
}

/// By kind, namespace and name of the target.
pub(crate) struct Scalings<'m>(HashMap<(&'m str, Option<&'m str>, &'m str), Scaling<'m>>);

impl<'m> Scalings<'m> {
    pub(super) fn of(index: &Index<'m>) -> Self {
        let mut all: HashMap<_, Scaling<'m>> = HashMap::new();
        for object in index.objects {
            let Identity { group, kind, .. } = &object.identity;
            let Some(scale) = known::scale(group, kind) else { continue };
            let target = object.root.below(scale.target);
            let text = |field| target.and_then(|target| target.get(field)).and_then(Node::as_str);
            if let Some(name) = text("name") {
                let kind = text("kind").unwrap_or(scale.target_kind);
                let key = (kind, object.identity.namespace.as_deref(), name);
                let least = number(object.root.below(scale.least), 1);
                let most = number(object.root.below(scale.most), MOST).count;
                let known = all.entry(key).or_insert(Scaling { least, most });
                if least.count < known.least.count {
                    known.least = least;
                }
                known.most = known.most.max(most);
            }
        }
        Scalings(all)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// That of a workload, if an autoscaler scales it.
    pub(crate) fn get(&self, workload: &'m Object) -> Option<Scaling<'m>> {
        let Identity { kind, namespace, name, .. } = &workload.identity;
        self.0.get(&(&**kind, namespace.as_deref(), &**name)).copied()
    }
}

/// What KEDA scales to where nobody says it.
const MOST: i64 = 100;

pub(crate) fn number(node: Option<&Node>, default: i64) -> Replicas<'_> {
    match node.map(|node| (&node.value, &node.origin)) {
        Some((Value::Number(Number::Int(count)), origin)) => {
            Replicas { count: *count, origin: Some(origin) }
        }
        _ => Replicas { count: default, origin: None },
    }
}
