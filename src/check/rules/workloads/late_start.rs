//! Deadlines of `CronJobs` that pass between two looks of the controller.

use crate::check::index::Index;
use crate::check::rules::fields::{integer, is};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let deadline = object.root.below("spec.startingDeadlineSeconds");
    let node = deadline.filter(|_| is(object, "batch", "CronJob"));
    let Some((node, seconds)) = node.and_then(|node| Some((node, integer(node)?))) else {
        return Vec::new();
    };
    if seconds >= 10 {
        return Vec::new();
    }
    let message = format!("gives up a run that is {seconds} s late, and is looked at every 10 s");
    let fault = say(Code::LateStart, object, Spot::At(node), index, message);
    vec![fault.help("give it minutes rather than seconds")]
}
