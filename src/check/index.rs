//! An index of the objects of a manifest, for the rules: which objects exist, which refers to
//! which, which pods have which labels.
//!
//! It is filled in one pass, so that a rule looks up instead of searching. An object whose
//! namespace is not known (`kubectl -n` will set it) may be in any namespace.

mod follow;
pub(super) mod isolation;
pub(super) mod labelled;
pub(super) mod monitors;
pub(super) mod paths;
pub(super) mod pods;
mod provided;
pub(super) mod references;
pub(super) mod scaling;
pub(super) mod selector;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use indexmap::IndexSet;

use super::policy::{Level, Preset, Target};
use super::surroundings::Surroundings;
use crate::diagnostic::Code;
use crate::kube::kind::Scope;
use crate::kube::known;
use crate::manifest::{Identity, Manifest, Object};
use crate::yaml::Node;
use isolation::{Direction, Isolated};
use labelled::{Labelled, Where};
use paths::Paths;
use pods::Pods;
use references::Reference;
use scaling::Scalings;

/// The namespaces that every cluster has.
pub(super) const BUILT_IN_NAMESPACES: [&str; 4] =
    ["default", "kube-system", "kube-public", "kube-node-lease"];

/// What a manifest and its surroundings contain.
pub(super) struct Index<'m> {
    pub objects: &'m [Object],
    pub surroundings: &'m Surroundings,
    pub references: Vec<Reference<'m>>,
    pub pods: pods::Population<'m>,
    pub services: Labelled<'m, &'m Object>,
    /// The namespaces where others provide Services.
    foreign_services: HashSet<Where<'m>>,
    pub paths: Paths<'m>,
    /// The namespaces that exist when the objects are applied.
    pub namespaces: BTreeSet<&'m str>,
    things: HashMap<(&'m str, Option<&'m str>, &'m str), Vec<Thing<'m>>>,
    /// The kinds and names that exist in some namespace.
    anywhere: HashSet<(&'m str, &'m str)>,
    /// The kinds that exist in each namespace.
    somewhere: HashSet<(&'m str, Option<&'m str>)>,
    names: HashMap<&'m str, Vec<(Option<&'m str>, &'m str)>>,
    /// Words that label the pods which operators make of custom resources: their kinds and names.
    made: HashSet<(Option<&'m str>, String)>,
    /// Namespace, name of the template and name of the `StatefulSet`.
    claim_templates: HashSet<(Option<&'m str>, &'m str, &'m str)>,
    isolated: [OnceLock<Isolated<'m>>; 2],
    scalings: OnceLock<Scalings<'m>>,
}

/// Where an object comes from.
#[derive(Clone, Debug)]
pub(super) enum Thing<'m> {
    Rendered(&'m Object),
    /// Made by the controller of another object; with these keys, if they are known.
    Produced(Option<IndexSet<&'m str>>),
    External,
}

/// Fills the index.
pub(super) fn build<'m>(manifest: &'m Manifest, surroundings: &'m Surroundings) -> Index<'m> {
    let mut index = Index {
        objects: &manifest.objects,
        surroundings,
        references: Vec::new(),
        pods: pods::Population::default(),
        services: Labelled::default(),
        foreign_services: HashSet::new(),
        paths: Paths::default(),
        namespaces: namespaces(manifest, surroundings),
        things: HashMap::new(),
        anywhere: HashSet::new(),
        somewhere: HashSet::new(),
        names: HashMap::new(),
        made: HashSet::new(),
        claim_templates: HashSet::new(),
        isolated: Default::default(),
        scalings: OnceLock::new(),
    };
    for object in &manifest.objects {
        let namespace = index.namespace(object);
        index.add(&object.identity.kind, namespace, &object.identity.name, Thing::Rendered(object));
        for (kind, name, keys) in provided::by(object) {
            let namespace = namespace.filter(|_| object.scope() != Scope::Cluster);
            index.add(kind, namespace, name, Thing::Produced(keys));
        }
        for template in provided::claim_templates(object) {
            index.claim_templates.insert((namespace, template, &object.identity.name));
        }
        if may_make_pods(object) {
            index.made.insert((namespace, object.identity.kind.to_lowercase()));
            index.made.insert((namespace, object.identity.name.clone()));
        }
        if let Some(pods) = Pods::of(object, namespace) {
            index.pods.add(pods);
        }
        if monitors::is_service(object) {
            let labels = object.root.below("metadata.labels").and_then(Node::as_map);
            index.services.add(object, namespace, labels);
        }
    }
    for external in surroundings.externals.iter().flatten() {
        if external.kind == "Service" {
            let namespace = external.namespace.as_deref();
            index.foreign_services.insert(namespace.map_or(Where::Somewhere, Where::In));
        }
        index.add(&external.kind, external.namespace.as_deref(), &external.name, Thing::External);
    }
    for object in &manifest.objects {
        let namespace = index.namespace(object);
        references::of(object, namespace, &mut index.references);
    }
    index
}

impl<'m> Index<'m> {
    /// The pods that policies select for a direction; found when it is first asked for.
    pub(super) fn isolated(&self, direction: Direction) -> &Isolated<'m> {
        self.isolated[direction as usize].get_or_init(|| Isolated::by(self, direction))
    }

    /// What autoscalers scale; found when it is first asked for.
    pub(super) fn scalings(&self) -> &Scalings<'m> {
        self.scalings.get_or_init(|| Scalings::of(self))
    }

    /// The namespace of an object, as far as it is known.
    pub(super) fn namespace(&self, object: &'m Object) -> Option<&'m str> {
        let namespace = object.identity.namespace.as_deref();
        namespace.filter(|namespace| !self.is_stray(namespace))
    }

    /// Whether an object names a namespace that surely does not exist.
    ///
    /// Nothing is sure for a stack that renders no namespaces and has no list `externals`.
    pub(super) fn is_stray(&self, namespace: &str) -> bool {
        let known = &self.namespaces;
        let says = self.is_closed() || known.len() > BUILT_IN_NAMESPACES.len() + self.of_release();
        says && !known.contains(namespace)
    }

    /// Whether the stack has a list `externals`: then all that is not in it must be rendered.
    pub(super) fn is_closed(&self) -> bool {
        self.surroundings.externals.is_some()
    }

    /// Whether pods of a namespace that are not rendered do not exist: the stack has some there, or
    /// counts as all there is.
    pub(super) fn answers_for(&self, namespace: Option<&'m str>) -> bool {
        self.is_all_there_is() || self.pods.within(namespace).next().is_some()
    }

    /// Whether a label may be one of pods that an operator makes of a custom resource.
    pub(super) fn may_be_made(&self, namespace: Option<&'m str>, label: &str) -> bool {
        [namespace, None].into_iter().any(|at| self.made.contains(&(at, label.to_owned())))
    }

    /// Whether nothing but the stack counts, as those want it who ask for every rule.
    pub(super) fn is_all_there_is(&self) -> bool {
        self.surroundings.policy.preset == Some(Preset::Strict)
    }

    /// Whether a rule is asked for by its name, or with every other one.
    pub(super) fn is_asked_for(&self, rule: Code) -> bool {
        let is_named = |(target, _): &(Target, Level)| *target == Target::Rule(rule);
        self.is_all_there_is() || self.surroundings.policy.levels.iter().any(is_named)
    }

    /// The objects of this kind and name, in the namespace or, without one, in any.
    pub(super) fn find(
        &self,
        kind: &'m str,
        namespace: Option<&'m str>,
        name: &'m str,
    ) -> impl Iterator<Item = &Thing<'m>> {
        let here = namespace.and_then(|here| self.things.get(&(kind, Some(here), name)));
        let anywhere = self.things.get(&(kind, None, name));
        here.into_iter().chain(anywhere).flatten()
    }

    pub(super) fn has(&self, kind: &'m str, namespace: Option<&'m str>, name: &'m str) -> bool {
        match namespace {
            Some(_) if self.find(kind, namespace, name).next().is_some() => true,
            None if self.anywhere.contains(&(kind, name)) => true,
            _ => kind == "PersistentVolumeClaim" && self.is_of_template(namespace, name),
        }
    }

    /// Whether a `StatefulSet` makes a claim with this name: `data-postgres-0`.
    fn is_of_template(&self, namespace: Option<&'m str>, claim: &'m str) -> bool {
        let Some((name, ordinal)) = claim.rsplit_once('-') else { return false };
        let parts = name.match_indices('-').map(|(at, _)| (&name[..at], &name[at + 1..]));
        let is_number = !ordinal.is_empty() && ordinal.bytes().all(|byte| byte.is_ascii_digit());
        let made = |(template, set)| {
            let here = self.claim_templates.contains(&(namespace, template, set));
            here || self.claim_templates.contains(&(None, template, set))
        };
        is_number && parts.into_iter().any(made)
    }

    /// The rendered object of this name, if no other can be meant.
    pub(super) fn rendered(
        &self,
        kind: &'m str,
        namespace: Option<&'m str>,
        name: &'m str,
    ) -> Option<&'m Object> {
        let mut found = self.find(kind, namespace, name);
        match (found.next(), found.next()) {
            (Some(Thing::Rendered(object)), None) => Some(object),
            _ => None,
        }
    }

    /// Whether a namespace has an object of a kind.
    pub(super) fn has_some(&self, kind: &'m str, namespace: Option<&'m str>) -> bool {
        self.somewhere.contains(&(kind, namespace))
    }

    /// The rendered Service of this name that is or may be in a namespace.
    pub(super) fn service(&self, namespace: Option<&str>, name: &str) -> Option<&'m Object> {
        let at = |namespace| self.things.get(&("Service", namespace, name));
        let things = namespace.and_then(|here| at(Some(here))).or_else(|| at(None));
        things.into_iter().flatten().find_map(|thing| match thing {
            Thing::Rendered(object) => Some(*object),
            Thing::Produced(_) | Thing::External => None,
        })
    }

    /// The names of all objects of a kind, each with its namespace.
    pub(super) fn names(&self, kind: &str) -> &[(Option<&'m str>, &'m str)] {
        self.names.get(kind).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, kind: &'m str, namespace: Option<&'m str>, name: &'m str, thing: Thing<'m>) {
        self.things.entry((kind, namespace, name)).or_default().push(thing);
        self.anywhere.insert((kind, name));
        self.somewhere.insert((kind, namespace));
        self.names.entry(kind).or_default().push((namespace, name));
    }

    fn of_release(&self) -> usize {
        let name = self.surroundings.namespace.as_deref();
        usize::from(name.is_some_and(|name| !BUILT_IN_NAMESPACES.contains(&name)))
    }
}

/// Whether it is a custom resource of which nothing is known, or one that is known to run pods.
fn may_make_pods(object: &Object) -> bool {
    let Identity { group, kind, .. } = &object.identity;
    let is_run =
        matches!(&**kind, "Alertmanager" | "Prometheus" | "PrometheusAgent" | "ThanosRuler");
    object.kind.is_none() && (is_run || known::find(group, kind).is_none())
}

fn namespaces<'m>(manifest: &'m Manifest, surroundings: &'m Surroundings) -> BTreeSet<&'m str> {
    let rendered = manifest.objects.iter().filter(|object| {
        object.identity.kind == "Namespace"
            && object.kind.is_some_and(|k| k.scope == Scope::Cluster)
    });
    let external = surroundings.externals.iter().flatten();
    let external = external.filter(|external| external.kind == "Namespace");
    BUILT_IN_NAMESPACES
        .into_iter()
        .chain(rendered.map(|object| object.identity.name.as_str()))
        .chain(external.map(|external| external.name.as_str()))
        .chain(surroundings.namespace.as_deref())
        .collect()
}
