//! Jobs that nothing takes away once they have ended, or that two things do.

use crate::check::index::Index;
use crate::check::rules::fields::{is, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let job = object.root.get("spec").filter(|_| is(object, "batch", "Job"));
    if let Some(spec) = job.filter(|spec| set(spec, "ttlSecondsAfterFinished").is_none()) {
        let spot = Spot::Lacks(spec, "ttlSecondsAfterFinished");
        let fault =
            say(Code::FinishedJobs, object, spot, index, "stays for ever once it has ended");
        return vec![fault.help("set `ttlSecondsAfterFinished`")];
    }
    let ttl = object.root.below("spec.jobTemplate.spec.ttlSecondsAfterFinished");
    let Some(node) = ttl.filter(|_| is(object, "batch", "CronJob")) else { return Vec::new() };
    let message = "deletes its Jobs by their age besides its history limits";
    let fault = say(Code::FinishedJobs, object, Spot::At(node), index, message);
    vec![fault.help("leave it out, and set `successfulJobsHistoryLimit`")]
}
