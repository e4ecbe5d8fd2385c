//! The references of an object to others: those that [`known`] lists for its kind, and those of its
//! pods.
//!
//! Not followed are references that may dangle (`optional`, image pull secrets) and those to what
//! belongs to the cluster (classes, drivers, `ClusterIssuer`s). Of cluster-wide kinds only
//! `ClusterRole`s are followed.

mod pod;

use super::follow;
use super::pods::Pods;
use crate::kube::known::{self, Asks, Namespace, To};
use crate::manifest::{Identity, Object};
use crate::yaml::Node;

/// A field that names an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference<'m> {
    pub from: &'m Object,
    pub kind: &'m str,
    /// The namespace of the object; `None` if it is not known, or if the kind has none.
    pub namespace: Option<&'m str>,
    pub name: &'m str,
    /// The field that holds the name.
    pub node: &'m Node,
    /// The key of the `ConfigMap` or Secret, or the port of the Service, that is used.
    pub part: Option<&'m Node>,
}

/// Adds the references of an object, which is in `namespace`.
pub(crate) fn of<'m>(from: &'m Object, namespace: Option<&'m str>, all: &mut Vec<Reference<'m>>) {
    let mut refers = Referrer { from, namespace, all };
    refers.known();
    if (from.kind.is_some() || from.identity.kind == "DeploymentConfig")
        && let Some(pods) = Pods::of(from, namespace)
    {
        pod::references(&pods, &mut refers);
    }
}

/// An object whose references are collected.
struct Referrer<'a, 'm> {
    from: &'m Object,
    namespace: Option<&'m str>,
    all: &'a mut Vec<Reference<'m>>,
}

impl<'m> Referrer<'_, 'm> {
    /// A reference to an object in its own namespace.
    fn names(&mut self, kind: &'m str, name: Option<&'m Node>) {
        self.names_part(kind, name, None);
    }

    fn names_part(&mut self, kind: &'m str, name: Option<&'m Node>, part: Option<&'m Node>) {
        self.across(kind, self.namespace, name, part);
    }

    fn across(
        &mut self,
        kind: &'m str,
        namespace: Option<&'m str>,
        node: Option<&'m Node>,
        part: Option<&'m Node>,
    ) {
        let name = node.and_then(Node::as_str).filter(|name| !name.is_empty());
        if let (Some(node), Some(name)) = (node, name) {
            self.all.push(Reference { from: self.from, kind, namespace, name, node, part });
        }
    }
}

impl<'m> Referrer<'_, 'm> {
    /// The references that are listed for its kind.
    fn known(&mut self) {
        let Object { identity: Identity { group, kind, .. }, root, .. } = self.from;
        for row in known::references(group, kind) {
            for reference in follow::each(root, row.at) {
                self.follow(row, reference);
            }
        }
    }

    fn follow(&mut self, row: &known::ReferenceField, reference: &'m Node) {
        let Some((kind, name)) = kind_of(row.to, reference).zip(follow::first(reference, row.name))
        else {
            return;
        };
        let is_foreign =
            || row.foreign.zip(name.as_str()).is_some_and(|(letter, name)| name.contains(letter));
        let part = row.part.iter().find_map(|field| reference.below(field));
        if is_foreign() || (row.asks == Asks::ForPart && part.is_none()) {
            return;
        }
        let said = reference.get("namespace").and_then(Node::as_str);
        let namespace = match row.namespace {
            Namespace::Own => self.namespace,
            Namespace::Said => said.or(self.namespace),
            Namespace::Cluster => None,
        };
        self.across(kind, namespace, Some(name), part);
    }
}

fn kind_of(to: To, reference: &Node) -> Option<&str> {
    let said = reference.get("kind").and_then(Node::as_str);
    match to {
        To::Kind(kind) => Some(kind),
        To::Named(kind) => said.filter(|said| *said == kind),
        To::Unless(kind) => Some(kind).filter(|kind| said.is_none_or(|said| said == *kind)),
        To::Any(usual) => said.or(usual),
    }
}

fn list<'m>(node: &'m Node, path: &str) -> std::slice::Iter<'m, Node> {
    node.below(path).and_then(Node::as_list).unwrap_or_default().iter()
}
