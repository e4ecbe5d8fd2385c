//! Fields of pods by their old names.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::set;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let Some(node) = set(pods.spec, "serviceAccount") else { return Vec::new() };
    let message = "has the field `serviceAccount`, which is `serviceAccountName` now";
    let fault = say(Code::DeprecatedField, pods.owner, Spot::At(node), index, message);
    vec![fault.help("write `serviceAccountName`")]
}
