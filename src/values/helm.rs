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
            // As in Helm, a value is typed by how it looks, not by the default.
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
