//! Is the manifest right?
//!
//! There are two ways in. [`check`] takes the objects of a manifest that was rendered; [`verdict`]
//! takes a text with whatever objects anybody wrote into it. Both hand each object to [`judge`],
//! which says of it what an API server would say: whether it serves the kind, what it can't read
//! ([`strict`] decodes an object into the type of its kind), and what it refuses of what it has
//! read ([`api`] has the server's rules for the typed objects, [`cel`] the expressions in them).
//! Custom resources are judged by their definitions ([`custom`]); those that nobody defines are let
//! through, with a note.
//!
//! Objects of a manifest are then judged together: [`rules`] find what the server would accept and
//! what still won't work, such as a Service that selects no pods, by the look-ups of [`index`].

pub(crate) mod api;
mod cel;
pub mod custom;
pub mod finding;
mod former;
mod index;
pub mod judge;
pub mod kinds;
pub mod policy;
pub mod remedy;
pub mod rules;
pub(crate) mod strict;
pub mod surroundings;
mod typed;
pub mod verdict;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Report, Sources};
use crate::manifest::Manifest;
use crate::yaml::Origin;
use custom::Definitions;
use judge::{Judgement, Status};
use surroundings::Surroundings;

/// Judges every object of the manifest by itself, then all of them together.
///
/// `sources` holds the texts that they came from.
pub fn check(
    manifest: &Manifest,
    surroundings: &Surroundings,
    sources: &Sources,
    report: &mut Report,
) {
    check_each(manifest, surroundings, sources, report);
    rules::apply(manifest, surroundings, sources, report);
}

/// The definitions in the manifest itself are nearer than those that are given.
fn check_each(
    manifest: &Manifest,
    surroundings: &Surroundings,
    sources: &Sources,
    report: &mut Report,
) {
    let mut definitions = Definitions::default();
    manifest.objects.iter().for_each(|object| definitions.add(&object.root));
    definitions.add_farther(&surroundings.definitions);
    let mut skipped = BTreeSet::new();
    for object in &manifest.objects {
        let Judgement { status, findings } =
            judge::judge_by(&object.root, &definitions, surroundings.kubernetes);
        if status == Status::Skipped {
            skipped.insert(format!("{}/{}", object.api_version(), object.identity.kind));
        }
        report.extend(findings.into_iter().map(|finding| finding.about(object, sources)));
    }
    if !skipped.is_empty() {
        let names: Vec<String> = skipped.into_iter().collect();
        let message = format!(
            "not checked, because no definition of the kind is known: {}",
            names.join(", ")
        );
        report.push(Diagnostic::note(judge::UNKNOWN_KIND, message).help(judge::DEFINE_IT));
    }
}

/// Marks what is at fault in the template, and the values that it came from.
fn at(diagnostic: Diagnostic, origin: &Origin, text: impl Into<String>) -> Diagnostic {
    origin.mark(diagnostic, text)
}
