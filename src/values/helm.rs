//! Layers merged exactly as Helm 4 does it, for `--helm-merge`.
//!
//! What the user gives is merged by itself first: files in their order, then flags by their kinds
//! (`--set-json`, `--set`, `--set-string`, `--set-file`, `--set-literal`), so that an index edits
//! the user's own list. Then it is laid over the defaults of the charts: maps merge, null deletes,
//! and of a map and something else the user's wins without a word. Integers stay exact.

use super::coalesce::coalesce;
use super::fit::{self, Asked};
use super::merge::merge_user;
use super::set::{self, Assignment, Flavor, KeyOrIndex};
use super::{Contract, Layer};
use crate::diagnostic::{Code, Report};
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
    let mut user = Node::new(Value::Map(Map::new()), Origin::at(asked.defaults.origin.at));
    let mut flags: Vec<(Flavor, Vec<Assignment>)> = Vec::new();
    for layer in layers {
        match layer {
            Layer::File(node) => {
                check_keys(report, |report| {
                    fit::check(asked, &node, report);
                });
                merge_user(&mut user, node);
            }
            Layer::Flag(flavor, assignments) => flags.push((flavor, assignments)),
        }
    }
    flags.sort_by_key(|(flavor, _)| FLAG_ORDER.iter().position(|kind| kind == flavor));
    for (_, assignments) in flags {
        for mut assignment in assignments {
            // Types are Helm's own here: they go by what the argument looks like.
            if !is_lost(&assignment) {
                check_keys(report, |report| {
                    fit::check_assignment(asked, Flavor::SetJson, &mut assignment, report);
                });
            }
            if let Err(fault) = set::apply_as_helm(&mut user, assignment) {
                report.push(fault);
            }
        }
    }
    coalesce(contract, &mut user, report);
    user
}

/// A misspelt key is an error here too; what Helm lets pass, passes.
fn check_keys(report: &mut Report, check: impl FnOnce(&mut Report)) {
    let mut all = Report::new();
    check(&mut all);
    report.extend(all.iter().filter(|fault| fault.code == Code::UnknownValue).cloned());
}

/// What goes below an empty key is dropped.
fn is_lost(assignment: &Assignment) -> bool {
    assignment.path.iter().any(|segment| segment.step == KeyOrIndex::Key(String::new()))
}
