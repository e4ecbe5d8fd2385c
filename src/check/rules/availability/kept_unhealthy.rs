//! `PodDisruptionBudgets` that keep pods which are not ready.

use crate::check::index::Index;
use crate::check::rules::fields::{is, word};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let policy = word(&object.root, "spec.unhealthyPodEvictionPolicy");
    let spec = object.root.get("spec").filter(|_| is(object, "policy", "PodDisruptionBudget"));
    let Some(spec) = spec.filter(|_| policy.is_none()) else { return Vec::new() };
    let spot = Spot::Lacks(spec, "unhealthyPodEvictionPolicy");
    let message = "has no `unhealthyPodEvictionPolicy`";
    let fault = say(Code::KeptUnhealthy, object, spot, index, message);
    vec![fault.help("set it to `AlwaysAllow`")]
}
