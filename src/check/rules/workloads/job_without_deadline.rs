//! Jobs that nothing ends.

use crate::check::index::Index;
use crate::check::rules::fields::{is, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let spec = match &*object.identity.kind {
        "Job" if is(object, "batch", "Job") => object.root.get("spec"),
        "CronJob" if is(object, "batch", "CronJob") => object.root.below("spec.jobTemplate.spec"),
        _ => None,
    };
    let endless = spec.filter(|spec| {
        let of_pod = spec.below("template.spec");
        set(spec, "activeDeadlineSeconds").is_none()
            && of_pod.is_none_or(|pod| set(pod, "activeDeadlineSeconds").is_none())
    });
    let Some(spec) = endless else { return Vec::new() };
    let message = "runs for ever if its container hangs";
    let spot = Spot::Lacks(spec, "activeDeadlineSeconds");
    let fault = say(Code::JobWithoutDeadline, object, spot, index, message);
    vec![fault.help("set `activeDeadlineSeconds`")]
}
