//! `PodDisruptionBudget`s without a budget.

use crate::check::index::Index;
use crate::check::rules::fields::{is, set};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let spec = object.root.get("spec").filter(|_| is(object, "policy", "PodDisruptionBudget"));
    let Some(spec) = spec else { return Vec::new() };
    if set(spec, "minAvailable").is_some() || set(spec, "maxUnavailable").is_some() {
        return Vec::new();
    }
    let message = "does not say how many pods may be missing, and allows all evictions";
    let fault = say(Code::IdleBudget, object, Spot::Lacks(spec, "maxUnavailable"), index, message);
    vec![fault.help("set `maxUnavailable: 1`")]
}
