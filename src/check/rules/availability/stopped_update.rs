//! Deployments that are down while they are updated.

use crate::check::index::Index;
use crate::check::rules::fields::text;
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Object;

pub(in crate::check::rules) fn find<'m>(object: &'m Object, index: &Index<'m>) -> Vec<Diagnostic> {
    let is_meant = matches!(&*object.identity.kind, "Deployment" | "DeploymentConfig");
    let sort = object.root.below("spec.strategy.type").filter(|_| is_meant);
    let Some(node) = sort.filter(|node| !matches!(text(node), "RollingUpdate" | "Rolling")) else {
        return Vec::new();
    };
    let message = "stops all its pods before an update starts new ones";
    let fault = say(Code::StoppedUpdate, object, Spot::At(node), index, message);
    vec![fault.help("use `RollingUpdate`, if two versions may run side by side")]
}
