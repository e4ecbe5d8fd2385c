//! Two manifests into what differs between them: facts about fields.
//!
//! ```text
//! old × new ─► pairs of objects    by identity, or else by what is in them    objects
//! pair ─► changes                  field by field, lists by their keys        fields, lists
//! changes ─► what they do when they are applied                               effects
//! dump of a cluster ─► what of it is compared                                 live
//! changes ─► text, JSON, Markdown                                             print
//! ```
//!
//! Comments, the order of documents and of keys, and that of lists which the API keys by a field are
//! no difference. Which values are secret is decided by who makes a [`Side`]: what is printed comes
//! from its `shown` manifest, and where both sides show the same, only that it changed.

mod canonical;
pub mod effects;
mod fields;
mod lists;
pub mod live;
mod objects;
pub mod print;
mod schema;
mod walk;

use crate::manifest::{Manifest, Object};
use crate::yaml::{Node, Path};

/// One of two manifests.
#[derive(Clone, Copy)]
pub struct Side<'m> {
    /// What is compared.
    pub manifest: &'m Manifest,
    /// The same objects, fields and items, with something else in the place of what is secret.
    pub shown: &'m Manifest,
}

/// What the old side of a comparison is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// What was there before: what the new side lacks is removed.
    #[default]
    Before,
    /// What a cluster has: what the new side lacks stays there.
    Cluster,
}

/// How two manifests differ.
#[derive(Debug, Default)]
pub struct Comparison<'m> {
    pub basis: Basis,
    /// What changed, then what was added, then what was removed, each in apply order.
    pub objects: Vec<ObjectChange<'m>>,
    /// What is written in another file now, which is no difference.
    pub moves: Vec<Move<'m>>,
}

/// An object that both sides have, in files of other names.
#[derive(Clone, Copy, Debug)]
pub struct Move<'m> {
    pub from: &'m str,
    pub to: &'m str,
    /// As it is now.
    pub object: Seen<'m>,
}

/// How an object differs, of which at least one side has it.
#[derive(Debug)]
pub struct ObjectChange<'m> {
    pub old: Option<Seen<'m>>,
    pub new: Option<Seen<'m>>,
    /// Empty where only one side has it.
    pub changes: Vec<Change<'m>>,
}

/// An object, and how it may be shown.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'m> {
    pub object: &'m Object,
    pub shown: &'m Object,
}

/// A difference: what stands at a path of an object.
///
/// The places of items that have no key are those of the new list; a path that ends at an item which
/// was removed has its place in the old one.
#[derive(Clone, Debug)]
pub struct Change<'m> {
    pub path: Path,
    pub old: Option<Part<'m>>,
    pub new: Option<Part<'m>>,
}

/// A node, and how it may be shown.
#[derive(Clone, Copy, Debug)]
pub struct Part<'m> {
    pub node: &'m Node,
    pub shown: &'m Node,
}

impl<'m> Side<'m> {
    /// A manifest without secrets.
    pub fn open(manifest: &'m Manifest) -> Self {
        Side { manifest, shown: manifest }
    }

    fn seen(self, at: usize) -> Seen<'m> {
        Seen { object: &self.manifest.objects[at], shown: &self.shown.objects[at] }
    }
}

impl<'m> Seen<'m> {
    fn root(self) -> Part<'m> {
        Part { node: &self.object.root, shown: &self.shown.root }
    }
}

impl ObjectChange<'_> {
    /// Whether it has another identity now.
    pub fn is_renamed(&self) -> bool {
        match (self.old, self.new) {
            (Some(old), Some(new)) => {
                objects::identity(old.object) != objects::identity(new.object)
            }
            _ => false,
        }
    }
}

impl<'m> Move<'m> {
    /// `None` where it stayed, or where a file has no name.
    fn of(old: Seen<'m>, new: Seen<'m>) -> Option<Self> {
        let (from, to) = (&*old.object.template, &*new.object.template);
        let is_told = !from.is_empty() && !to.is_empty() && from != to;
        is_told.then_some(Move { from, to, object: new })
    }
}

impl Comparison<'_> {
    /// Whether the two mean the same.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }
}

/// What differs between two manifests.
pub fn compare<'m>(old: Side<'m>, new: Side<'m>) -> Comparison<'m> {
    compare_with(Basis::Before, old, new)
}

/// What differs between what there is and what is wanted. In a cluster an object with another name
/// is another one.
pub fn compare_with<'m>(basis: Basis, old: Side<'m>, new: Side<'m>) -> Comparison<'m> {
    let schemas = schema::Schemas::of([old.manifest, new.manifest]);
    let objects::Pairs { both, added, removed } = objects::pair(basis, old.manifest, new.manifest);
    let (mut found, mut moves) = (Vec::new(), Vec::new());
    for (at_old, at_new) in both {
        let (old, new) = (old.seen(at_old), new.seen(at_new));
        if basis == Basis::Before {
            moves.extend(Move::of(old, new));
        }
        let changes = fields::changes(old.root(), new.root(), schemas.of_object(new.object));
        if !changes.is_empty() {
            found.push(ObjectChange { old: Some(old), new: Some(new), changes });
        }
    }
    let alone = |old, new| ObjectChange { old, new, changes: Vec::new() };
    found.extend(added.into_iter().map(|at| alone(None, Some(new.seen(at)))));
    found.extend(removed.into_iter().map(|at| alone(Some(old.seen(at)), None)));
    Comparison { basis, objects: found, moves }
}
