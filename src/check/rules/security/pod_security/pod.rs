//! A pod as the standards look at it: its template's annotations, and containers of all sorts.

use crate::manifest::Object;
use crate::yaml::{Map, Node, Value};

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

/// A field of a security context, if it is set.
pub(super) fn context<'m>(node: &'m Node, path: &str) -> Option<&'m Node> {
    set(node, "securityContext")?.below(path).filter(|node| !node.is_null())
}

/// A field that is there and not null.
pub(super) fn set<'m>(node: &'m Node, field: &str) -> Option<&'m Node> {
    node.get(field).filter(|node| !node.is_null())
}

pub(super) fn truth(node: &Node) -> Option<bool> {
    match node.value {
        Value::Bool(truth) => Some(truth),
        _ => None,
    }
}

pub(super) fn items<'m>(node: &'m Node, path: &str) -> std::slice::Iter<'m, Node> {
    node.below(path).and_then(Node::as_list).unwrap_or_default().iter()
}

/// A field that holds what it may not.
pub(super) fn wrong(node: &Node, text: impl Into<String>) -> Fault<'_> {
    Fault { node, below: "", text: text.into() }
}

/// What to point at where a container lacks something.
pub(super) fn name(container: &Node) -> &Node {
    container.get("name").unwrap_or(container)
}

pub(super) fn text(node: &Node) -> &str {
    node.as_str().unwrap_or_default()
}
