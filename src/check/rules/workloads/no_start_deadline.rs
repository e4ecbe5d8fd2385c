//! A `CronJob` has no deadline to start its Jobs: `startingDeadlineSeconds`.

use crate::check::index::Index;
use crate::check::rules::fields::{is, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let spec = object.root.get("spec").filter(|_| is(object, "batch", "CronJob"));
    let Some(spec) = spec.filter(|spec| set(spec, "startingDeadlineSeconds").is_none()) else {
        return Vec::new();
    };
    let spot = spec
        .get("startingDeadlineSeconds")
        .map_or(Spot::Lacks(spec, "startingDeadlineSeconds"), Spot::At);
    let fault =
        say(Code::NoStartDeadline, object, spot, index, "starts its Jobs however late it is");
    vec![fault.help("set `startingDeadlineSeconds`")]
}
