//! Rules about objects that the API server accepts and that still won't work, such as a Service
//! that selects no pods.
//!
//! A rule is a row of [`ALL`], a file with a function `find`, and a page. The page is what `drydock
//! rules NAME` prints, and its examples are tests. Faults of a single object are the server's to
//! report, but for three that it never tells: images, Helm's hooks, and what it drops or rewrites.

mod blocked_drain;
mod dangling_key;
mod dangling_monitor;
mod dangling_port;
mod dangling_reference;
mod dangling_service;
mod helm_hook;
mod malformed_image;
mod undeclared_namespace;
mod unsettled_field;

use std::collections::HashMap;

use super::index::{self, Index};
use super::surroundings::Surroundings;
use crate::diagnostic::{Code, Diagnostic, HELPED, Report, SEARCHED, Severity, did_you_mean};
use crate::manifest::{Manifest, Object};
use crate::yaml::Node;

/// A rule about objects that do not fit each other.
pub struct Rule {
    /// What it finds; the name reads well after "allow": `dangling-service`.
    pub code: Code,
    pub weight: Weight,
    /// Markdown: the name as its title, its summary, then why, an example that breaks the rule and
    /// one that keeps it.
    pub page: &'static str,
    find: for<'m> fn(&Index<'m>) -> Vec<Found<'m>>,
}

/// How severe a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Error,
    Warning,
    /// An error if the stack has a list `externals`. Otherwise a warning: others may provide what
    /// is missing.
    ErrorIfClosed,
}

/// A finding of a rule, and the object whose annotation can allow it.
type Found<'m> = (&'m Object, Diagnostic);

/// Every rule, by name.
pub static ALL: &[Rule] = &[
    Rule {
        code: Code::BlockedDrain,
        weight: Weight::Warning,
        page: include_str!("blocked-drain.md"),
        find: blocked_drain::find,
    },
    Rule {
        code: Code::DanglingKey,
        weight: Weight::Error,
        page: include_str!("dangling-key.md"),
        find: dangling_key::find,
    },
    Rule {
        code: Code::DanglingMonitor,
        weight: Weight::ErrorIfClosed,
        page: include_str!("dangling-monitor.md"),
        find: dangling_monitor::find,
    },
    Rule {
        code: Code::DanglingPort,
        weight: Weight::Error,
        page: include_str!("dangling-port.md"),
        find: dangling_port::find,
    },
    Rule {
        code: Code::DanglingReference,
        weight: Weight::ErrorIfClosed,
        page: include_str!("dangling-reference.md"),
        find: dangling_reference::find,
    },
    Rule {
        code: Code::DanglingService,
        weight: Weight::ErrorIfClosed,
        page: include_str!("dangling-service.md"),
        find: dangling_service::find,
    },
    Rule {
        code: Code::HelmHook,
        weight: Weight::Error,
        page: include_str!("helm-hook.md"),
        find: helm_hook::find,
    },
    Rule {
        code: Code::MalformedImage,
        weight: Weight::Error,
        page: include_str!("malformed-image.md"),
        find: malformed_image::find,
    },
    Rule {
        code: Code::UndeclaredNamespace,
        weight: Weight::ErrorIfClosed,
        page: include_str!("undeclared-namespace.md"),
        find: undeclared_namespace::find,
    },
    Rule {
        code: Code::UnsettledField,
        weight: Weight::Warning,
        page: include_str!("unsettled-field.md"),
        find: unsettled_field::find,
    },
];

/// The annotation that names the rules which an object may break.
pub const ALLOW_ANNOTATION: &str = "drydock.dev/allow";

/// Reports what all rules find, less what objects allow.
pub fn apply(manifest: &Manifest, surroundings: &Surroundings, report: &mut Report) {
    manifest.objects.iter().for_each(|object| refuse_unknown(object, report));
    let index = index::build(manifest, surroundings);
    for rule in ALL {
        let severity = rule.severity(&index);
        let mut found = (rule.find)(&index);
        found.retain(|(object, _)| !allowed(object).any(|name| name == rule.name()));
        for (mut fault, others) in together(found) {
            fault.severity = severity;
            if !others.is_empty() {
                fault.help.insert(0, likewise(&others));
            }
            report.push(fault);
        }
    }
}

/// Merges findings about the same places into one that names the other objects.
fn together(found: Vec<Found<'_>>) -> Vec<(Diagnostic, Vec<&Object>)> {
    let mut groups: Vec<(Diagnostic, Vec<&Object>)> = Vec::new();
    let mut places = HashMap::new();
    for (object, fault) in found {
        let place = (fault.labels.clone(), fault.help.clone());
        let at = *places.entry(place).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, others)) => others.push(object),
            None => groups.push((fault, Vec::new())),
        }
    }
    groups
}

fn likewise(others: &[&Object]) -> String {
    let mut names: Vec<String> = others.iter().take(4).map(ToString::to_string).collect();
    if others.len() > names.len() {
        names.push(format!("{} more", others.len() - names.len()));
    }
    format!("the same goes for {}", names.join(", "))
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name() == name)
}

impl Rule {
    pub fn name(&self) -> &'static str {
        self.code.name()
    }

    /// What the rule finds, in one line.
    pub fn summary(&self) -> &'static str {
        self.code.about()
    }

    fn severity(&self, index: &Index<'_>) -> Severity {
        match self.weight {
            Weight::ErrorIfClosed if !index.is_closed() => Severity::Warning,
            Weight::Warning => Severity::Warning,
            Weight::Error | Weight::ErrorIfClosed => Severity::Error,
        }
    }
}

fn allowance(object: &Object) -> Option<&Node> {
    object.root.below("metadata.annotations")?.get(ALLOW_ANNOTATION)
}

/// The names of rules that an object may break.
fn allowed(object: &Object) -> impl Iterator<Item = &str> {
    let names = allowance(object).and_then(Node::as_str).unwrap_or_default();
    names.split(',').map(str::trim).filter(|name| !name.is_empty())
}

fn refuse_unknown(object: &Object, report: &mut Report) {
    for name in allowed(object).filter(|name| find(name).is_none()) {
        let message = format!("allows `{name}`, which is no rule");
        let mut fault = Diagnostic::error(Code::UnknownRule, message).subject(object);
        if let Some(node) = allowance(object) {
            fault = super::at(fault, &node.origin, "not a rule");
        }
        let help = did_you_mean(name, ALL.iter().map(Rule::name));
        report.push(help.into_iter().fold(fault, Diagnostic::help));
    }
}

/// The help for a missing object that others provide.
fn list_it(external: &str) -> String {
    format!("if someone else makes it, list {external} under `externals` in the values")
}
