//! The schedule of a `CronJob` is in the time zone of the controller: `timeZone`.

use crate::check::index::Index;
use crate::check::rules::fields::{is, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let spec = object.root.get("spec").filter(|_| is(object, "batch", "CronJob"));
    let Some(spec) = spec.filter(|spec| set(spec, "timeZone").is_none()) else {
        return Vec::new();
    };
    let spot = spec.get("timeZone").map_or(Spot::Lacks(spec, "timeZone"), Spot::At);
    let fault = say(
        Code::NoTimeZone,
        object,
        spot,
        index,
        "does not say in which time zone its schedule is",
    );
    vec![fault.help("set `timeZone`")]
}
