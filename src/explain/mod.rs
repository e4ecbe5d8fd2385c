//! A manifest, and its values after each layer, into where each field comes from; and the other way
//! round, into which fields a value goes.
//!
//! ```text
//! field ─► template lines, values ─► the layers that set them    trace, history
//! value ─► the fields that it fills                              reach
//! field ─► the values that decided on it, and the other way      reasons
//! what was typed ─► the objects and fields that are meant        find
//! all of it ─► text, JSON                                        print
//! ```
//!
//! Nothing is rendered here and nothing judged. What is secret is decided by who makes an
//! [`Explained`]: what is printed comes from its `shown` manifest, and from values that are masked.

mod fields;
mod find;
pub mod history;
pub mod print;
mod reach;
mod reasons;
mod trace;

pub use fields::field_paths;
pub use find::{Missing, find_field, find_objects};
pub use reach::{Reached, reached};
pub use reasons::{DecidedOn, decided};

use crate::diagnostic::Censor;
use crate::manifest::{Manifest, Object};
use crate::yaml::{Node, Path};
use trace::Paths;

/// What there is to explain.
pub struct Explained<'e> {
    manifest: &'e Manifest,
    /// The same objects, fields and items, with something else in the place of what is secret.
    shown: &'e Manifest,
    /// The values after each layer, masked: the defaults first, the effective ones last.
    history: &'e [Node],
    censor: &'e Censor<'e>,
    paths: Paths,
}

/// An object or a part of it, and how that may be shown.
#[derive(Clone, Debug)]
pub struct Part<'e> {
    pub object: &'e Object,
    /// Empty for all of the object.
    pub path: Path,
    pub node: &'e Node,
    pub shown: &'e Node,
}

impl<'e> Explained<'e> {
    pub fn new(
        manifest: &'e Manifest,
        shown: &'e Manifest,
        history: &'e [Node],
        censor: &'e Censor<'e>,
    ) -> Self {
        let paths = history.last().map(Paths::of).unwrap_or_default();
        Explained { manifest, shown, history, censor, paths }
    }

    pub fn objects(&self) -> &'e [Object] {
        &self.manifest.objects
    }

    /// An object by its place in the manifest.
    pub fn whole(&self, at: usize) -> Part<'e> {
        let (object, shown) = (&self.manifest.objects[at], &self.shown.objects[at]);
        Part { object, path: Path::default(), node: &object.root, shown: &shown.root }
    }
}
