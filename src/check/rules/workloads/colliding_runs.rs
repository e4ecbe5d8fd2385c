//! `CronJobs` that come more often than their Jobs have to have ended.

use crate::check::index::Index;
use crate::check::rules::fields::{is, text, whole, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::schedule;
use crate::manifest::Object;
use crate::yaml::Node;

/// Minutes between two runs that a Job which nothing ends may well take.
const SHORT: u32 = 5;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let spec = object.root.get("spec").filter(|_| is(object, "batch", "CronJob"));
    spec.and_then(|spec| fault(spec, object, index)).into_iter().collect()
}

fn fault<'m>(spec: &'m Node, object: &'m Object, index: &Index<'m>) -> Option<Diagnostic> {
    let node = spec.get("schedule").filter(|_| may_overlap(spec))?;
    let minutes = schedule::least_gap(text(node))?;
    let deadline = whole(spec, "jobTemplate.spec.activeDeadlineSeconds");
    let message = match deadline {
        Some(seconds) if seconds > i64::from(minutes) * 60 => {
            format!(
                "starts a Job every {minutes} min, which may run for {seconds} s beside the next"
            )
        }
        None if minutes <= SHORT => {
            format!("starts a Job every {minutes} min, whether or not the last one has ended")
        }
        _ => return None,
    };
    let fault = say(Code::CollidingRuns, object, Spot::At(node), index, message);
    Some(fault.help("set `concurrencyPolicy` to `Forbid` or `Replace`"))
}

/// Whether a `CronJob` does not forbid that its runs overlap.
fn may_overlap(spec: &Node) -> bool {
    word(spec, "concurrencyPolicy").is_none_or(|policy| policy == "Allow")
}
