//! Containers that nothing limits.

use super::capabilities::added;
use super::fields::{called, containers, effective, is_of_windows, items, text};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    if is_of_windows(pods) {
        return Vec::new();
    }
    let has_annotation = |container: &Node| {
        let key = format!("container.apparmor.security.beta.kubernetes.io/{}", called(container));
        let profile = pods.annotations.and_then(|all| all.get(&key)).map(text);
        profile.is_some_and(|profile| profile != "unconfined")
    };
    let is_limited = |container: &'m Node| {
        let profile = |field| {
            effective(pods, container, field).is_some_and(|node| text(node) != "Unconfined")
        };
        let labels = effective(pods, container, "seLinuxOptions").and_then(Node::as_map);
        let drops = items(container, "securityContext.capabilities.drop").next().is_some();
        profile("seccompProfile.type")
            || profile("appArmorProfile.type")
            || labels.is_some_and(|labels| !labels.is_empty())
            || (drops && added(container).all(|(_, word)| word != "ALL"))
            || has_annotation(container)
    };
    let fault = |container| {
        let spot = Spot::Lacks(container, "securityContext");
        let message = format!("limits its container `{}` by nothing", called(container));
        let fault = say(Code::UnhardenedContainer, pods.owner, spot, index, message);
        fault.help("drop the capabilities, and set a seccomp profile: `RuntimeDefault`")
    };
    containers(pods).filter(|it| !is_limited(it)).map(fault).collect()
}
