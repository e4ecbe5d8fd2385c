//! Schedules of days that no month has.

use crate::check::index::Index;
use crate::check::rules::fields::{is, text};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::schedule;
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let node = object.root.below("spec.schedule").filter(|_| is(object, "batch", "CronJob"));
    let Some(node) = node.filter(|node| schedule::is_never(text(node))) else { return Vec::new() };
    let message = format!("has the schedule `{}`, which never comes", text(node));
    let fault = say(Code::NeverDue, object, Spot::At(node), index, message);
    vec![fault.help("name a day that one of its months has")]
}
