//! Which pods the `NetworkPolicies` of a stack isolate, and in which direction.

use std::collections::HashSet;

use super::fields::{items, text};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::index::selector::Selector;
use crate::manifest::Object;
use crate::yaml::Node;

/// A direction of traffic, as seen from a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Ingress,
    Egress,
}

/// The pods that policies select for a direction.
pub(super) struct Isolated<'m> {
    /// Namespaces that a policy isolates as a whole.
    whole: HashSet<Option<&'m str>>,
    owners: HashSet<*const Object>,
    /// Namespaces that have policies at all.
    pub namespaces: HashSet<Option<&'m str>>,
}

impl<'m> Isolated<'m> {
    pub(super) fn by(index: &Index<'m>, direction: Direction) -> Self {
        let mut isolated =
            Isolated { whole: HashSet::new(), owners: HashSet::new(), namespaces: HashSet::new() };
        for policy in index.objects.iter().filter(|object| is_policy(object)) {
            let namespace = index.namespace(policy);
            isolated.namespaces.insert(namespace);
            if !is_for(policy, direction) {
                continue;
            }
            let selector = policy.root.below("spec.podSelector").map(Selector::of);
            match selector.filter(|selector| !selector.is_empty()) {
                None => _ = isolated.whole.insert(namespace),
                Some(selector) => {
                    let selected = selector.pods(index, namespace);
                    isolated.owners.extend(selected.map(|pods| std::ptr::from_ref(pods.owner)));
                }
            }
        }
        isolated
    }

    pub(super) fn has(&self, pods: &Pods<'m>) -> bool {
        self.whole.contains(&pods.namespace)
            || self.whole.contains(&None)
            || self.owners.contains(&std::ptr::from_ref(pods.owner))
    }
}

fn is_policy(object: &Object) -> bool {
    object.identity.kind == "NetworkPolicy" && object.identity.group == "networking.k8s.io"
}

/// Without types, a policy is for ingress, and for egress if it has such rules.
fn is_for(policy: &Object, direction: Direction) -> bool {
    let mut types = items(&policy.root, "spec.policyTypes").map(text).peekable();
    let has_types = types.peek().is_some();
    match direction {
        Direction::Ingress => !has_types || types.any(|it| it == "Ingress"),
        Direction::Egress if has_types => types.any(|it| it == "Egress"),
        Direction::Egress => {
            let rules = policy.root.below("spec.egress").and_then(Node::as_list);
            rules.is_some_and(|rules| !rules.is_empty())
        }
    }
}
