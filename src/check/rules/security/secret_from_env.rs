//! Secrets that containers take by variables.

use super::fields::{called, containers, items};
use super::saying::{Spot, say};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for container in containers(pods) {
        let single = items(container, "env").filter_map(|it| it.below("valueFrom.secretKeyRef"));
        let whole = items(container, "envFrom").filter_map(|it| it.get("secretRef"));
        for reference in single.chain(whole) {
            let (name, secret) = (called(container), called(reference));
            let message =
                format!("gives its container `{name}` the Secret `{secret}` by a variable");
            let node = reference.get("name").unwrap_or(reference);
            let fault = say(Code::SecretFromEnv, pods.owner, Spot::At(node), index, message);
            found.push(fault.help("mount it as a file"));
        }
    }
    found
}
