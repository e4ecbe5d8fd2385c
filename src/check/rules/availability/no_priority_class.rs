//! Pods that are as important as any other.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::word;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let has = word(pods.spec, "priorityClassName").is_some();
    if has {
        return Vec::new();
    }
    let spot = Spot::Lacks(pods.spec, "priorityClassName");
    let fault = say(Code::NoPriorityClass, pods.owner, spot, index, "has no `priorityClassName`");
    vec![fault.help("name a PriorityClass of the cluster")]
}
