//! Layers merged exactly as Helm 4 does it, for `--helm-merge`.
//!
//! The user's values are merged on their own first: files in their order, then flags by kind
//! (`--set-json`, `--set`, `--set-string`, `--set-file`, `--set-literal`). So an index edits the
//! user's list, not the chart's. Then they are laid over the defaults of the charts: maps merge,
//! null deletes, and where only one of two values is a map, the user's wins silently. Integers stay
//! exact.

use super::coalesce::coalesce;
use super::fit::{self, Asked};
use super::merge::merge_user;
use super::set::{self, Assignment, Flavor, KeyOrIndex};
use super::{Contract, Layer};
use crate::diagnostic::{Code, Report, Span};
use crate::yaml::{Map, Node, Origin, Value};

/// The order in which Helm applies the kinds of flags.
const FLAG_ORDER: [Flavor; 5] =
    [Flavor::SetJson, Flavor::Set, Flavor::SetString, Flavor::SetFile, Flavor::SetLiteral];

pub(super) fn effective(
    contract: &Contract,
    asked: Asked<'_>,
    layers: Vec<Layer>,
    report: &mut Report,
) -> Node {
    let mut layers = layers;
    for layer in &mut layers {
        match layer {
            Layer::File(node) => check_keys(report, |report| {
                fit::check(asked, node, report);
            }),
            Layer::Flag(_, assignments) => {
                // As in Helm, a value is typed by how it looks, not by the default.
                for assignment in assignments.iter_mut().filter(|it| !is_lost(it)) {
                    check_keys(report, |report| {
                        fit::check_assignment(asked, Flavor::SetJson, assignment, report);
                    });
                }
            }
        }
    }
    let mut user = user_values(layers, asked.defaults.origin.at, report);
    coalesce(contract, &mut user, report);
    user
}

/// What the user gives, merged on its own; `nowhere` is where it stands if nothing is given.
pub fn user_values(layers: Vec<Layer>, nowhere: Span, report: &mut Report) -> Node {
    let mut user = Node::new(Value::Map(Map::new()), Origin::at(nowhere));
    let mut flags: Vec<(Flavor, Vec<Assignment>)> = Vec::new();
    for layer in layers {
        match layer {
            Layer::File(node) => merge_user(&mut user, node),
            Layer::Flag(flavor, assignments) => flags.push((flavor, assignments)),
        }
    }
    flags.sort_by_key(|(flavor, _)| FLAG_ORDER.iter().position(|kind| kind == flavor));
    for assignment in flags.into_iter().flat_map(|(_, assignments)| assignments) {
        if let Err(fault) = set::apply_as_helm(&mut user, assignment) {
            report.push(fault);
        }
    }
    user
}

/// Unknown keys are errors here as well; otherwise what Helm accepts is accepted.
fn check_keys(report: &mut Report, check: impl FnOnce(&mut Report)) {
    let mut all = Report::new();
    check(&mut all);
    report.extend(all.iter().filter(|fault| fault.code == Code::UnknownValue).cloned());
}

/// Helm drops what is set below an empty key.
fn is_lost(assignment: &Assignment) -> bool {
    assignment.path.iter().any(|segment| segment.step == KeyOrIndex::Key(String::new()))
}
