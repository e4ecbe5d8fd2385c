//! Pods that are written as such.

use crate::check::index::Index;
use crate::check::rules::fields::is;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let name = object.root.below("metadata.name").filter(|_| is(object, "", "Pod"));
    let Some(node) = name else { return Vec::new() };
    let message = "is a pod without a controller";
    let fault = say(Code::NakedPod, object, Spot::At(node), index, message);
    vec![fault.help("make it by a Deployment, a StatefulSet or a Job")]
}
