//! Label selectors with expressions, and the pods that they select.

use super::Index;
use super::labelled::pairs;
use super::pods::Pods;
use crate::yaml::{Map, Node};

/// What a selector asks of labels.
#[derive(Clone, Copy)]
pub(crate) struct Selector<'m> {
    labels: Option<&'m Map>,
    expressions: &'m [Node],
}

/// A namespace and the labels of a selector.
pub(crate) type Key<'m> = (Option<&'m str>, Vec<(&'m str, &'m str)>);

impl<'m> Selector<'m> {
    pub(crate) fn of(node: &'m Node) -> Self {
        let labels = node.get("matchLabels").and_then(Node::as_map);
        let expressions = node.get("matchExpressions").and_then(Node::as_list).unwrap_or_default();
        Selector { labels: labels.filter(|labels| !labels.is_empty()), expressions }
    }

    /// Equal for selectors that select the same pods of a namespace; none for one with expressions.
    pub(crate) fn key(&self, namespace: Option<&'m str>) -> Option<Key<'m>> {
        let labels = self.labels.into_iter().flat_map(pairs);
        self.expressions.is_empty().then(|| (namespace, labels.collect()))
    }

    /// Whether it selects everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.labels.is_none() && self.expressions.is_empty()
    }

    /// Whether it may select pods that an operator makes of a custom resource.
    pub(crate) fn may_take_made(&self, index: &Index<'m>, namespace: Option<&'m str>) -> bool {
        let mut labels = self.labels.into_iter().flat_map(pairs);
        labels.any(|(key, value)| is_of_operator(key) || index.may_be_made(namespace, value))
    }

    /// Whether it selects pods, wherever they are.
    pub(crate) fn takes(&self, pods: &Pods<'m>) -> bool {
        let mut labels = self.labels.into_iter().flat_map(pairs);
        labels.all(|(key, value)| pods.have(key, value))
            && self.expressions.iter().all(|it| fits(it, pods))
    }

    /// The pods in a namespace that it selects.
    pub(crate) fn pods<'i>(
        self,
        index: &'i Index<'m>,
        namespace: Option<&'m str>,
    ) -> impl Iterator<Item = &'i Pods<'m>>
    where
        'm: 'i,
    {
        let all = self.labels.is_none().then(|| index.pods.within(namespace));
        let some = self.labels.map(|labels| index.pods.selected(namespace, labels));
        let candidates = all.into_iter().flatten().chain(some.into_iter().flatten());
        candidates.filter(move |pods| self.expressions.iter().all(|it| fits(it, pods)))
    }
}

/// Whether a label has the domain of a project, as those of the pods that solve the challenges of
/// cert-manager do.
fn is_of_operator(key: &str) -> bool {
    key.contains('/') && !key.starts_with("app.kubernetes.io/")
}

/// Whether pods are labelled as one expression asks.
fn fits(expression: &Node, pods: &Pods<'_>) -> bool {
    let text = |field| expression.get(field).and_then(Node::as_str).unwrap_or_default();
    let key = text("key");
    let label = pods.labels.and_then(|labels| labels.get(key)).and_then(Node::as_str);
    let values = expression.get("values").and_then(Node::as_list).unwrap_or_default();
    let is_one = || values.iter().any(|value| value.as_str() == label);
    match text("operator") {
        "In" => label.is_some() && is_one(),
        "NotIn" => label.is_none() || !is_one(),
        "Exists" => label.is_some(),
        "DoesNotExist" => label.is_none(),
        _ => false,
    }
}
