//! Is the manifest right?
//!
//! Objects are judged by themselves, as the API server judges them: [`strict`] decodes each into the
//! type of its kind, [`api`] holds the typed object against the server's rules, [`judge`] joins the
//! two. [`verdict`] does so for texts that anyone may have rendered. Kinds of others are let
//! through, with a note. Then objects are judged together: [`rules`] find what the server would
//! take and what yet won't work, by the look-ups of [`index`].

pub mod api;
mod cel;
mod index;
pub mod judge;
pub mod rules;
pub mod strict;
pub mod surroundings;
pub mod verdict;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Report, nearest};
use crate::kube::kind;
use crate::manifest::{Manifest, Object};
use crate::yaml::Origin;
use strict::Finding;
use surroundings::Surroundings;

/// Judges every object of the manifest by itself, then all of them together.
pub fn check(manifest: &Manifest, surroundings: &Surroundings, report: &mut Report) {
    check_each(manifest, report);
    rules::apply(manifest, surroundings, report);
}

fn check_each(manifest: &Manifest, report: &mut Report) {
    let mut strangers = BTreeSet::new();
    for object in &manifest.objects {
        match object.kind {
            Some(kind) => {
                let findings = judge::judge(kind, &object.root);
                report.extend(findings.into_iter().map(|finding| diagnostic(finding, object)));
            }
            None => match verdict::unknown_to_server(object.api_version(), &object.identity.kind) {
                Some(why) => report.push(not_served(object, &why)),
                None => {
                    strangers.insert(format!("{}/{}", object.api_version(), object.identity.kind));
                }
            },
        }
    }
    if !strangers.is_empty() {
        let names: Vec<String> = strangers.into_iter().collect();
        let message =
            format!("not checked, because not built into Kubernetes: {}", names.join(", "));
        report.push(Diagnostic::note("unknown-kind", message));
    }
}

/// A built-in group that has no such version or kind.
fn not_served(object: &Object, why: &str) -> Diagnostic {
    let kinds = kind::kinds_of(object.api_version()).iter().map(|kind| kind.kind);
    let near = nearest(&object.identity.kind, kinds);
    let field = if near.is_some() { "kind" } else { "apiVersion" };
    let place = &object.root.get(field).unwrap_or(&object.root).origin;
    let fault = Diagnostic::error("unknown-kind", why).of(object).field(field);
    let fault = set_here(fault.at(place.at, "not served"), place);
    match near {
        Some(near) => fault.help(format!("did you mean `{near}`?")),
        None => fault,
    }
}

fn diagnostic(finding: Finding, object: &Object) -> Diagnostic {
    let Finding { code, path, message, origin, help } = finding;
    let diagnostic = Diagnostic::error(code, message).of(object).field(&*path);
    let diagnostic = at(diagnostic, &origin, path);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// Marks what is at fault in the template, and the values that it came from.
fn at(diagnostic: Diagnostic, origin: &Origin, text: impl Into<String>) -> Diagnostic {
    set_here(diagnostic.at(origin.at, text), origin)
}

fn set_here(mut diagnostic: Diagnostic, origin: &Origin) -> Diagnostic {
    for &place in origin.set.iter().flat_map(|places| places.iter()) {
        diagnostic = diagnostic.context(place, "set here");
    }
    diagnostic
}
