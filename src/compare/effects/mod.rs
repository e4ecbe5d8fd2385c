//! A comparison into what the change does when it is applied: what the server refuses, what is lost,
//! which pods start anew, who may do more.
//!
//! Whether a change is right is not asked, and nothing is known of the cluster.

mod access;
mod immutable;
mod pods;

use super::{Basis, Comparison, ObjectChange, Seen};
use crate::yaml::Node;
use crate::yaml::path::Step;

/// What a change does, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub kind: EffectKind,
    /// The object that it is said of, as it may be shown.
    pub object: String,
    /// A sentence that goes on from the object.
    pub message: String,
}

/// The worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EffectKind {
    /// The server refuses the change.
    Refused,
    /// Data goes with an object.
    Loss,
    /// Nothing serves for a while.
    Outage,
    /// Someone may do more.
    Access,
    /// Other numbers of pods.
    Scale,
    /// Pods start anew.
    Restart,
}

impl EffectKind {
    /// `refused`
    pub fn name(self) -> &'static str {
        match self {
            EffectKind::Refused => "refused",
            EffectKind::Loss => "loss",
            EffectKind::Outage => "outage",
            EffectKind::Access => "access",
            EffectKind::Scale => "scale",
            EffectKind::Restart => "restart",
        }
    }
}

/// What a change does, the worst first.
pub fn effects(comparison: &Comparison<'_>) -> Vec<Effect> {
    let mut found = Vec::new();
    for change in &comparison.objects {
        match (change.old, change.new) {
            (Some(old), Some(new)) if !change.is_renamed() => {
                let object = Changed { old, new, change };
                immutable::add(object, &mut found);
                pods::add(object, &mut found);
                access::add(object, &mut found);
            }
            (old, new) => {
                let removed = old.filter(|_| comparison.basis == Basis::Before);
                removed.into_iter().for_each(|old| add_removed(old, &mut found));
                new.into_iter().for_each(|new| access::add_new(new, &mut found));
            }
        }
    }
    found.sort_by_key(|effect| effect.kind);
    found
}

/// An object that both sides have under the same name.
#[derive(Clone, Copy)]
struct Changed<'c, 'm> {
    old: Seen<'m>,
    new: Seen<'m>,
    change: &'c ObjectChange<'m>,
}

impl<'m> Changed<'_, 'm> {
    fn kind(&self) -> (&'m str, &'m str) {
        kind(self.new)
    }

    /// The paths of what changed, each as its fields.
    fn paths(&self) -> impl Iterator<Item = Vec<&str>> {
        self.change.changes.iter().map(|change| change.path.steps().iter().map(name).collect())
    }

    fn touches(&self, path: &[&str]) -> bool {
        self.paths().any(|changed| changed.starts_with(path) || path.starts_with(&changed))
    }

    fn effect(&self, kind: EffectKind, message: impl Into<String>) -> Effect {
        effect(self.new, kind, message)
    }
}

fn name(step: &Step) -> &str {
    match step {
        Step::Field(name) | Step::Key(name) => name,
        Step::Index(_) | Step::Item(_) => "[]",
    }
}

fn kind(seen: Seen<'_>) -> (&str, &str) {
    (&seen.object.identity.group, &seen.object.identity.kind)
}

fn effect(seen: Seen<'_>, kind: EffectKind, message: impl Into<String>) -> Effect {
    Effect { kind, object: seen.shown.to_string(), message: message.into() }
}

fn text<'m>(root: &'m Node, path: &str) -> Option<&'m str> {
    root.below(path).and_then(Node::as_str)
}

/// What goes with an object: `kubectl apply` leaves it, `--prune` and Argo CD delete it.
fn add_removed(seen: Seen<'_>, found: &mut Vec<Effect>) {
    let what = match kind(seen) {
        ("", "PersistentVolumeClaim") => "the data of its volume",
        ("", "PersistentVolume") => "the way to its data",
        ("", "Namespace") => "all that is in it",
        ("apiextensions.k8s.io", "CustomResourceDefinition") => "all objects of its kind",
        _ => return,
    };
    found.push(effect(seen, EffectKind::Loss, format!("is gone: deleting it deletes {what}")));
}
