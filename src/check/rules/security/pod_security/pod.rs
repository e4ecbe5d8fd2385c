//! A pod as the standards look at it: its template's annotations, and containers of all sorts.

use crate::check::rules::security::fields::{context, items, truth};
use crate::manifest::Object;
use crate::yaml::{Map, Node};

/// What is asked of a pod.
pub(super) struct Pod<'m> {
    pub spec: &'m Node,
    pub annotations: Option<&'m Map>,
    /// Those that come first, the others, and those that were added while it ran.
    pub containers: Vec<&'m Node>,
}

/// What breaks a control: a field that is wrong, or what lacks the field `below`.
pub(super) struct Fault<'m> {
    pub node: &'m Node,
    pub below: &'static str,
    pub text: String,
}

impl<'m> Pod<'m> {
    /// Of the kinds that the plugin looks at.
    pub(super) fn of(object: &'m Object) -> Option<Self> {
        let identity = &object.identity;
        let template = match (&*identity.group, &*identity.kind) {
            ("", "Pod") => &object.root,
            ("", "PodTemplate") => object.root.get("template")?,
            ("", "ReplicationController")
            | ("apps", "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet")
            | ("batch", "Job") => object.root.below("spec.template")?,
            ("batch", "CronJob") => object.root.below("spec.jobTemplate.spec.template")?,
            _ => return None,
        };
        let spec = template.get("spec")?;
        let lists = ["initContainers", "containers", "ephemeralContainers"];
        let containers = lists.iter().flat_map(|list| items(spec, list)).collect();
        let annotations = template.below("metadata.annotations").and_then(Node::as_map);
        Some(Pod { spec, annotations, containers })
    }

    pub(super) fn is_of_windows(&self) -> bool {
        self.spec.below("os.name").and_then(Node::as_str) == Some("windows")
    }

    /// Whether its users are none of the host's.
    pub(super) fn has_own_users(&self) -> bool {
        self.spec.get("hostUsers").and_then(truth) == Some(false)
    }

    /// The value of a field of the security contexts, wherever it is set.
    pub(super) fn contexts(&self, path: &'static str) -> Vec<&'m Node> {
        let of_containers = self.containers.iter().filter_map(|it| context(it, path));
        context(self.spec, path).into_iter().chain(of_containers).collect()
    }
}

/// A field that holds what it may not.
pub(super) fn wrong(node: &Node, text: impl Into<String>) -> Fault<'_> {
    Fault { node, below: "", text: text.into() }
}
