//! What a cluster has, beside what is wanted of it, into the same without what the server, its
//! controllers and its defaults put there.
//!
//! ```text
//! dump × wanted ─► objects that are compared     theirs are left out                   objects
//! pair of objects ─► fields that are compared    defaults and what the server sets     fields
//! fields ─► what may be shown                    what is secret on one side, on both   veil
//! ```
//!
//! What is left differs because someone said so, on one side or on the other. Nothing is asked of a
//! cluster here.

mod fields;
mod objects;
mod veil;

pub use veil::{excuse, veil};

use std::collections::HashMap;

use super::objects::identity;
use super::schema::Schemas;
use crate::manifest::{Manifest, Object};

/// Whether the dump has an object that is wanted in several namespaces, and nobody says in which one
/// it is wanted.
pub fn is_ambiguous(live: &Manifest, wanted: &Manifest) -> bool {
    objects::is_ambiguous(live, wanted)
}

/// What a cluster has, as far as it is compared.
#[derive(Debug)]
pub struct Settled {
    pub manifest: Manifest,
    /// The wanted objects, by their places, that the dump can't be asked for: it has nothing of their
    /// kind in their namespace.
    pub beyond: Vec<usize>,
}

/// Leaves out of a dump what nobody has asked for: objects of others, fields of the server.
pub fn settle(mut live: Manifest, wanted: &Manifest) -> Settled {
    objects::name_alike(&mut live, wanted);
    let beyond = objects::beyond(&live, wanted);
    let scaled = objects::scaled([&live, wanted]);
    let places: HashMap<_, usize> =
        wanted.objects.iter().enumerate().map(|(at, object)| (identity(object), at)).collect();
    let pairs: Vec<Option<usize>> =
        live.objects.iter().map(|object| places.get(&identity(object)).copied()).collect();
    let others = objects::Others::of(&live, wanted);
    let both = live.objects.iter().zip(&pairs);
    let keep: Vec<bool> =
        both.map(|(object, pair)| pair.is_some() || others.belongs(object)).collect();
    let definitions = Manifest { objects: definitions(&live) };
    let schemas = Schemas::of([&definitions, wanted]);
    let kept = live.objects.iter_mut().zip(&pairs).zip(&keep).filter(|(_, keep)| **keep);
    for ((object, pair), _) in kept {
        let Some(wanted) = pair.map(|at| &wanted.objects[at]) else {
            fields::strip(object);
            continue;
        };
        object.template = wanted.template.clone();
        fields::settle(object, wanted, schemas.of_object(wanted));
        if scaled.contains(&(wanted.identity.kind.clone(), wanted.identity.name.clone())) {
            fields::forget_replicas(object, wanted);
        }
    }
    let mut kept = keep.into_iter();
    live.objects.retain(|_| kept.next().unwrap_or(true));
    live.objects.sort_by_key(|it| places.get(&identity(it)).copied().unwrap_or(usize::MAX));
    Settled { manifest: live, beyond }
}

/// The definitions of custom resources among some objects.
fn definitions(manifest: &Manifest) -> Vec<Object> {
    let is_definition = |object: &&Object| object.identity.kind == "CustomResourceDefinition";
    manifest.objects.iter().filter(is_definition).cloned().collect()
}
