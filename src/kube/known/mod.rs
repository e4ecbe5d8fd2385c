//! What the program knows of the kinds of others: one file for each project.
//!
//! A project's kinds are custom resources, which a server takes once their definitions are
//! installed. A row of a table says one fact of a kind: its scope and its place in the order of
//! applying ([`CustomKind`]), which fields name other objects ([`ReferenceField`]), what its controller
//! makes of it ([`Product`]), whose metrics it reads ([`Watch`]), what it scales ([`Scale`]).
//! To add a project is to add a file, and a line to [`PROJECTS`]. The built-in kinds have their
//! rows in `kubernetes.rs`.
//!
//! Fields are written as paths from the root of the object: `spec.secretName`; `spec.routes[]` is
//! each item of a list, `*` each field of a map.

mod argo_cd;
mod autoscaler;
mod cert_manager;
mod external_secrets;
mod gateway_api;
mod keda;
mod kubernetes;
mod prometheus_operator;
mod sealed_secrets;
mod secrets_store;
mod snapshot;
mod traefik;
mod vault_secrets;

use super::kind::Scope;

/// Every project, by name.
pub(crate) static PROJECTS: &[&Project] = &[
    &argo_cd::PROJECT,
    &autoscaler::PROJECT,
    &cert_manager::PROJECT,
    &external_secrets::PROJECT,
    &gateway_api::PROJECT,
    &keda::PROJECT,
    &kubernetes::PROJECT,
    &prometheus_operator::PROJECT,
    &sealed_secrets::PROJECT,
    &secrets_store::PROJECT,
    &snapshot::PROJECT,
    &traefik::PROJECT,
    &vault_secrets::PROJECT,
];

/// What is known of the kinds of one project.
#[derive(Debug)]
pub(crate) struct Project {
    /// The groups of its kinds; a project that was renamed has several.
    pub groups: &'static [&'static str],
    pub kinds: &'static [CustomKind],
    pub references: &'static [ReferenceField],
    pub products: &'static [Product],
    pub watches: &'static [Watch],
    pub scales: &'static [Scale],
    pub drivers: &'static [Driver],
}

impl Project {
    /// A project of which nothing is known but its groups.
    const fn of(groups: &'static [&'static str]) -> Self {
        Project {
            groups,
            kinds: &[],
            references: &[],
            products: &[],
            watches: &[],
            scales: &[],
            drivers: &[],
        }
    }
}

/// A kind of custom resource.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CustomKind {
    pub name: &'static str,
    pub scope: Scope,
    /// Its place among the custom kinds that others refer to, which are applied before the rest.
    pub place: Option<usize>,
}

const fn namespaced(name: &'static str) -> CustomKind {
    CustomKind { name, scope: Scope::Namespaced, place: None }
}

const fn cluster(name: &'static str) -> CustomKind {
    CustomKind { name, scope: Scope::Cluster, place: None }
}

impl CustomKind {
    /// The places of all kinds are the numbers from 0 on; a test says which is the next.
    const fn applied(self, place: usize) -> Self {
        CustomKind { place: Some(place), ..self }
    }
}

/// A field that names another object.
#[derive(Debug)]
pub(crate) struct ReferenceField {
    pub kind: &'static str,
    /// The parts of the object that are a reference each.
    pub at: &'static str,
    pub to: To,
    /// The field of the reference that is the name.
    pub name: &'static str,
    pub namespace: Namespace,
    /// The key or the port that is asked for; the first of these fields that is there.
    pub part: &'static [&'static str],
    /// Whether what asks for no part is no reference.
    pub asks: Asks,
    /// A name with this letter is not that of an object of the cluster.
    pub foreign: Option<char>,
}

/// Which kind a reference is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    Kind(&'static str),
    /// To this kind where the reference says so in its `kind`.
    Named(&'static str),
    /// To this kind, unless the reference says otherwise in its `kind`; then it means an object of
    /// the whole cluster, or of someone else.
    Unless(&'static str),
    /// To the kind that the reference says in its `kind`, or else to this.
    Any(Option<&'static str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    ForPart,
    Maybe,
}

/// Where the object is that is referred to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    /// In that of the object that refers to it.
    Own,
    /// In the one that the reference says in its `namespace`, or else as [`Namespace::Own`].
    Said,
    /// In none: it is one of the cluster.
    Cluster,
}

/// A reference `at` a part of a kind, with the name in its `name`.
const fn refers(kind: &'static str, at: &'static str, to: To) -> ReferenceField {
    let (namespace, part, asks) = (Namespace::Own, &[], Asks::Maybe);
    ReferenceField { kind, at, to, name: "name", namespace, part, asks, foreign: None }
}

/// A field that is itself the name.
const fn names(kind: &'static str, at: &'static str, to: &'static str) -> ReferenceField {
    refers(kind, at, To::Kind(to)).named("")
}

impl ReferenceField {
    const fn named(self, name: &'static str) -> Self {
        ReferenceField { name, ..self }
    }

    const fn part(self, part: &'static [&'static str]) -> Self {
        ReferenceField { part, ..self }
    }

    const fn only_with_part(self) -> Self {
        ReferenceField { asks: Asks::ForPart, ..self }
    }

    const fn namespace(self, namespace: Namespace) -> Self {
        ReferenceField { namespace, ..self }
    }

    const fn foreign(self, letter: char) -> Self {
        ReferenceField { foreign: Some(letter), ..self }
    }
}

