//! Helm's hooks: Helm runs them at a certain moment, kubectl applies them like any other object.

use crate::check::at;
use crate::check::index::Index;
use crate::check::rules::Found;
use crate::diagnostic::{Code, Diagnostic};

pub(super) const HOOK: &str = "helm.sh/hook";

pub(in crate::check::rules) fn find<'m>(index: &Index<'m>) -> Vec<Found<'m>> {
    let mut found = Vec::new();
    for object in index.objects {
        let annotations = object.root.below("metadata.annotations");
        let hook = annotations.and_then(|annotations| annotations.get(HOOK));
        let Some((node, hook)) = hook.and_then(|node| Some((node, node.as_str()?))) else {
            continue;
        };
        let message = "is a hook of Helm, and drydock runs none";
        let path = "metadata.annotations[helm.sh/hook]";
        let fault = Diagnostic::error(Code::HelmHook, message).subject(object).field(path);
        let fault = at(fault, &node.origin, "here it is applied with all the rest, each time");
        found.push((object, fault.help(advice(hook)).help(ALLOW)));
    }
    found
}

const ALLOW: &str = "where it may run at each deploy, take the annotation away; \
                     for a chart that Helm installs too, add `drydock.dev/allow: \"helm-hook: WHY\"`";

/// What to do instead, by the kind of hook.
fn advice(hook: &str) -> &'static str {
    let mut moments = hook.split(',').map(str::trim);
    if moments.any(|moment| moment.starts_with("test")) {
        "put what tests a release into a chart of its own, and apply that when it is to run"
    } else if hook.contains("delete") || hook.contains("rollback") {
        "kubectl has no such moment: put it into a chart of its own, and apply that when it is to run"
    } else {
        "put what has to come before or after into a chart of its own, \
         and wait between them with `kubectl wait`"
    }
}
