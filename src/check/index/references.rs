//! Which objects an object names, and where: a table of fields for each kind, and those of pods.
//!
//! Left out is what may well be missing (`optional`, image pull secrets) and what is the
//! cluster's (classes, drivers, `ClusterIssuer`s); of what is cluster-wide only `ClusterRole`s count.

mod pod;

use super::pods::Pods;
use crate::manifest::Object;
use crate::yaml::{Map, Node};

/// A field that names an object.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'m> {
    pub from: &'m Object,
    pub kind: &'m str,
    /// Where the object is looked for; `None` if that is not known, or of what has no namespace.
    pub namespace: Option<&'m str>,
    pub name: &'m str,
    /// The field with the name.
    pub node: &'m Node,
    /// The key of a `ConfigMap` or a Secret, or the port of a Service, that is asked for.
    pub part: Option<&'m Node>,
}

/// Adds what an object, which is in `namespace`, refers to.
pub fn of<'m>(from: &'m Object, namespace: Option<&'m str>, all: &mut Vec<Reference<'m>>) {
    let mut refers = Referrer { from, namespace, all };
    of_kind(&from.root, &mut refers);
    if from.kind.is_some()
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
    /// To an object of its own namespace.
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

fn of_kind<'m>(root: &'m Node, refers: &mut Referrer<'_, 'm>) {
    match (&*refers.from.identity.group, &*refers.from.identity.kind) {
        ("apps", "StatefulSet") => refers.names("Service", root.below("spec.serviceName")),
        ("autoscaling", "HorizontalPodAutoscaler") => {
            let target = root.below("spec.scaleTargetRef");
            refers.names(kind_of(target, ""), name_of(target));
        }
        ("networking.k8s.io", "Ingress") => ingress(root, refers),
        ("traefik.io" | "traefik.containo.us", "IngressRoute") => ingress_route(root, refers),
        ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => {
            binding(root, refers);
        }
        ("snapshot.storage.k8s.io", "VolumeSnapshot") => {
            let claim = root.below("spec.source.persistentVolumeClaimName");
            refers.names("PersistentVolumeClaim", claim);
        }
        ("keda.sh", "ScaledObject") => scaled_object(root, refers),
        ("keda.sh", "TriggerAuthentication") => {
            for (kind, field) in
                [("Secret", "spec.secretTargetRef"), ("ConfigMap", "spec.configMapTargetRef")]
            {
                for target in list(root, field) {
                    refers.names_part(kind, target.get("name"), target.get("key"));
                }
            }
        }
        ("monitoring.coreos.com", "AlertmanagerConfig") => receivers(root, refers),
        ("external-secrets.io", "ExternalSecret") => {
            to_kind("SecretStore", root.below("spec.secretStoreRef"), refers);
        }
        ("cert-manager.io", "Certificate") => {
            to_kind("Issuer", root.below("spec.issuerRef"), refers);
        }
        _ => {}
    }
}

fn ingress<'m>(root: &'m Node, refers: &mut Referrer<'_, 'm>) {
    let rules = list(root, "spec.rules");
    let paths = rules.flat_map(|rule| list(rule, "http.paths"));
    let backends = paths.filter_map(|path| path.get("backend"));
    for backend in root.below("spec.defaultBackend").into_iter().chain(backends) {
        let port = backend.below("service.port");
        let port = port.and_then(|port| port.get("name").or_else(|| port.get("number")));
        refers.names_part("Service", backend.below("service.name"), port);
    }
    for tls in list(root, "spec.tls") {
        refers.names("Secret", tls.get("secretName"));
    }
}

/// A name with `@` is that of another provider than Kubernetes.
fn ingress_route<'m>(root: &'m Node, refers: &mut Referrer<'_, 'm>) {
    let mut to = |kind, other: &'m Node, part| {
        let namespace = other.get("namespace").and_then(Node::as_str).or(refers.namespace);
        let ours = |name: &&Node| name.as_str().is_some_and(|name| !name.contains('@'));
        refers.across(kind, namespace, other.get("name").filter(ours), part);
    };
    for route in list(root, "spec.routes") {
        for middleware in list(route, "middlewares") {
            to("Middleware", middleware, None);
        }
        for service in list(route, "services") {
            to(kind_of(Some(service), "Service"), service, service.get("port"));
        }
    }
    refers.names("Secret", root.below("spec.tls.secretName"));
}

fn binding<'m>(root: &'m Node, refers: &mut Referrer<'_, 'm>) {
    let role = root.get("roleRef");
    match kind_of(role, "") {
        "ClusterRole" => refers.across("ClusterRole", None, name_of(role), None),
        "Role" => refers.names("Role", name_of(role)),
        _ => {}
    }
    for subject in list(root, "subjects") {
        if kind_of(Some(subject), "") == "ServiceAccount" {
            let namespace = subject.get("namespace").and_then(Node::as_str).or(refers.namespace);
            refers.across("ServiceAccount", namespace, subject.get("name"), None);
        }
    }
}

fn scaled_object<'m>(root: &'m Node, refers: &mut Referrer<'_, 'm>) {
    let target = root.below("spec.scaleTargetRef");
    refers.names(kind_of(target, "Deployment"), name_of(target));
    for trigger in list(root, "spec.triggers") {
        to_kind("TriggerAuthentication", trigger.get("authenticationRef"), refers);
    }
}

/// Whatever has a name and a key in how a receiver is told is of a Secret: URLs, passwords, tokens.
fn receivers<'m>(root: &'m Node, refers: &mut Referrer<'_, 'm>) {
    let fields = |node: &'m Node| node.as_map().into_iter().flat_map(Map::iter);
    let ways = list(root, "spec.receivers").flat_map(fields);
    let configs = ways.filter_map(|(_, ways)| ways.as_list()).flatten();
    for (_, field) in configs.flat_map(fields) {
        if let Some(key) = field.get("key") {
            refers.names_part("Secret", field.get("name"), Some(key));
        }
    }
}

/// A reference that may also be to a kind that is cluster-wide.
fn to_kind<'m>(kind: &'m str, to: Option<&'m Node>, refers: &mut Referrer<'_, 'm>) {
    if kind_of(to, kind) == kind {
        refers.names(kind, name_of(to));
    }
}

fn name_of(reference: Option<&Node>) -> Option<&Node> {
    reference.and_then(|reference| reference.get("name"))
}

fn list<'m>(node: &'m Node, path: &str) -> std::slice::Iter<'m, Node> {
    node.below(path).and_then(Node::as_list).unwrap_or_default().iter()
}

fn kind_of<'m>(reference: Option<&'m Node>, default: &'m str) -> &'m str {
    let kind = reference.and_then(|reference| reference.get("kind"));
    kind.and_then(Node::as_str).unwrap_or(default)
}
