//! What is known of kinds and of their fields, into what can be told of them without a cluster:
//! the versions of a kind, and below it a field, its type and its bounds.
//!
//! Nothing is judged here, and no prose is kept: names, types and limits are facts.

mod built_in;
mod defined;
mod field;
mod named;

pub use field::{Branch, Field, Page, Presence};
pub use named::{gone, named};

use std::collections::BTreeMap;

use super::custom::{Definition, Definitions};
use crate::kube::kind::{self, Scope};
use crate::kube::served::{self, Served};
use crate::kube::versions::{self, Minor};

/// A kind in one version of its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub group: String,
    pub version: String,
    pub kind: String,
    pub plural: String,
    pub short: Vec<String>,
    pub scope: Option<Scope>,
    pub life: Life,
    pub origin: Origin,
}

/// From when to when Kubernetes has it; nothing is known of custom resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// The first version; `None` if that is older than what is known.
    pub since: Option<u8>,
    /// The last version, if it is gone from the newest.
    pub until: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    BuiltIn,
    /// Built in, and off unless a server turns it on.
    Off,
    /// Built in, and removed in a later version.
    Deprecated,
    Custom,
}

/// All kinds of a version of Kubernetes, then custom ones: those of the definitions, and what the
/// binary knows.
pub fn all(definitions: &Definitions, kubernetes: Minor) -> Vec<Known> {
    let built_in = versions::of_version(kubernetes).map(|it| of_built_in(it, kubernetes));
    let mut kinds: BTreeMap<(String, String, String), Known> = BTreeMap::new();
    for custom in super::custom::every(definitions) {
        for version in custom.contents().versions.iter().filter(|version| version.served) {
            let key = (custom.group.clone(), custom.kind.clone(), version.name.clone());
            kinds.entry(key).or_insert_with(|| Known {
                group: custom.group.clone(),
                version: version.name.clone(),
                kind: custom.kind.clone(),
                plural: custom.plural().map_or_else(|| named::plural(&custom.kind), str::to_owned),
                short: short(custom),
                scope: Some(custom.contents().scope),
                life: Life::default(),
                origin: Origin::Custom,
            });
        }
    }
    built_in.chain(kinds.into_values()).collect()
}

/// As its definition has them, or as they are known.
fn short(custom: &Definition) -> Vec<String> {
    let written = custom.short_names();
    if written.is_empty() { named::short(&custom.group, &custom.kind) } else { written }
}

/// The same kind in every version that any Kubernetes from the oldest on has had.
pub fn history(known: &Known) -> Vec<Known> {
    let all = (Minor::OLDEST.number()..=Minor::NEWEST.number())
        .filter_map(|minor| Minor::of(1, u64::from(minor)));
    let mut found: Vec<Known> = Vec::new();
    for version in all {
        let of_kind = versions::of_version(version).filter(|it| it.kind == known.kind);
        for it in of_kind.map(|it| of_built_in(it, version)) {
            if it.group == known.group && !found.iter().any(|old| old.version == it.version) {
                found.push(it);
            }
        }
    }
    found
}

fn of_built_in(it: &versions::Lived, kubernetes: Minor) -> Known {
    let (group, version) = it.api_version.rsplit_once('/').unwrap_or(("", it.api_version));
    let origin = match served::find(it.api_version, it.kind, kubernetes) {
        Served::BuiltIn(_) => Origin::BuiltIn,
        Served::Former(..) => Origin::Deprecated,
        Served::Not(_) | Served::Custom => Origin::Off,
    };
    let scope = served::meant(it.api_version, it.kind).map(|kind| kind.scope);
    let scope = scope.or_else(|| kind::versions_of(group, it.kind).next().map(|kind| kind.scope));
    Known {
        group: group.to_owned(),
        version: version.to_owned(),
        kind: it.kind.to_owned(),
        plural: it.plural.to_owned(),
        short: named::short(group, it.kind),
        scope,
        life: Life {
            since: (it.first > OLDEST_KNOWN).then_some(it.first),
            until: (it.last < Minor::NEWEST.number()).then_some(it.last),
        },
        origin,
    }
}

/// Older versions are not told apart.
const OLDEST_KNOWN: u8 = 20;

impl Known {
    /// `apps/v1`
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            return self.version.clone();
        }
        format!("{}/{}", self.group, self.version)
    }

    /// What stands at a path of its objects.
    ///
    /// # Errors
    /// A sentence: there is no such field, or nothing is known of it.
    pub fn page(
        &self,
        path: &str,
        definitions: &Definitions,
        kubernetes: Minor,
    ) -> Result<Page, String> {
        let steps: Vec<String> = field::steps(path);
        match self.origin {
            Origin::Custom => defined::page(self, &steps, definitions, kubernetes),
            _ => built_in::page(self, &steps, kubernetes),
        }
    }

    /// All that is below a path, down to its leaves. A type within itself is not opened again.
    pub fn tree(&self, path: &str, definitions: &Definitions, kubernetes: Minor) -> Vec<Branch> {
        branches(&mut field::steps(path), &mut Vec::new(), &|steps| match self.origin {
            Origin::Custom => defined::page(self, steps, definitions, kubernetes),
            _ => built_in::page(self, steps, kubernetes),
        })
    }
}

fn branches(
    steps: &mut Vec<String>,
    within: &mut Vec<String>,
    page: &dyn Fn(&[String]) -> Result<Page, String>,
) -> Vec<Branch> {
    let fields = page(steps).map(|page| page.fields).unwrap_or_default();
    let mut found = Vec::with_capacity(fields.len());
    for field in fields {
        let of = field.of.rsplit(']').next().unwrap_or_default().to_owned();
        let mut below = Vec::new();
        if of == "object" || !within.contains(&of) {
            steps.push(field.name.clone());
            within.push(of);
            below = branches(steps, within, page);
            within.pop();
            steps.pop();
        }
        found.push(Branch { field, below });
    }
    found
}
