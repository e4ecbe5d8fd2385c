//! Is the manifest right?
//!
//! Objects are judged by themselves, as the API server judges them: [`strict`] decodes each into the
//! type of its kind, [`api`] holds the typed object against the server's rules, [`judge`] joins the
//! two. [`verdict`] does so for texts that anyone may have rendered. Kinds of others are let
//! through, with a note.

pub mod api;
pub mod judge;
pub mod strict;
pub mod verdict;

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Report};
use crate::manifest::{Manifest, Object};
use strict::Finding;

/// Judges every object of the manifest.
pub fn check(manifest: &Manifest, report: &mut Report) {
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
    let place = object.root.get("apiVersion").unwrap_or(&object.root).origin.at;
    Diagnostic::error("unknown-kind", format!("{object}: {why}")).at(place, "not served")
}

fn diagnostic(finding: Finding, object: &Object) -> Diagnostic {
    let Finding { code, path, message, origin, help } = finding;
    let mut diagnostic =
        Diagnostic::error(code, format!("{object}: {message}")).at(origin.at, path);
    for &place in origin.set.iter().flat_map(|places| places.iter()) {
        diagnostic = diagnostic.context(place, "set here");
    }
    // Helps quote the value.
    match help.filter(|_| !object.is_secret()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