/// An object that a controller makes of one of a kind.
#[derive(Debug)]
pub(crate) struct Product {
    /// Empty for a kind of the project's own group.
    pub group: &'static str,
    pub kind: &'static str,
    /// Made only where one of these annotations is; empty where it does not hang on any.
    pub annotations: &'static [&'static str],
    pub makes: &'static str,
    /// The parts of the object that one is made of each; empty for the object itself.
    pub at: &'static str,
    /// The fields that may name it, the first first.
    pub names: &'static [&'static str],
    /// What its name is where no field says it.
    pub or: OrNamed,
    pub keys: Keys,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrNamed {
    /// Then nothing is made.
    Nothing,
    AsTheObject,
}

/// Which keys the object has that is made.
#[derive(Debug)]
pub(crate) enum Keys {
    Unknown,
    Written {
        /// The list of what they are made from, below the part.
        items: &'static str,
        /// The field of an item that names its key.
        field: &'static str,
        /// Fields that bring more keys, so that not all are known.
        open: &'static [&'static str],
        /// A field, and the words in it that leave open what else there is.
        open_words: Option<(&'static str, &'static [&'static str])>,
    },
}

const fn makes_secret(kind: &'static str, names: &'static [&'static str]) -> Product {
    let (group, annotations, at) = ("", &[], "");
    let (makes, or, keys) = ("Secret", OrNamed::Nothing, Keys::Unknown);
    Product { group, kind, annotations, makes, at, names, or, keys }
}

/// A kind that reads metrics from the Services or pods that it selects.
#[derive(Debug)]
pub(crate) struct Watch {
    pub kind: &'static str,
    pub of: Watched,
    pub selector: &'static str,
    pub namespaces: &'static str,
    /// The ports that are asked, by name.
    pub ports: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Watched {
    Services,
    Pods,
}

/// A kind that sets how many pods a workload has.
#[derive(Debug)]
pub(crate) struct Scale {
    pub kind: &'static str,
    pub target: &'static str,
    /// The kind of the target where it does not say it.
    pub target_kind: &'static str,
    /// How many pods there are at the least and at the most.
    pub least: &'static str,
    pub most: &'static str,
}

/// A driver of volumes that reads an object.
#[derive(Debug)]
pub(crate) struct Driver {
    pub name: &'static str,
    pub to: &'static str,
    /// The attribute of the volume that names the object.
    pub attribute: &'static str,
}

/// The projects that have kinds in a group.
fn of_group(group: &str) -> impl Iterator<Item = &'static Project> {
    PROJECTS.iter().copied().filter(move |project| project.groups.contains(&group))
}

/// What is known of a custom kind.
pub(crate) fn find(group: &str, kind: &str) -> Option<&'static CustomKind> {
    of_group(group).flat_map(|project| project.kinds).find(|known| known.name == kind)
}

pub(crate) fn references(group: &str, kind: &str) -> impl Iterator<Item = &'static ReferenceField> {
    of_group(group).flat_map(|project| project.references).filter(move |row| row.kind == kind)
}

pub(crate) fn products<'a>(
    group: &'a str,
    kind: &'a str,
) -> impl Iterator<Item = &'static Product> + 'a {
    let is_meant = move |project: &Project, row: &Product| {
        row.kind == kind
            && if row.group.is_empty() {
                project.groups.contains(&group)
            } else {
                row.group == group
            }
    };
    let of = move |project: &'static Project| {
        project.products.iter().filter(move |row| is_meant(project, row))
    };
    PROJECTS.iter().copied().flat_map(of)
}

pub(crate) fn watch(group: &str, kind: &str) -> Option<&'static Watch> {
    of_group(group).flat_map(|project| project.watches).find(|row| row.kind == kind)
}

pub(crate) fn scale(group: &str, kind: &str) -> Option<&'static Scale> {
    of_group(group).flat_map(|project| project.scales).find(|row| row.kind == kind)
}

pub(crate) fn driver(name: &str) -> Option<&'static Driver> {
    PROJECTS.iter().flat_map(|project| project.drivers).find(|row| row.name == name)
}

/// The place of a custom kind among those that others refer to, or behind all of them.
///
/// Kinds are looked up by their names alone, so that a fork of a project is applied as it is.
pub(crate) fn place(kind: &str) -> usize {
    let mut kinds = PROJECTS.iter().flat_map(|project| project.kinds);
    kinds.find(|known| known.name == kind).and_then(|known| known.place).unwrap_or_else(last_place)
}

/// The place of those that nobody refers to.
pub(crate) fn last_place() -> usize {
    let kinds = PROJECTS.iter().flat_map(|project| project.kinds);
    kinds.filter(|kind| kind.place.is_some()).count()
}

#[cfg(test)]
mod tests;
