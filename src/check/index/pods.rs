//! The pods that workloads make, by their templates, and which of them a selector selects.

use super::labelled::{Labelled, Where, pairs, places};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

/// The pods of one workload.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pods<'m> {
    pub owner: &'m Object,
    pub namespace: Option<&'m str>,
    pub labels: Option<&'m Map>,
    pub annotations: Option<&'m Map>,
    pub spec: &'m Node,
}

impl<'m> Pods<'m> {
    /// The pods that an object makes. A custom resource makes some if it has a pod template where a
    /// Deployment has it.
    ///
    /// What lacks the spec of its pods, or the whole template, is refused; others may select its
    /// pods all the same.
    pub(crate) fn of(owner: &'m Object, namespace: Option<&'m str>) -> Option<Self> {
        let Some(template) = template(owner) else {
            let selector = owner.root.below("spec.selector");
            let selector = selector.filter(|_| owner.identity.group == "apps")?;
            let labels = selector.get("matchLabels")?.as_map();
            return Some(Pods { owner, namespace, labels, annotations: None, spec: selector });
        };
        let spec = template.get("spec");
        // A template of something else may stand at the same place.
        if owner.kind.is_none() && owner.identity.group != OPENSHIFT {
            spec?.get("containers")?.as_list()?;
        }
        let labels = template.below("metadata.labels").and_then(Node::as_map);
        let annotations = template.below("metadata.annotations").and_then(Node::as_map);
        Some(Pods { owner, namespace, labels, annotations, spec: spec.unwrap_or(template) })
    }

    /// Whether there is a spec to say something of.
    pub(crate) fn are_specified(&self) -> bool {
        let spec = template(self.owner).and_then(|template| template.get("spec"));
        spec.is_some_and(|spec| std::ptr::eq(spec, self.spec))
    }

    /// The containers, with or without init containers that end.
    pub(crate) fn containers(&self, which: Which) -> impl Iterator<Item = &'m Node> + use<'m> {
        let list = |field| self.spec.get(field).and_then(Node::as_list).unwrap_or_default();
        let init = list("initContainers").iter().filter(move |container| {
            let policy = container.get("restartPolicy").and_then(Node::as_str);
            which == Which::All || policy == Some("Always")
        });
        list("containers").iter().chain(init)
    }

    /// Whether the pods have a label, from their template or from their controller.
    pub(crate) fn have(&self, key: &str, value: &str) -> bool {
        let own = self.labels.and_then(|labels| labels.get(key)).and_then(Node::as_str);
        own == Some(value) || self.are_given(key, value)
    }

    fn are_given(&self, key: &str, value: &str) -> bool {
        let name = &*self.owner.identity.name;
        match (&*self.owner.identity.kind, key) {
            ("StatefulSet", "statefulset.kubernetes.io/pod-name") => {
                let ordinal = value.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
                ordinal.is_some_and(is_number)
            }
            ("Job", "job-name" | "batch.kubernetes.io/job-name") => value == name,
            ("StatefulSet", "apps.kubernetes.io/pod-index") => is_number(value),
            ("StatefulSet" | "DaemonSet", "controller-revision-hash")
            | ("Deployment", "pod-template-hash") => true,
            _ => false,
        }
    }
}

/// The group of `DeploymentConfig`s, whose pods are templated as those of Deployments.
const OPENSHIFT: &str = "apps.openshift.io";

/// Labels that controllers add to pods.
const GIVEN: [&str; 6] = [
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "job-name",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "pod-template-hash",
];

/// Which containers of a pod are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    All,
    Lasting,
}

/// The pod that an object is, or its pod template.
fn template(object: &Object) -> Option<&Node> {
    let identity = &object.identity;
    match (&*identity.group, &*identity.kind) {
        ("", "Pod") => Some(&object.root),
        ("", "PodTemplate") => None,
        ("batch", "CronJob") => object.root.below("spec.jobTemplate.spec.template"),
        _ => object.root.below("spec.template"),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// All pods of a manifest.
#[derive(Debug, Default)]
pub(crate) struct Population<'m>(Labelled<'m, Pods<'m>>);

impl<'m> Population<'m> {
    pub(crate) fn add(&mut self, pods: Pods<'m>) {
        self.0.add(pods, pods.namespace, pods.labels);
    }

    /// The pods that are or may be in a namespace.
    pub(crate) fn within(&self, namespace: Option<&'m str>) -> impl Iterator<Item = &Pods<'m>> {
        self.0.at_namespace(namespace)
    }

    /// Those of them that a selector selects.
    pub(crate) fn selected(
        &self,
        namespace: Option<&'m str>,
        selector: &'m Map,
    ) -> impl Iterator<Item = &Pods<'m>> {
        let candidates =
            places(namespace).flat_map(move |place| self.candidates(place, Some(selector)));
        candidates.filter(|pods| pairs(selector).all(|(key, value)| pods.have(key, value)))
    }

    /// A small set that contains all pods at a place that a selector selects.
    pub(crate) fn candidates(
        &self,
        place: Where<'m>,
        selector: Option<&'m Map>,
    ) -> impl Iterator<Item = &Pods<'m>> {
        let labels = selector.into_iter().flat_map(pairs);
        self.0.candidates(place, labels.filter(|(key, _)| !GIVEN.contains(key)))
    }
}
