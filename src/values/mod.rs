//! What a chart is given: its defaults under layers of files and flags, each leaf knowing who
//! set it.
//!
//! Maps merge, lists replace, null deletes; flags edit what the layers before them came to. The
//! defaults close the values: a key they don't know is an error, unless it stands below a default
//! that is empty or null.

mod closed;
mod merge;
pub mod schema;
pub mod set;

use crate::diagnostic::Report;
use crate::yaml::Node;
use set::Assignment;

/// One layer above the defaults; later ones win.
#[derive(Debug)]
pub enum Layer {
    File(Node),
    Flag(Vec<Assignment>),
}

/// The effective values. Everything wrong with the layers goes into `report`.
pub fn effective(defaults: &Node, layers: Vec<Layer>, report: &mut Report) -> Node {
    let mut values = defaults.clone();
    for layer in layers {
        match layer {
            Layer::File(node) => {
                closed::check(defaults, &node, report);
                merge::merge(&mut values, node, report);
            }
            Layer::Flag(assignments) => {
                for assignment in assignments {
                    if closed::check_assignment(defaults, &assignment, report)
                        && let Err(fault) = set::apply(&mut values, assignment)
                    {
                        report.push(fault);
                    }
                }
            }
        }
    }
    values
}
