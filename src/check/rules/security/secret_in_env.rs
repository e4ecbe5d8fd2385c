//! Variables that are secrets by their names.

use super::fields::{called, containers, items, text};
use super::saying::{Spot, say};
use super::secrecy::{is_secret_name, refers};
use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::diagnostic::{Code, Diagnostic};

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for container in containers(pods) {
        for variable in items(container, "env").filter(|it| is_secret_name(called(it))) {
            let value = variable.get("value").map(text).unwrap_or_default();
            if value.is_empty() || refers(value) {
                continue;
            }
            let name = called(variable);
            let message = format!("has the value of `{name}` in plain sight");
            let spot = Spot::At(variable.get("name").unwrap_or(variable));
            let fault = say(Code::SecretInEnv, pods.owner, spot, index, message);
            found.push(fault.help("put it into a Secret: `valueFrom: {secretKeyRef: …}`"));
        }
    }
    found
}
