//! A `CronJob` may run two of its Jobs at once: `concurrencyPolicy`.

use super::colliding_runs;
use crate::check::index::Index;
use crate::check::rules::fields::{is, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    // What surely meets another run is said by a rule of its own.
    if !colliding_runs::find(object, index).is_empty() {
        return Vec::new();
    }
    let spec = object.root.get("spec").filter(|_| is(object, "batch", "CronJob"));
    let Some(spec) =
        spec.filter(|spec| word(spec, "concurrencyPolicy").is_none_or(|it| it == "Allow"))
    else {
        return Vec::new();
    };
    let spot =
        spec.get("concurrencyPolicy").map_or(Spot::Lacks(spec, "concurrencyPolicy"), Spot::At);
    let fault = say(
        Code::OverlappingRuns,
        object,
        spot,
        index,
        "starts a Job while the last one still runs",
    );
    vec![fault.help("set `concurrencyPolicy` to `Forbid` or `Replace`")]
}
