//! Rules about what the API server accepts and what still won't work, won't last or isn't safe,
//! such as a Service that selects no pods.
//!
//! A rule is a row in the list of its group, a file that finds what breaks it, and a page. It looks
//! at an object, at the pods that one makes, or at all objects together. The page is what `drydock
//! rules NAME` prints, and its examples are tests. What a rule's findings weigh is decided by a
//! [`Policy`](super::policy::Policy); what is accepted of them is [`allow`]ed beside what it is about, with a reason.
//!
//! What the server refuses or warns of is left to the judge.

mod allow;
mod availability;
mod fields;
mod references;
mod rule;
mod saying;
mod security;
mod upgrades;
mod workloads;

use std::collections::HashMap;

use super::index;
use super::policy::{Externals, Group, Level, Target};
use super::surroundings::Surroundings;
use crate::cores::on_deep_stacks;
use crate::diagnostic::{Diagnostic, HELPED, Report, Role, SEARCHED, Severity, Sources};
use crate::manifest::{Manifest, Object};
use allow::Allowances;
use rule::Found;
pub use rule::Rule;

/// The rules of each group, by name.
static GROUPS: [&[Rule]; 5] =
    [references::RULES, workloads::RULES, security::RULES, availability::RULES, upgrades::RULES];

/// Every rule, by group and name.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    GROUPS.into_iter().flatten()
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name() == name)
}

/// The rule or the group of this name.
pub fn target(name: &str) -> Option<Target> {
    let group = Group::ALL.into_iter().find(|group| group.name() == name);
    find(name).map(|rule| Target::Rule(rule.code)).or(group.map(Target::Group))
}

/// The names of all rules and groups.
pub fn targets() -> impl Iterator<Item = &'static str> + Clone {
    all().map(Rule::name).chain(Group::ALL.into_iter().map(Group::name))
}

/// Reports what the rules find, less what is allowed.
pub fn apply(
    manifest: &Manifest,
    surroundings: &Surroundings,
    sources: &Sources,
    report: &mut Report,
) {
    for (fault, others) in together(found(manifest, surroundings, sources, report)) {
        report.push(match others.as_slice() {
            [] => fault,
            others => {
                let mut fault = fault;
                fault.help.insert(0, likewise(others));
                fault
            }
        });
    }
}

/// So many objects that it is worth looking at them on all cores.
const MANY: usize = 256;

/// What the rules find, less what is allowed; what is wrong with how that is said goes to `report`.
pub(super) fn found<'m>(
    manifest: &'m Manifest,
    surroundings: &'m Surroundings,
    sources: &Sources,
    report: &mut Report,
) -> Vec<Found<'m>> {
    let policy = &surroundings.policy;
    let index = index::build(manifest, surroundings);
    let externals = if index.is_closed() { Externals::Listed } else { Externals::Unknown };
    let mut allowances = Allowances::of(manifest, policy, sources, report);
    let applied = all().filter_map(|rule| {
        match policy.level(rule.code, rule.group, rule.weight, externals) {
            Level::Error => Some((rule, Severity::Error)),
            Level::Warning => Some((rule, Severity::Warning)),
            Level::Off => None,
        }
    });
    let applied: Vec<(&Rule, Severity)> = applied.collect();
    let share = if manifest.objects.len() < MANY { applied.len().max(1) } else { 1 };
    let found = on_deep_stacks(applied.chunks(share).collect(), |share| {
        share.iter().map(|(rule, _)| rule.find(&index)).collect::<Vec<_>>()
    });
    let found: Vec<Vec<Found<'_>>> = found.into_iter().flatten().collect();
    let mut all_found = Vec::with_capacity(found.iter().map(Vec::len).sum());
    for ((rule, severity), mut found) in applied.into_iter().zip(found) {
        allowances.expect(rule);
        found.retain(|(object, fault)| !allowances.allow(rule, object, fault));
        for (_, fault) in &mut found {
            // What a rule itself calls a note is never more than a warning.
            let most = match fault.severity {
                Severity::Note => Severity::Warning,
                _ => Severity::Error,
            };
            fault.severity = severity.max(most);
        }
        all_found.extend(found);
    }
    allowances.report_unused(manifest, report);
    all_found
}

/// Merges findings about the same places into one that names the other objects.
fn together(found: Vec<Found<'_>>) -> Vec<(Diagnostic, Vec<&Object>)> {
    let mut groups: Vec<(Diagnostic, Vec<&Object>)> = Vec::new();
    let mut places = HashMap::new();
    for (object, fault) in found {
        let labels = fault.labels.iter().filter(|label| label.role != Role::Call);
        let place = (fault.code, labels.cloned().collect::<Vec<_>>(), fault.help.clone());
        let at = *places.entry(place).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((first, others)) => {
                first.reach(fault);
                others.push(object);
            }
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

/// The help for a missing object that others provide.
fn list_it(external: &str) -> String {
    format!("if someone else makes it, list {external} under `externals` in the values")
}
