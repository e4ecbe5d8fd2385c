//! Pods that are over when a container fails.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::text;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let policy = pods.spec.get("restartPolicy").filter(|node| text(node) == "Never");
    let Some(node) = policy else { return Vec::new() };
    let message = "does not start a container again that fails";
    let fault = say(Code::NeverRestarted, pods.owner, Spot::At(node), index, message);
    vec![fault.help("use `OnFailure`, or `Always` for what is to run for ever")]
}
