//! Is the manifest right?
//!
//! There are two ways in. [`check`] takes the objects of a manifest that was rendered; [`verdict`]
//! takes a text with whatever objects anybody wrote into it. Both hand each object to [`judge`],
//! which says of it what an API server would say: whether it serves the kind, what it can't read
//! ([`strict`] decodes an object into the type of its kind), and what it refuses of what it has
//! read ([`api`] has the server's rules for the typed objects, [`cel`] the expressions in them).
//! Then the policies of admission at hand are asked ([`admission`]).
//! Custom resources are judged by their definitions ([`custom`]); those that nobody defines are let
//! through, with a note.
//!
//! Objects of a manifest are then judged together: [`rules`] find what the server would accept and
//! what still won't work, such as a Service that selects no pods, by the look-ups of [`index`].

pub mod admission;
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

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Report, Severity, Sources};
use crate::manifest::Manifest;
use crate::yaml::Origin;
use admission::{Ground, Policies};
use custom::Definitions;
use judge::{Judgement, Status};
use remedy::Remedy;
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
    let policies = surroundings.policies.with(manifest);
    let asking = policies.as_ref().filter(|policies| policies.is_asking());
    let ground = asking.map(|policies| Ground::of(policies, &definitions, surroundings.kubernetes));
    let mut unjudged = BTreeMap::new();
    for object in &manifest.objects {
        let Judgement { status, mut findings } =
            judge::judge_by(&object.root, &definitions, surroundings.kubernetes);
        if let Some(ground) = ground.as_ref().filter(|_| status != Status::Invalid) {
            for finding in admission::judge(object, ground) {
                match finding.severity {
                    Severity::Note => _ = unjudged.insert(finding.message, finding.help),
                    _ => findings.push(finding),
                }
            }
        }
        if status == Status::Skipped {
            skipped.insert(format!("{}/{}", object.api_version(), object.identity.kind));
        }
        report.extend(findings.into_iter().map(|finding| finding.about(object, sources)));
    }
    say_of_policies(unjudged, surroundings, policies.as_ref(), report);
    if !skipped.is_empty() {
        let names: Vec<String> = skipped.into_iter().collect();
        let message = format!(
            "not checked, because no definition of the kind is known: {}",
            names.join(", ")
        );
        report.push(Diagnostic::note(judge::UNKNOWN_KIND, message).help(judge::DEFINE_IT));
    }
}

/// What policies do not judge is said once.
fn say_of_policies(
    unjudged: BTreeMap<String, Option<Remedy>>,
    surroundings: &Surroundings,
    at_hand: Option<&Policies>,
    report: &mut Report,
) {
    for (message, help) in unjudged {
        let note = Diagnostic::note(Code::UnjudgedPolicy, message);
        report.push(help.into_iter().fold(note, |note, help| note.help(help.of_text())));
    }
    for message in at_hand.unwrap_or(&surroundings.policies).idle() {
        report.push(Diagnostic::note(Code::UnjudgedPolicy, message));
    }
}

/// Marks what is at fault in the template, and the values that it came from.
fn at(diagnostic: Diagnostic, origin: &Origin, text: impl Into<String>) -> Diagnostic {
    origin.mark(diagnostic, text)
}
