//! Variables in the place of those that a Service gives to the pods of its namespace.

use std::collections::HashSet;

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{called, containers, items, text, truth};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::yaml::Node;

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let variables = || containers(pods).flat_map(|it| items(it, "env")).filter_map(named);
    let has_links = pods.spec.get("enableServiceLinks").and_then(truth) != Some(false);
    if !has_links || variables().next().is_none() {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let mut told = HashSet::new();
    for (variable, node) in variables() {
        let ends = ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT"];
        let service = ends.into_iter().find_map(|end| {
            let name = variable.strip_suffix(end)?.to_lowercase().replace('_', "-");
            index.service(pods.namespace, &name)
        });
        let Some(service) = service.filter(|_| told.insert(variable)) else { continue };
        let message = format!("sets `{variable}`, which {service} gives to its pods");
        let fault = say(Code::ShadowedVariable, pods.owner, Spot::At(node), index, message);
        faults.push(fault.help("give it another name, or set `enableServiceLinks: false`"));
    }
    faults
}

fn named(variable: &Node) -> Option<(&str, &Node)> {
    Some((called(variable), variable.get("name").filter(|name| !text(name).is_empty())?))
}
