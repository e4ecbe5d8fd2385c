//! Amounts of memory and CPU whose unit was forgotten.

use crate::check::index::Index;
use crate::check::index::pods::Pods;
use crate::check::rules::fields::{amount, containers, items, quantity};
use crate::check::rules::saying::{Spot, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::kube::quantity::Amount;
use crate::yaml::Node;

/// Less than any program, and more than any node has.
const LEAST_MEMORY: Amount = Amount::whole(1 << 20);
const MOST_CPU: Amount = Amount::whole(256);

pub(in crate::check::rules) fn find<'m>(pods: &Pods<'m>, index: &Index<'m>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut tell = |node: &'m Node, (message, help): (String, &str)| {
        let fault = say(Code::ImplausibleQuantity, pods.owner, Spot::At(node), index, message);
        faults.push(fault.help(help));
    };
    for container in containers(pods) {
        for path in ["resources.requests", "resources.limits"] {
            let Some(map) = container.below(path) else { continue };
            for resource in ["memory", "ephemeral-storage", "cpu"] {
                let Some((node, amount)) = quantity(map, resource) else { continue };
                if let Some(wrong) = wrong(resource, amount) {
                    tell(node, wrong);
                }
            }
        }
    }
    for volume in items(pods.spec, "volumes").filter_map(|volume| volume.get("emptyDir")) {
        let size = volume.get("sizeLimit").and_then(|node| Some((node, amount(node)?)));
        if let Some((node, wrong)) =
            size.and_then(|(node, it)| Some((node, too_little("room", it)?)))
        {
            tell(node, wrong);
        }
    }
    faults
}

fn wrong(resource: &str, amount: Amount) -> Option<(String, &'static str)> {
    match resource {
        "cpu" if amount > MOST_CPU => {
            Some((format!("asks for {amount} cores"), "thousandths of a core end with `m`"))
        }
        "cpu" => None,
        _ => too_little(resource, amount),
    }
}

fn too_little(what: &str, amount: Amount) -> Option<(String, &'static str)> {
    if amount <= Amount::ZERO || amount >= LEAST_MEMORY {
        return None;
    }
    let message = match amount.as_integer() {
        Some(1) => format!("asks for 1 byte of {what}"),
        Some(bytes) => format!("asks for {bytes} bytes of {what}"),
        None => format!("asks for {amount} of {what}: `m` is a thousandth, here of a byte"),
    };
    Some((message, "write the unit, as `Mi`"))
}
