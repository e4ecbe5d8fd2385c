//! Which pods the `NetworkPolicies` of a stack isolate, and in which direction.

use std::collections::HashSet;

use super::Index;
use super::pods::Pods;
use super::selector::Selector;
use crate::manifest::Object;
use crate::yaml::Node;

/// A direction of traffic, as seen from a pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    /// The rules of a policy for it.
    fn field(self) -> &'static str {
        match self {
            Direction::Ingress => "spec.ingress",
            Direction::Egress => "spec.egress",
        }
    }
}

/// The pods that policies select for a direction.
pub(crate) struct Isolated<'m> {
    /// Namespaces that a policy isolates as a whole.
    whole: HashSet<Option<&'m str>>,
    owners: HashSet<usize>,
    /// The same of policies that let anything through.
    open_whole: HashSet<Option<&'m str>>,
    open_owners: HashSet<usize>,
    /// Namespaces that have policies at all.
    pub namespaces: HashSet<Option<&'m str>>,
}

impl<'m> Isolated<'m> {
    pub(super) fn by(index: &Index<'m>, direction: Direction) -> Self {
        let mut isolated = Isolated {
            whole: HashSet::new(),
            owners: HashSet::new(),
            open_whole: HashSet::new(),
            open_owners: HashSet::new(),
            namespaces: HashSet::new(),
        };
        for policy in index.objects.iter().filter(|object| is_policy(object)) {
            let namespace = index.namespace(policy);
            isolated.namespaces.insert(namespace);
            if !is_for(policy, direction) {
                continue;
            }
            let is_open = !list(policy, direction.field()).is_empty();
            let selector = policy.root.below("spec.podSelector").map(Selector::of);
            match selector.filter(|selector| !selector.is_empty()) {
                None => {
                    isolated.whole.insert(namespace);
                    isolated.open_whole.extend(is_open.then_some(namespace));
                }
                Some(selector) => {
                    for owner in selector.pods(index, namespace).map(|pods| pods.owner) {
                        isolated.owners.insert(place(owner));
                        isolated.open_owners.extend(is_open.then(|| place(owner)));
                    }
                }
            }
        }
        isolated
    }

    pub(crate) fn has(&self, pods: &Pods<'m>) -> bool {
        self.whole.contains(&pods.namespace)
            || self.whole.contains(&None)
            || self.owners.contains(&place(pods.owner))
    }

    /// Whether policies select the pods, and none lets anything through.
    pub(crate) fn cuts_off(&self, pods: &Pods<'m>) -> bool {
        let is_open = self.open_whole.contains(&pods.namespace)
            || self.open_whole.contains(&None)
            || self.open_owners.contains(&place(pods.owner));
        self.has(pods) && !is_open
    }
}

/// Which one of the objects it is.
fn place(object: &Object) -> usize {
    std::ptr::from_ref(object).addr()
}

fn is_policy(object: &Object) -> bool {
    object.identity.kind == "NetworkPolicy" && object.identity.group == "networking.k8s.io"
}

/// Without types, a policy is for ingress, and for egress if it has such rules.
fn is_for(policy: &Object, direction: Direction) -> bool {
    let types = list(policy, "spec.policyTypes");
    let (has_types, has) =
        (!types.is_empty(), |word| types.iter().any(|it| it.as_str() == Some(word)));
    match direction {
        Direction::Ingress => !has_types || has("Ingress"),
        Direction::Egress if has_types => has("Egress"),
        Direction::Egress => !list(policy, direction.field()).is_empty(),
    }
}

fn list<'m>(policy: &'m Object, path: &str) -> &'m [Node] {
    policy.root.below(path).and_then(Node::as_list).unwrap_or_default()
}
