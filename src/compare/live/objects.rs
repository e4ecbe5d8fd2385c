//! Which objects of a cluster are compared: those that are wanted, and those that might have been
//! rendered once.

use std::collections::{BTreeSet, HashMap};

use crate::kube::kind::Scope;
use crate::manifest::{Manifest, Object};
use crate::yaml::{Map, Node, Value};

/// Group, kind, name.
type Named = (String, String, String);

fn named(object: &Object) -> Named {
    let identity = &object.identity;
    (identity.group.clone(), identity.kind.clone(), identity.name.clone())
}

/// What is wanted in no certain namespace, and whether the dump has just one of that name.
fn open(live: &Manifest, wanted: &Manifest) -> HashMap<Named, bool> {
    let mut counts: HashMap<Named, usize> = HashMap::new();
    live.objects.iter().for_each(|object| *counts.entry(named(object)).or_default() += 1);
    let open = wanted.objects.iter().filter(|object| object.identity.namespace.is_none());
    let known = open.map(named).filter_map(|key| Some((counts.get(&key)? == &1, key)));
    known.map(|(one, key)| (key, one)).collect()
}

pub(super) fn is_ambiguous(live: &Manifest, wanted: &Manifest) -> bool {
    open(live, wanted).values().any(|one| !one)
}

/// Gives the objects of a cluster no namespace where the wanted ones of the same name have none:
/// which one these get is decided when they are applied. One of two is not guessed.
pub(super) fn name_alike(live: &mut Manifest, wanted: &Manifest) {
    let open = open(live, wanted);
    let open: BTreeSet<Named> =
        open.into_iter().filter_map(|(key, one)| one.then_some(key)).collect();
    for object in live.objects.iter_mut().filter(|object| open.contains(&named(object))) {
        object.identity.namespace = None;
        let metadata = object.root.as_map_mut().and_then(|root| root.get_mut("metadata"));
        if let Some(metadata) = metadata.and_then(Node::as_map_mut) {
            metadata.remove("namespace");
        }
    }
}

/// The wanted objects of whose kind the dump has nothing in their namespace. A dump without any
/// object is that of an empty cluster.
pub(super) fn beyond(live: &Manifest, wanted: &Manifest) -> Vec<usize> {
    if live.objects.is_empty() {
        return Vec::new();
    }
    let kind = |object: &Object| {
        (
            object.identity.group.clone(),
            object.identity.kind.clone(),
            object.identity.namespace.clone(),
        )
    };
    let asked: BTreeSet<_> = live.objects.iter().map(kind).collect();
    let all = wanted.objects.iter().enumerate();
    all.filter(|(_, object)| !asked.contains(&kind(object))).map(|(at, _)| at).collect()
}

/// Kind and name of what autoscalers scale.
pub(super) fn scaled(manifests: [&Manifest; 2]) -> BTreeSet<(String, String)> {
    let all = manifests.into_iter().flat_map(|manifest| &manifest.objects);
    let scalers = all.filter(|object| {
        matches!(&*object.identity.kind, "HorizontalPodAutoscaler" | "ScaledObject")
    });
    let target = |object: &Object| {
        let target = object.root.below("spec.scaleTargetRef")?;
        let text = |field| target.get(field).and_then(Node::as_str);
        Some((text("kind").unwrap_or("Deployment").to_owned(), text("name")?.to_owned()))
    };
    scalers.filter_map(target).collect()
}

/// What an object has to be to count as one that was rendered once.
pub(super) struct Others {
    /// Group, kind, namespace.
    kinds: BTreeSet<(String, String, Option<String>)>,
    instances: BTreeSet<String>,
    /// The beginnings of the names of the claims of a `StatefulSet`: namespace, `data-web-`.
    claims: Vec<(Option<String>, String)>,
}

const INSTANCE: &str = "app.kubernetes.io/instance";

/// What the cluster makes in every namespace.
const EVERYWHERE: &[(&str, &str)] = &[
    ("ServiceAccount", "default"),
    ("ConfigMap", "kube-root-ca.crt"),
    ("ConfigMap", "openshift-service-ca.crt"),
];

/// Kinds whose objects controllers make without owning them.
const MADE: &[&str] = &[
    "Endpoints",
    "EndpointSlice",
    "Event",
    "Lease",
    "ControllerRevision",
    "PersistentVolume",
    "Node",
];

/// Types of Secrets that are made by others than those who apply manifests.
const MADE_SECRETS: &[&str] = &["kubernetes.io/service-account-token", "helm.sh/release.v1"];

impl Others {
    pub(super) fn of(live: &Manifest, wanted: &Manifest) -> Self {
        let of = |object: &Object| {
            let identity = &object.identity;
            (identity.group.clone(), identity.kind.clone(), identity.namespace.clone())
        };
        let instances = wanted.objects.iter().filter_map(instance).map(str::to_owned);
        let sets = live.objects.iter().chain(&wanted.objects);
        let sets = sets.filter(|object| object.identity.kind == "StatefulSet");
        Others {
            kinds: wanted.objects.iter().map(of).collect(),
            instances: instances.collect(),
            claims: sets.flat_map(claims).collect(),
        }
    }

    /// Whether only the cluster has an object that might be the stack's: nobody owns it, it is of a
    /// kind that the stack has in that namespace, and it is not labelled as another stack's. What
    /// belongs to no namespace has to be labelled as the stack's.
    pub(super) fn belongs(&self, object: &Object) -> bool {
        let identity = &object.identity;
        let kind = (identity.group.clone(), identity.kind.clone(), identity.namespace.clone());
        let is_ours = match instance(object) {
            Some(instance) => self.instances.contains(instance),
            None => object.scope() == Scope::Namespaced,
        };
        is_ours && self.kinds.contains(&kind) && !self.is_made(object)
    }

    /// Whether the cluster made it.
    fn is_made(&self, object: &Object) -> bool {
        let identity = &object.identity;
        let (kind, name) = (&*identity.kind, &*identity.name);
        let text = |path: &str| object.root.below(path).and_then(Node::as_str);
        let has_owner = object
            .root
            .below("metadata.ownerReferences")
            .and_then(Node::as_list)
            .is_some_and(|it| !it.is_empty());
        let is_claim = kind == "PersistentVolumeClaim"
            && self.claims.iter().any(|(namespace, beginning)| {
                let number = name.strip_prefix(beginning.as_str());
                *namespace == identity.namespace
                    && number
                        .is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
            });
        has_owner
            || is_claim
            || MADE.contains(&kind)
            || EVERYWHERE.contains(&(kind, name))
            || (kind == "Secret" && text("type").is_some_and(|it| MADE_SECRETS.contains(&it)))
    }
}

fn instance(object: &Object) -> Option<&str> {
    object.root.below("metadata.labels")?.get(INSTANCE)?.as_str()
}

/// The beginnings of the names of the claims that a `StatefulSet` makes.
fn claims(set: &Object) -> Vec<(Option<String>, String)> {
    let templates = set.root.below("spec.volumeClaimTemplates").and_then(Node::as_list);
    let names = templates
        .unwrap_or_default()
        .iter()
        .filter_map(|claim| claim.below("metadata.name")?.as_str());
    let identity = &set.identity;
    names.map(|name| (identity.namespace.clone(), format!("{name}-{}-", identity.name))).collect()
}

/// Whether a map holds a part of another.
pub(super) fn is_part_of(part: &Map, whole: &Node) -> bool {
    part.iter().all(|(key, node)| match (&node.value, whole.get(&key.text)) {
        (Value::String(text), Some(other)) => other.as_str() == Some(text),
        _ => false,
    })
}
